import { MediaError } from '../media-error.ts';
import { waitForKeyframe } from '../stream/first-keyframe.ts';
import type { AccessUnit, StreamView } from '../types.ts';
import { keyframeJpeg, keyframeMp4 } from './keyframe-jpeg.ts';

export interface SnapshotsOptions {
  /** Default `ffmpeg`, from the search path. */
  readonly ffmpegPath?: string;
  /** Pictures made at once. Default 2. */
  readonly atOnce?: number;
  /** Callers that may wait for their turn. Default 64. */
  readonly maxWaiting?: number;
}

export interface Snapshot {
  readonly jpeg: Buffer;
  readonly capturedAtMs: number;
  /** Of the keyframe: the same number, the same picture. */
  readonly sequence: number;
}

export interface SnapshotRequest {
  readonly maxWidth?: number | undefined;
  /** How long to wait for a first keyframe on a stream that is only starting. Default 5 s. */
  readonly waitMs?: number;
}

type Keyframe = NonNullable<ReturnType<StreamView['latestKeyframe']>>;
type Widths = Map<number | undefined, Promise<Snapshot>>;

/** Pictures of streams: the newest keyframe as a JPEG, made once however many ask, a few at a time. */
export class Snapshots {
  readonly #ffmpegPath: string;
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #made = new WeakMap<AccessUnit, Widths>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor({ ffmpegPath = 'ffmpeg', atOnce = 2, maxWaiting = 64 }: SnapshotsOptions = {}) {
    this.#ffmpegPath = ffmpegPath;
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /**
   * The newest picture of a stream that somebody holds.
   * @throws MediaError `stream_not_ready` when no keyframe comes, the stream's fault when it has one,
   *   `snapshot_failed` when the keyframe cannot be decoded
   */
  async frameJpeg(stream: StreamView, { maxWidth, waitMs = 5000 }: SnapshotRequest = {}): Promise<Snapshot> {
    const keyframe = await waitForKeyframe(stream, waitMs);
    let widths = this.#made.get(keyframe.unit);
    if (!widths) {
      widths = new Map();
      this.#made.set(keyframe.unit, widths);
    }
    // Few widths are ever asked for; a caller that tries them all must not fill the memory.
    const width =
      maxWidth === undefined || maxWidth >= keyframe.info.width ? undefined : Math.max(16, maxWidth);
    const known = widths.get(width);
    if (known) return known;
    const making = this.#make(keyframe, width);
    if (widths.size < 8) widths.set(width, making);
    making.catch(() => widths.delete(width));
    return making;
  }

  #make({ info, unit }: Keyframe, maxWidth: number | undefined): Promise<Snapshot> {
    // Now, before anything is waited for: the source will use its memory again.
    const mp4 = keyframeMp4(info, unit);
    const { capturedAtMs, sequence } = unit;
    return this.#inTurn(async () => {
      const jpeg = await keyframeJpeg(mp4, { ffmpegPath: this.#ffmpegPath, maxWidth });
      return { jpeg, capturedAtMs, sequence };
    });
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await run();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#atOnce) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new MediaError({ code: 'stream_not_ready', message: 'Too many pictures are being made.' });
    }
    await new Promise<void>((go) => this.#waiting.push(go));
  }
}
