const WINDOW_MS = 60_000;
const MOST = 10;

/** Lets few of many messages through: strangers can make the worker complain as often as they like. */
export class LogLimit {
  readonly #now: () => number;
  #since = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Undefined: say nothing. Else how many were not said since the last one that was. */
  next(): number | undefined {
    const nowMs = this.#now();
    let skipped = 0;
    if (nowMs - this.#since >= WINDOW_MS) {
      skipped = Math.max(0, this.#count - MOST);
      this.#since = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= MOST ? skipped : undefined;
  }
}
