export interface WallClockOptions {
  /** How far back the smallest arrival delay is looked for. */
  readonly windowMs?: number;
}

interface Sample {
  readonly arrivedAtMs: number;
  readonly offsetMs: number;
}

/** An error larger than this is a jump of one of the clocks, not drift: followed at once. */
const STEP_MS = 1000;
/** The mapping may be corrected at once while it is this young: the first pictures come in a burst. */
const SETTLING_MS = 2000;
/** An error is worked off over about this time … */
const SLEW_TIME_MS = 5000;
/** … but never faster than this many ms per second, so that a player's clock stays steady. */
const MAX_SLEW = 0.02;

/**
 * Maps media time to the wall clock. A picture's arrival is its capture plus a delay that varies; the
 * smallest delay seen lately is the nearest to the true one, so
 * `capturedAt = media time + min over the window of (arrival − media time)`.
 * The offset is slewed, not stepped, and results never decrease, also across `restart()`.
 */
export class WallClock {
  readonly #windowMs: number;
  /** Candidates in order of arrival with growing offsets: the first is the window's smallest. */
  #candidates: Sample[] = [];
  #offsetMs: number | undefined;
  #startedAtMs = 0;
  #adjustedAtMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor({ windowMs = 15_000 }: WallClockOptions = {}) {
    this.#windowMs = windowMs;
  }

  /** Media time begins anew: what was learnt of the old one is void. */
  restart(): void {
    this.#candidates = [];
    this.#offsetMs = undefined;
  }

  /** Tells that what left the camera at `mediaMs` has arrived. Tell of a whole burst before mapping any of it. */
  observe(mediaMs: number, arrivedAtMs: number): void {
    const offsetMs = arrivedAtMs - mediaMs;
    while ((this.#candidates.at(-1)?.offsetMs ?? Number.NEGATIVE_INFINITY) >= offsetMs)
      this.#candidates.pop();
    this.#candidates.push({ arrivedAtMs, offsetMs });
    while ((this.#candidates[0]?.arrivedAtMs ?? arrivedAtMs) < arrivedAtMs - this.#windowMs) {
      this.#candidates.shift();
    }
    this.#adjust(arrivedAtMs);
  }

  /** The wall clock at `mediaMs`; at least one `observe` must have come before. */
  map(mediaMs: number): number {
    this.#lastMs = Math.max(this.#lastMs, mediaMs + (this.#offsetMs ?? 0));
    return this.#lastMs;
  }

  /** As `map`, for what is not a picture: it does not hold later pictures back. */
  instantOf(mediaMs: number): number {
    return mediaMs + (this.#offsetMs ?? 0);
  }

  #adjust(atMs: number): void {
    const target = this.#candidates[0]?.offsetMs ?? 0;
    if (this.#offsetMs === undefined) {
      this.#offsetMs = target;
      this.#startedAtMs = atMs;
    }
    const errorMs = target - this.#offsetMs;
    const settling = atMs - this.#startedAtMs < SETTLING_MS && errorMs < 0;
    if (settling || Math.abs(errorMs) > STEP_MS) {
      this.#offsetMs = target;
    } else {
      const elapsedMs = Math.max(0, atMs - this.#adjustedAtMs);
      const wanted = errorMs * Math.min(1, elapsedMs / SLEW_TIME_MS);
      const most = elapsedMs * MAX_SLEW;
      this.#offsetMs += Math.max(-most, Math.min(most, wanted));
    }
    this.#adjustedAtMs = atMs;
  }
}
