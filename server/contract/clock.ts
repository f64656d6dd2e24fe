/** Limits, and the clock that runs against them: working time as instants, made by server/calendar. */
import { z } from 'zod';
import { instant } from './common.ts';

/**
 * Working days and the hours and minutes within them run in working time; calendar days and months run through. A
 * limit in days is kept to the instant: begun on a Monday at 15:20, five working days end the next Monday at 15:20.
 */
export const limitUnits = ['workingDay', 'calendarDay', 'hour', 'minute', 'month'] as const;
export const limitUnit = z.enum(limitUnits);
export type LimitUnit = z.infer<typeof limitUnit>;

export const limit = z.object({
  value: z.number().int('a whole number').min(1, 'at least 1').max(3650, 'at most 3650'),
  unit: limitUnit,
});
export type Limit = z.infer<typeof limit>;

/**
 * Why a clock cannot be read: nobody said when the place is open (`no_hours`), or which days of that year are working
 * days (`year_unannounced`). Shown to admins until it is put right; never taken for "no cards" (domain.md §2).
 */
export const clockFault = z.object({
  code: z.enum(['no_hours', 'year_unannounced']),
  /** Whose calendar or hours are missing. */
  regionCode: z.string(),
  hallId: z.string().nullable(),
  /** The first day without, `2027-01-01`. */
  day: z.string(),
});
export type ClockFault = z.infer<typeof clockFault>;

/**
 * A case's time against its limits, as instants, so that whoever shows it can tell its colour at any instant without
 * asking again.
 */
export const caseClock = z.object({
  startedAt: instant,
  /** The promised limit; extensions are in `limitMs` and the instants. */
  limit,
  /** From here on: near the limit. Null: `fault` says why it cannot be told, or the clock stands and nobody knows until when. */
  nearAt: instant.nullable(),
  /** The last instant within the promised limit. */
  dueAt: instant.nullable(),
  /** The same of the statutory limit. */
  statutoryDueAt: instant.nullable(),
  /** Completion; the clock stands. */
  stoppedAt: instant.nullable(),
  /** A special procedure or a correction is under way; `until`: deducted at the longest until then. */
  suspended: z.object({ since: instant, until: instant.nullable() }).nullable(),
  /** One day of the time that the limit runs in, ms, to word a remainder as days and hours: a standard working day, or 24 hours. */
  workingDayMs: z.number().int(),
  /** The promised limit with extensions, in ms of the time that the limit runs in. */
  limitMs: z.number().int(),
  /** Used of it, in the same time, at `measuredAt`. */
  elapsedMs: z.number().int(),
  measuredAt: instant,
  /** When the clock runs from `measuredAt` on: the next spans, a week or more of them, in order. */
  ahead: z.array(z.object({ from: instant, to: instant })),
  fault: clockFault.nullable(),
});
export type CaseClock = z.infer<typeof caseClock>;

export const clockColour = z.enum(['normal', 'near', 'over']);
export type ClockColour = z.infer<typeof clockColour>;

/** The clock's colour at an instant (`atMs`, wall clock): deadlines are inclusive, one moment past is over. */
export function colourAt(clock: CaseClock, atMs: number): ClockColour {
  const at = clock.stoppedAt === null ? atMs : Math.min(atMs, Date.parse(clock.stoppedAt));
  if (clock.dueAt !== null && at > Date.parse(clock.dueAt)) return 'over';
  if (clock.nearAt !== null && at > Date.parse(clock.nearAt)) return 'near';
  return 'normal';
}
