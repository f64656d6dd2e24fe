/** The clock behind the picture: how a page knows when the frame on screen was captured. */

const TICKS_PER_MS = 90;
/** RTP timestamps wrap after 2^32 ticks: 13 hours and a quarter. */
const WRAP_MS = 2 ** 32 / TICKS_PER_MS;

/**
 * Capture time (server's wall clock, UTC, ms) of the frame that carries `rtpTimestamp`.
 *
 * The server stamps frames with `floor(capturedAtMs * 90) mod 2^32`. `nearMs` is any rough idea of the server's
 * clock, good to six hours; it only picks the right turn of the counter. The answer is exact to 1/90 ms.
 */
export function captureTimeFromRtp(rtpTimestamp: number, nearMs: number): number {
  const withinTurn = rtpTimestamp / TICKS_PER_MS;
  const turn = Math.round((nearMs - withinTurn) / WRAP_MS);
  return withinTurn + turn * WRAP_MS;
}
