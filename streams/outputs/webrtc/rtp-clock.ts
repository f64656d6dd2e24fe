/**
 * RTP timestamps that are the wall clock: `floor(capturedAtMs * 90) mod 2^32`. A browser reports the timestamp
 * of the frame on screen, so the page knows when it was captured without asking; the inverse is
 * `captureTimeFromRtp` in server/contract/media-clock.ts.
 */
export class RtpClock {
  #lastTicks = Number.NEGATIVE_INFINITY;

  /** Two pictures never share a timestamp, or a receiver would join them into one. */
  timestampFor(capturedAtMs: number): number {
    const ticks = Math.max(Math.floor(capturedAtMs * 90), this.#lastTicks + 1);
    this.#lastTicks = ticks;
    return ticks % 2 ** 32;
  }
}
