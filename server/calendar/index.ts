/**
 * The one seam for working time. A case's clock runs from acceptance to completion in working time (domain.md §2);
 * everything that shows or compares time limits gets it from here.
 */
import type { CaseClock } from '../contract/clock.ts';
import type { Db } from '../platform/db/connect.ts';
import { CalendarStore } from './calendar.store.ts';
import { type CaseTimes, caseClockOf } from './case-clock.ts';
import { ClockKeeper } from './clock-keeper.ts';
import { loadShipped } from './shipped.ts';
import type { WorkingClock, WorkingClocks } from './working-clock.ts';
import { instantOfWorkingTime, WORKING_DAY_MS, workingSpans, workingTimeAt } from './working-time.ts';

export { type CaseTimes, nearMs } from './case-clock.ts';
export type { HoursTerm, PlaceTime } from './compile-days.ts';
export { PlaceClock } from './place-clock.ts';
export {
  CalendarGap,
  type Mark,
  type Pause,
  type Timed,
  type WorkingClock,
  type WorkingClocks,
} from './working-clock.ts';
export { localTime, toUtc } from './zone.ts';

/** Clocks of places over a database: for tests and programs that do without the rest of the calendar. */
export const createWorkingClocks = (options: {
  readonly db: Db;
  readonly now: () => number;
}): WorkingClocks =>
  new ClockKeeper({ store: new CalendarStore(options), shipped: loadShipped(), now: options.now });

/** Near the limit: 2 working days before it (domain.md §3) … */
const NEAR_DAYS = 2;

/** Working spans a clock carries ahead, so that whoever holds it for a week still reads it right. */
const SPANS_AHEAD = 7;

export interface Clocked {
  readonly acceptedAt: Date;
  readonly completedAt: Date | null;
  readonly promisedLimitDays: number;
}

/** The clock of an accepted case, measured at `nowMs`; what the calendar does not let be told is null, with `fault`. */
export function clockFor(one: CaseTimes, nowMs: number, clock: WorkingClock): CaseClock;
/** @deprecated Plain weeks without holidays: for callers that have no `WorkingClock` yet. */
export function clockFor(one: Clocked, nowMs: number, zone?: string): CaseClock;
export function clockFor(one: CaseTimes | Clocked, nowMs: number, clock?: WorkingClock | string): CaseClock {
  if ('promisedLimit' in one) {
    if (typeof clock !== 'object') throw new Error('a clock is read with a WorkingClock');
    return caseClockOf(one, nowMs, clock);
  }
  return plainClock(one, nowMs, typeof clock === 'string' ? clock : undefined);
}

/**
 * The clock of an accepted case, measured at `nowMs`. `dueAt` is the last moment in time: one moment past it is
 * over. … but limits of 2 days or fewer, which would be near from their first moment, are near from half way.
 * Completed before it was accepted (a sender's fault): used time is 0.
 */
function plainClock(one: Clocked, nowMs: number, zone = 'Asia/Shanghai'): CaseClock {
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
