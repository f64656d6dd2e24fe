/**
 * How fast an LL-HLS picture has to run to be on time. hls.js speeds up only while more than a second is buffered,
 * which is more than a low-latency picture ever has; so it is left at 1 there, and this decides.
 *
 * The distance kept from the edge begins near the least that parts of 200 ms allow, grows with each stall, and
 * shrinks again after quiet minutes.
 */

export interface CatchUpReading {
  /** From the live edge to the frame on screen, as the player estimates it. */
  readonly behindMs: number;
  /** Media buffered ahead of the frame on screen. */
  readonly aheadMs: number;
  readonly nowMs: number;
}

/** Two parts of 200 ms and the time to fetch one. */
export const LEAST_BEHIND_MS = 500;
const MOST_BEHIND_MS = 2500;
const STALL_ADDS_MS = 150;
const QUIET_MS = 60_000;
const QUIET_TAKES_MS = 50;
/** Nearer than this to the target, or with less than that in hand, there is nothing to hurry for. */
const NEAR_MS = 40;
const IN_HAND_MS = 150;
const MOST_RATE = 1.5;

export class HlsCatchUp {
  #targetMs = LEAST_BEHIND_MS;
  #quietSinceMs: number;
  #hurrying = false;

  constructor(options: { nowMs: number }) {
    this.#quietSinceMs = options.nowMs;
  }

  /** What it keeps from the edge. */
  get targetMs(): number {
    return this.#targetMs;
  }

  /** The picture stood still for want of media. */
  stalled(nowMs: number): void {
    this.#quietSinceMs = nowMs;
    this.#targetMs = Math.min(MOST_BEHIND_MS, this.#targetMs + STALL_ADDS_MS);
  }

  /** The playback rate for now. */
  rate({ behindMs, aheadMs, nowMs }: CatchUpReading): number {
    if (nowMs - this.#quietSinceMs > QUIET_MS) {
      this.#quietSinceMs = nowMs;
      this.#targetMs = Math.max(LEAST_BEHIND_MS, this.#targetMs - QUIET_TAKES_MS);
    }
    const lateMs = behindMs - this.#targetMs;
    // Begun at three times the distance at which it ends, so that it does not begin and end with every part.
    this.#hurrying = aheadMs > IN_HAND_MS && lateMs > (this.#hurrying ? NEAR_MS : 3 * NEAR_MS);
    if (!this.#hurrying) return 1;
    // In steps: every change of rate costs the audio path a moment.
    return Math.min(MOST_RATE, 1.05 + Math.floor(lateMs / 250) * 0.1);
  }
}
