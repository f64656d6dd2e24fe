/** One viewer's end of the line: what waits for it is bounded, whatever the viewer does. */

/** Where a viewer's bytes go: an HTTP answer, as far as it matters. */
export interface FlvSink {
  write(data: Buffer): void;
  /** Bytes that were written and not yet taken. */
  readonly waitingBytes: number;
}

/** A run of pictures as every viewer is given it: the same buffer. */
export interface FlvChunk {
  readonly data: Buffer;
  readonly epoch: number;
  /** It begins with a keyframe. */
  readonly keyframe: boolean;
  /** Of its first picture. */
  readonly timestampMs: number;
}

export interface FlvViewerOptions {
  readonly sink: FlvSink;
  /** The configuration of the epoch at hand. */
  readonly sequenceHeader: (timestampMs: number) => Buffer;
  readonly now: () => number;
  /** The viewer is too slow for good and is fed no more. */
  readonly onTooSlow: () => void;
  /** Pictures were left out, up to the next keyframe. */
  readonly onSkip: () => void;
}

/** More than this waiting, and what comes is left out: two seconds of 8 Mbit/s. */
const MOST_WAITING = 2 * 1024 * 1024;
/** Begun again, at a keyframe, when no more than this waits. */
const RESUME_WAITING = 256 * 1024;
/** A viewer who in all this time did not get to where it could go on is no viewer. */
const PATIENCE_MS = 20_000;

export class FlvViewer {
  readonly #options: FlvViewerOptions;
  #epoch: number | undefined;
  /** Since when nothing is written, waiting for room and a keyframe. */
  #skippingSinceMs: number | undefined;
  #ended = false;

  constructor(options: FlvViewerOptions) {
    this.#options = options;
  }

  give({ data, epoch, keyframe, timestampMs }: FlvChunk): void {
    if (this.#ended) return;
    const { sink, now } = this.#options;
    if (this.#skippingSinceMs !== undefined) {
      if (!keyframe || sink.waitingBytes > RESUME_WAITING) {
        if (now() - this.#skippingSinceMs > PATIENCE_MS) this.#giveUp();
        return;
      }
      this.#skippingSinceMs = undefined;
    } else if (sink.waitingBytes > MOST_WAITING) {
      this.#skippingSinceMs = now();
      this.#options.onSkip();
      return;
    }
    // A viewer can take up a new format only where it begins.
    if (epoch !== this.#epoch) {
      if (!keyframe) return;
      this.#epoch = epoch;
      sink.write(this.#options.sequenceHeader(timestampMs));
    }
    sink.write(data);
  }

  end(): void {
    this.#ended = true;
  }

  #giveUp(): void {
    this.#ended = true;
    this.#options.onTooSlow();
  }
}
