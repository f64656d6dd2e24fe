/**
 * The machine's clock is set back now and then: by hand, or by a time server after a wrong start. Whoever keeps times in
 * the order they come would stand still until it has caught up, so what goes on is ended then, and begun anew.
 */

/** Less than that is a correction nobody needs to notice; what lies further ahead than that is of the clock before. */
export const SET_BACK_MS = 5000;

export class SetBack {
  #seenMs = Number.NEGATIVE_INFINITY;

  /** To be asked about once a second: whether the clock was set back since. */
  noticed(nowMs: number): boolean {
    const isBack = nowMs < this.#seenMs - SET_BACK_MS;
    this.#seenMs = isBack ? nowMs : Math.max(this.#seenMs, nowMs);
    return isBack;
  }
}
