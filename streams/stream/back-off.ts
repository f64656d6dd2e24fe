import type { StreamFault } from '../types.ts';

/** First again quickly (a camera that restarts is soon back), then 1–60 s. */
const STEPS_MS = [750, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];
/** Another kind of source takes over at once; where that one does not suit either, not again and again. */
const HANDED_OVER_STEPS_MS = [0, 0, 0, ...STEPS_MS];
/** What someone must put right first. Cameras lock an account after a handful of wrong passwords. */
const SETTLED_STEPS_MS = [15_000, 30_000, 60_000];
const UNAUTHORIZED_STEPS_MS = [30_000, 60_000, 120_000, 300_000];

/** How long to wait before attempt `attempt` (1 is the first after a failure), ±20 % so that cameras spread. */
export function backOffMs(attempt: number, fault: StreamFault['code'], random: () => number): number {
  const steps = stepsFor(fault);
  const step = steps[Math.min(Math.max(attempt, 1), steps.length) - 1] ?? 60_000;
  return Math.round(step * (0.8 + 0.4 * random()));
}

/** Whether a port that answers again may be the camera's return: not where someone must put something right. */
export function mayComeBack(fault: StreamFault['code']): boolean {
  return stepsFor(fault) === STEPS_MS;
}

function stepsFor(fault: StreamFault['code']): readonly number[] {
  switch (fault) {
    case 'camera_unauthorized':
      return UNAUTHORIZED_STEPS_MS;
    case 'camera_not_found':
    case 'camera_codec_unsupported':
    case 'source_misconfigured':
      return SETTLED_STEPS_MS;
    case 'source_unsuitable':
      return HANDED_OVER_STEPS_MS;
    default:
      return STEPS_MS;
  }
}
