/** Plain weeks without holidays: for callers that have no `WorkingClock` yet. */
import type { CaseClock } from '../contract/clock.ts';
import { instantOfWorkingTime, WORKING_DAY_MS, workingSpans, workingTimeAt } from './working-time.ts';

/** Near the limit: 2 working days before it (domain.md §3) … */
const NEAR_DAYS = 2;

/** Working spans a clock carries ahead, so that whoever holds it for a week still reads it right. */
const SPANS_AHEAD = 7;

export interface Clocked {
  readonly acceptedAt: Date;
  readonly completedAt: Date | null;
  readonly promisedLimitDays: number;
}

/**
 * The clock of an accepted case, measured at `nowMs`. `dueAt` is the last moment in time: one moment past it is
 * over. … but limits of 2 days or fewer, which would be near from their first moment, are near from half way.
 * Completed before it was accepted (a sender's fault): used time is 0.
 */
export function plainClock(one: Clocked, nowMs: number, zone = 'Asia/Shanghai'): CaseClock {
  const { promisedLimitDays: limitDays, completedAt } = one;
  const acceptedMs = one.acceptedAt.getTime();
  const start = workingTimeAt(acceptedMs, zone);
  const due = start + limitDays * WORKING_DAY_MS;
  const nearDays = limitDays > NEAR_DAYS ? NEAR_DAYS : limitDays / 2;
  const untilMs = completedAt === null ? nowMs : Math.min(nowMs, completedAt.getTime());
  return {
    startedAt: one.acceptedAt.toISOString(),
    limit: { value: limitDays, unit: 'workingDay' },
    limitMs: limitDays * WORKING_DAY_MS,
    nearAt: iso(instantOfWorkingTime(due - nearDays * WORKING_DAY_MS, zone)),
    dueAt: iso(instantOfWorkingTime(due, zone)),
    statutoryDueAt: null,
    suspended: null,
    fault: null,
    stoppedAt: completedAt?.toISOString() ?? null,
    workingDayMs: WORKING_DAY_MS,
    elapsedMs: Math.max(0, workingTimeAt(untilMs, zone) - start),
    measuredAt: iso(nowMs),
    ahead:
      completedAt === null
        ? workingSpans(nowMs, SPANS_AHEAD, zone).map(({ fromMs, toMs }) => ({
            from: iso(fromMs),
            to: iso(toMs),
          }))
        : [],
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
