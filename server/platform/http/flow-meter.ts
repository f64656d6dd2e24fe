export interface FlowMeterOptions {
  /** So many at once, and so many again in `perMs`. */
  readonly most: number;
  readonly perMs: number;
  readonly now: () => number;
}

/** A bucket that drains evenly: tells whether something happens more often than it may. */
export class FlowMeter {
  readonly #options: FlowMeterOptions;
  #level = 0;
  #atMs: number;

  constructor(options: FlowMeterOptions) {
    this.#options = options;
    this.#atMs = options.now();
  }

  /** Counts one; false when it is one too many. */
  take(): boolean {
    const { most, perMs, now } = this.#options;
    const nowMs = now();
    this.#level = Math.max(0, this.#level - ((nowMs - this.#atMs) * most) / perMs) + 1;
    this.#atMs = nowMs;
    return this.#level <= most;
  }
}
