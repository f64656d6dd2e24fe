/** When a message that did not get through is tried again. */

const MINUTE_MS = 60_000;
const STEPS_MS = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE_MS);
/** Up to so much more, so that what failed together does not come again together. */
const JITTER = 0.2;

/** After the `attempts`th try failed: so many ms later; undefined: it is given up. `random` in 0..1. */
export function retryAfterMs(attempts: number, random: number): number | undefined {
  const step = STEPS_MS[attempts - 1];
  return step === undefined ? undefined : Math.round(step * (1 + JITTER * random));
}
