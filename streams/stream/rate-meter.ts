import type { AccessUnit } from '../types.ts';

export interface Rates {
  readonly fps: number;
  readonly bitrateKbps: number;
}

interface Bucket {
  readonly second: number;
  frames: number;
  bytes: number;
  mediaMs: number;
}

const WINDOW_SECONDS = 5;

/** Pictures and bits per second of media time over the last few seconds, in one bucket a second. */
export class RateMeter {
  #buckets: Bucket[] = [];

  push({ data, durationMs }: Pick<AccessUnit, 'data' | 'durationMs'>, arrivedAtMs: number): void {
    const second = Math.floor(arrivedAtMs / 1000);
    let bucket = this.#buckets.at(-1);
    if (bucket?.second !== second) {
      bucket = { second, frames: 0, bytes: 0, mediaMs: 0 };
      this.#buckets.push(bucket);
      if (this.#buckets.length > WINDOW_SECONDS) this.#buckets.shift();
    }
    bucket.frames += 1;
    bucket.bytes += data.length;
    bucket.mediaMs += durationMs;
  }

  clear(): void {
    this.#buckets = [];
  }

  /** Undefined until half a second was seen. */
  get rates(): Rates | undefined {
    const sum = { frames: 0, bytes: 0, mediaMs: 0 };
    for (const bucket of this.#buckets) {
      sum.frames += bucket.frames;
      sum.bytes += bucket.bytes;
      sum.mediaMs += bucket.mediaMs;
    }
    if (sum.mediaMs < 500) return undefined;
    return {
      fps: Math.round((sum.frames * 10_000) / sum.mediaMs) / 10,
      bitrateKbps: Math.round((sum.bytes * 8) / sum.mediaMs),
    };
  }
}
