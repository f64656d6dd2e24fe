const WINDOW_MS = 4000;
const WINDOW_PICTURES = 20;
/** Media time over arrival time in which a camera's clock still counts as one. */
const SLOWEST = 0.5;
const FASTEST = 2;
/** Nearer to the truth it must be before it is believed again. */
const SLOWEST_AGAIN = 0.8;
const FASTEST_AGAIN = 1.25;

/**
 * Notices a camera's clock that runs, but not at the speed of time: timestamps that creep, or tick by another
 * rate than described. Two windows in a row must say so, as one alone may be a stall of the network or what
 * comes in a burst after it.
 */
export class ClockRateCheck {
  #startedAtMs = -1;
  #mediaMs = 0;
  #pictures = 0;
  /** What the last window said: below 0 too slow, above 0 too fast. */
  #lastVerdict = 0;
  #wrong = false;

  get wrong(): boolean {
    return this.#wrong;
  }

  /** A picture came whose timestamp is `stepMs` after the one before. */
  check(stepMs: number, arrivedAtMs: number): void {
    if (this.#startedAtMs < 0) this.#startedAtMs = arrivedAtMs;
    else this.#mediaMs += stepMs;
    this.#pictures += 1;
    const elapsedMs = arrivedAtMs - this.#startedAtMs;
    if (elapsedMs < WINDOW_MS || this.#pictures < WINDOW_PICTURES) return;
    this.#judge(this.#mediaMs / elapsedMs);
    this.#startedAtMs = arrivedAtMs;
    this.#mediaMs = 0;
    this.#pictures = 0;
  }

  #judge(speed: number): void {
    if (this.#wrong) {
      this.#wrong = speed < SLOWEST_AGAIN || speed > FASTEST_AGAIN;
      this.#lastVerdict = 0;
      return;
    }
    const verdict = speed < SLOWEST ? -1 : speed > FASTEST ? 1 : 0;
    this.#wrong = verdict !== 0 && verdict === this.#lastVerdict;
    this.#lastVerdict = verdict;
  }
}
