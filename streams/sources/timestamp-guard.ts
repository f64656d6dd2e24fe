import { StreamFaultError } from '../media-error.ts';

export interface TimedFragment {
  readonly decodeMs: number;
  readonly durationMs: number;
  readonly arrivedAtMs: number;
}

/** A jump of the camera's clock larger than this is not jitter, nor a gap that arrival does not show. */
const JUMP_MS = 3000;
/** How long pictures may come while media time stands still. */
const STANDSTILL_MS = 4000;

/**
 * Notices when a camera's timestamps stop making sense: a jump forwards shows as one very long picture, a
 * jump backwards as media time that stands still (ffmpeg's muxer clamps it). Both end the source: a fresh
 * start counts from zero, and every consumer handles an epoch's change.
 */
export class TimestampGuard {
  #previousArrivalMs: number | undefined;
  #mark: { decodeMs: number; arrivedAtMs: number } | undefined;

  /** @throws StreamFaultError `source_crashed` */
  check({ decodeMs, durationMs, arrivedAtMs }: TimedFragment): void {
    const gapMs = arrivedAtMs - (this.#previousArrivalMs ?? arrivedAtMs);
    this.#previousArrivalMs = arrivedAtMs;
    if (durationMs > gapMs + JUMP_MS) throw jumped('forwards');

    this.#mark ??= { decodeMs, arrivedAtMs };
    const elapsedMs = arrivedAtMs - this.#mark.arrivedAtMs;
    if (elapsedMs < STANDSTILL_MS) return;
    if (decodeMs - this.#mark.decodeMs < elapsedMs / 10) throw jumped('backwards');
    this.#mark = { decodeMs, arrivedAtMs };
  }
}

function jumped(direction: string): StreamFaultError {
  return new StreamFaultError({
    code: 'source_crashed',
    message: `The camera’s clock jumped ${direction}; starting anew.`,
  });
}
