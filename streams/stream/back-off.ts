import type { StreamFault } from '../types.ts';

/** First again quickly (a camera that restarts is soon back), then 1–60 s. */
const STEPS_MS = [750, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000];
/** Another kind of source takes over at once; where that one does not suit either, not again and again. */
const HANDED_OVER_STEPS_MS = [0, 0, 0, ...STEPS_MS];
/** What someone must put right first. Cameras lock an account after a handful of wrong passwords. */
const SETTLED_STEPS_MS = [15_000, 30_000, 60_000];
const UNAUTHORIZED_STEPS_MS = [30_000, 60_000, 120_000, 300_000];

/** A camera that answers and sends nothing can only be asked again; for us that costs next to nothing. */
const CHEAP_MOST_MS = 8000;

/** Pictures for this long: address, password and codec are right, and whoever records it must not wait a minute. */
const SHOWN_MS = 1000;
/** The last attempt that is followed by no more than 8 s. */
const SHOWN_MOST = 4;

/** As which attempt, from 0, one counts that ended after it was live for so long. */
export function countedAs(attempt: number, liveMs: number, steadyMs: number): number {
  if (liveMs >= steadyMs) return 0;
  return liveMs >= SHOWN_MS ? Math.min(attempt, SHOWN_MOST) : attempt;
}

export interface BackOffRequest {
  /** 1 is the first after a failure. */
  readonly attempt: number;
  readonly fault: StreamFault['code'];
  /** Somebody waits, and an attempt is no process. */
  readonly isCheap: boolean;
  /** 0..1, for jitter. */
  readonly random: () => number;
}

/** How long to wait before the next attempt, ±20 % so that cameras spread. */
export function backOffMs({ attempt, fault, isCheap, random }: BackOffRequest): number {
  const steps = stepsFor(fault);
  const step = steps[Math.min(Math.max(attempt, 1), steps.length) - 1] ?? 60_000;
  const most = isCheap && (fault === 'camera_stalled' || fault === 'camera_ended') ? CHEAP_MOST_MS : step;
  return Math.round(Math.min(step, most) * (0.8 + 0.4 * random()));
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
