import type { Fragment } from '../types.ts';

export interface GopRingOptions {
  /** What one ring may hold. Default 16 MiB: ten seconds of 12 Mbit/s. */
  readonly maxBytes?: number;
}

/**
 * The newest group of pictures: what a new consumer is given first, so that it need not wait for the next
 * keyframe. A GOP that outgrows the bound is dropped but for its keyframe, which still makes a picture.
 */
export class GopRing {
  readonly #maxBytes: number;
  #fragments: Fragment[] = [];
  #bytes = 0;
  #keyframe: Fragment | undefined;

  constructor({ maxBytes = 16 * 1024 * 1024 }: GopRingOptions = {}) {
    this.#maxBytes = maxBytes;
  }

  push(fragment: Fragment): void {
    if (fragment.keyframe) {
      this.#fragments = [];
      this.#bytes = 0;
      this.#keyframe = fragment;
    } else if (this.#fragments.length === 0) {
      return;
    }
    this.#bytes += fragment.data.length;
    this.#fragments = this.#bytes > this.#maxBytes ? [] : this.#fragments;
    if (this.#bytes <= this.#maxBytes) this.#fragments.push(fragment);
  }

  clear(): void {
    this.#fragments = [];
    this.#bytes = 0;
    this.#keyframe = undefined;
  }

  /** From the newest keyframe on, without a gap; empty when there is none. Not to be kept: it grows. */
  get newestGop(): readonly Fragment[] {
    return this.#fragments;
  }

  get latestKeyframe(): Fragment | undefined {
    return this.#keyframe;
  }
}
