import { MediaError } from '../../streams/media-error.ts';
import type { Fragment, MediaInfo, StreamView } from '../../streams/types.ts';

export interface Keyframe {
  readonly info: MediaInfo;
  readonly fragment: Fragment;
}

export interface Poster {
  readonly jpeg: Buffer;
  readonly capturedAtMs: number;
}

export interface PostersOptions {
  /** One keyframe as JPEG; runs a process. */
  readonly toJpeg: (keyframe: Keyframe) => Promise<Buffer>;
  /** How long to wait for a stream's first keyframe. */
  readonly waitMs?: number;
}

/** Two cores are soon busy with a wall of new tiles; the others wait their turn. */
const AT_ONCE = 2;
const MOST_WAITING = 64;
const WAIT_MS = 10_000;

/** The newest keyframe of a stream as a picture. Each keyframe is decoded once, however many ask. */
export class Posters {
  readonly #options: PostersOptions;
  readonly #made = new WeakMap<Fragment, Promise<Buffer>>();
  readonly #queue: (() => void)[] = [];
  #running = 0;

  constructor(options: PostersOptions) {
    this.#options = options;
  }

  /** @throws MediaError `stream_not_ready` where no picture comes in time. */
  async of(stream: StreamView): Promise<Poster> {
    const keyframe = stream.latestKeyframe() ?? (await this.#first(stream));
    const { fragment } = keyframe;
    const known = this.#made.get(fragment);
    const jpeg = known ?? this.#make(keyframe);
    if (!known) {
      this.#made.set(fragment, jpeg);
      // The next one who asks tries again.
      jpeg.catch(() => this.#made.delete(fragment));
    }
    return { jpeg: await jpeg, capturedAtMs: fragment.capturedAtMs };
  }

  #first(stream: StreamView): Promise<Keyframe> {
    const waitMs = this.#options.waitMs ?? WAIT_MS;
    return new Promise((resolve, reject) => {
      let info: MediaInfo | undefined;
      let stop = () => {};
      const timer = setTimeout(() => {
        stop();
        reject(
          new MediaError({ code: 'stream_not_ready', message: 'No picture has come from the camera yet.' }),
        );
      }, waitMs);
      stop = stream.subscribe({
        onInit: (next) => {
          info = next;
        },
        onFragment: (fragment) => {
          if (!fragment.keyframe || !info) return;
          clearTimeout(timer);
          // Not from within the stream's own loop.
          queueMicrotask(() => stop());
          resolve({ info, fragment });
        },
      });
    });
  }

  async #make(keyframe: Keyframe): Promise<Buffer> {
    if (this.#running >= AT_ONCE) {
      if (this.#queue.length >= MOST_WAITING)
        throw new MediaError({
          code: 'stream_not_ready',
          message: 'Too many pictures are being made; ask again.',
        });
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
    this.#running += 1;
    try {
      return await this.#options.toJpeg(keyframe);
    } finally {
      this.#running -= 1;
      this.#queue.shift()?.();
    }
  }
}
