import { StreamFaultError } from '../media-error.ts';

export interface TimedUnit {
  readonly decodeMs: number;
  readonly durationMs: number;
  readonly arrivedAtMs: number;
}

/** A jump of the camera's clock larger than this is not jitter, nor a gap that arrival does not show. */
const JUMP_MS = 3000;
/** The first picture comes when the second has: it cannot have lasted longer than a start is waited for. */
const FIRST_MOST_MS = 15_000;
/** A camera whose clock is slow falls behind; what it once was ahead fades this fast. */
const FORGET = 0.05;
/** How long pictures may come while media time stands still. */
const STANDSTILL_MS = 4000;
/** … and how many must have come: the first few after a pause still carry times from before it. */
const STANDSTILL_PICTURES = 30;

/**
 * Notices when a camera's timestamps stop making sense: a jump forwards shows as one very long picture, a
 * jump backwards as media time that stands still (ffmpeg's muxer clamps it). Both end the source: a fresh
 * start counts from zero, and every consumer handles an epoch's change.
 */
export class TimestampGuard {
  /** How far media time was ahead of arrival at most, of late. */
  #aheadMs: number | undefined;
  #previousArrivalMs = 0;
  #mark: { decodeMs: number; arrivedAtMs: number } | undefined;
  #sinceMark = 0;

  /** @throws StreamFaultError `source_crashed` */
  check({ decodeMs, durationMs, arrivedAtMs }: TimedUnit): void {
    // A pause of the camera shows in arrivals first and in a duration two pictures later: so not the one gap
    // before this picture is compared, but how far media time ever was ahead.
    const aheadMs = decodeMs + durationMs - arrivedAtMs;
    const forgotten = (arrivedAtMs - this.#previousArrivalMs) * FORGET;
    const mostMs = this.#aheadMs === undefined ? aheadMs : Math.max(aheadMs, this.#aheadMs - forgotten);
    // Nothing came before to compare it with, and an output would take it for the length of all pictures.
    if (this.#aheadMs === undefined && durationMs > FIRST_MOST_MS) throw jumped('forwards');
    if (aheadMs > (this.#aheadMs ?? aheadMs) + JUMP_MS) throw jumped('forwards');
    this.#aheadMs = mostMs;
    this.#previousArrivalMs = arrivedAtMs;

    this.#mark ??= { decodeMs, arrivedAtMs };
    const elapsedMs = arrivedAtMs - this.#mark.arrivedAtMs;
    this.#sinceMark += 1;
    if (elapsedMs < STANDSTILL_MS || this.#sinceMark < STANDSTILL_PICTURES) return;
    if (decodeMs - this.#mark.decodeMs < elapsedMs / 10) throw jumped('backwards');
    this.#mark = { decodeMs, arrivedAtMs };
    this.#sinceMark = 0;
  }
}

function jumped(direction: string): StreamFaultError {
  return new StreamFaultError({
    code: 'source_crashed',
    message: `The camera’s clock jumped ${direction}; starting anew.`,
  });
}
