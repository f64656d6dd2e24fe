import { MediaError } from '../media-error.ts';
import { keyframeJpeg } from '../snapshot/keyframe-jpeg.ts';
import { type PickedKeyframe, picturesOf } from './keyframes.ts';

export interface PreviewsOptions {
  /** Default `ffmpeg`, from the search path. */
  readonly ffmpegPath?: string;
  /** Decoded at once. Default 2. */
  readonly atOnce?: number;
  /** Who may wait for their turn. Default 32. */
  readonly mostWaiting?: number;
  /** Kept for whoever passes over the same place again. Default 16 MB. */
  readonly mostBytes?: number;
}

/** Widths that are made: what is asked for becomes the next of them, so that few are kept of each picture. */
const WIDTHS = [160, 320, 640, 1280, 1920] as const;

/** Small pictures of recordings, for whoever moves along a timeline. */
export class Previews {
  readonly #options: PreviewsOptions;
  readonly #kept = new Map<string, Buffer>();
  readonly #making = new Map<string, Promise<Buffer>>();
  readonly #waiting: (() => void)[] = [];
  #bytes = 0;
  #running = 0;

  constructor(options: PreviewsOptions = {}) {
    this.#options = options;
  }

  /**
   * @throws MediaError `stream_not_ready` where too many wait, `snapshot_failed` where the picture cannot be decoded,
   *   `media_not_found`
   */
  async jpeg(picked: PickedKeyframe, askedWidth: number): Promise<Buffer> {
    const width = WIDTHS.find((one) => one >= askedWidth) ?? WIDTHS[WIDTHS.length - 1] ?? askedWidth;
    const name = `${picked.part.file.id} ${picked.fragment.offset} ${width}`;
    const kept = this.#kept.get(name);
    if (kept) {
      this.#kept.delete(name);
      this.#kept.set(name, kept);
      return kept;
    }
    const making = this.#making.get(name) ?? this.#make(name, picked, width);
    return making;
  }

  #make(name: string, picked: PickedKeyframe, width: number): Promise<Buffer> {
    const { ffmpegPath = 'ffmpeg' } = this.#options;
    const making = this.#inTurn(async () => {
      const { buffers } = await picturesOf([picked]);
      return keyframeJpeg(buffers, { ffmpegPath, maxWidth: width });
    });
    this.#making.set(name, making);
    making
      .then((jpeg) => this.#keep(name, jpeg))
      // Whoever asked is told.
      .catch(() => undefined)
      .finally(() => this.#making.delete(name));
    return making;
  }

  #keep(name: string, jpeg: Buffer): void {
    const { mostBytes = 16 * 1024 * 1024 } = this.#options;
    this.#kept.set(name, jpeg);
    this.#bytes += jpeg.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= mostBytes) return;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const { atOnce = 2, mostWaiting = 32 } = this.#options;
    if (this.#running >= atOnce) {
      if (this.#waiting.length >= mostWaiting)
        throw new MediaError({ code: 'stream_not_ready', message: 'Too many pictures are being made.' });
      await new Promise<void>((go) => this.#waiting.push(go));
    } else this.#running += 1;
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }
}
