/** How a track comes back into step with the playhead: gently while it is near, by a seek when it is not. */

export interface StepReading {
  /** Where the track is less where the playhead is, ms: positive is ahead. */
  readonly errorMs: number;
  /** Of the playhead. */
  readonly rate: number;
}

export type StepCorrection = { readonly kind: 'rate'; readonly rate: number } | { readonly kind: 'seek' };

/** Nobody sees less than this, and a frame alone is 33 to 100 ms. */
const NEAR_MS = 15;
/** Gentle would take too long. At several times the speed the same lag is sooner made up. */
const FAR_MS = 400;
/** So much of the error is made up in a second. */
const GAIN = 1.2;
const MOST = 0.25;

export function correctStep({ errorMs, rate }: StepReading): StepCorrection {
  if (Math.abs(errorMs) > FAR_MS * Math.max(1, rate)) return { kind: 'seek' };
  if (Math.abs(errorMs) <= NEAR_MS) return { kind: 'rate', rate };
  const share = Math.max(-MOST, Math.min(MOST, (-errorMs / 1000) * GAIN));
  // In steps of a hundredth: each change of the rate costs the element something.
  return { kind: 'rate', rate: rate * (1 + Math.round(share * 100) / 100) };
}
