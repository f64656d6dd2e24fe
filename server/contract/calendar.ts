/** Which days are worked and when offices are open, by region and year: what working time is computed from. */
import { z } from 'zod';
import { clockFault, limit } from './clock.ts';
import { instant, name } from './common.ts';
import { day, officeWeek } from './office-hours.ts';
import { regionCode } from './places.ts';

/** Above every region: what the State Council announces for the whole country. */
export const NATIONAL = 'CN';
/** A region, or the country above all of them. */
export const calendarPlace = z.union([z.literal(NATIONAL), regionCode], {
  error: `expected a region's code, or ${NATIONAL} for the whole country`,
});

export const calendarYear = z.coerce
  .number()
  .int('a whole number')
  .min(2000, 'at least 2000')
  .max(2100, 'at most 2100');

/** A day that is not what its weekday makes it: a holiday, or a working day in place of one (调休). */
export const dayMark = z.object({
  day,
  kind: z.enum(['holiday', 'workday']),
  /** `春节`. Of a holiday never empty: pages say what took the time. */
  name: z.string().trim().max(40, 'at most 40 characters'),
});
export type DayMark = z.infer<typeof dayMark>;

const marks = z
  .array(dayMark)
  .max(366, 'at most 366 days')
  .superRefine((days, context) => {
    const seen = new Set<string>();
    days.forEach((one, at) => {
      if (seen.has(one.day))
        context.addIssue({ code: 'custom', path: [at, 'day'], message: `${one.day} is there twice` });
      seen.add(one.day);
      if (one.kind === 'holiday' && one.name === '')
        context.addIssue({ code: 'custom', path: [at, 'name'], message: 'a holiday needs its name' });
    });
  });

/** Body of `PUT /api/v1/calendars/:code/:year`: the whole year. `announced` false: a draft, which counts for nothing yet. */
export const setCalendarYear = z.object({ announced: z.boolean(), days: marks });
export type SetCalendarYear = z.infer<typeof setCalendarYear>;

/** Who put it there, when and why; what was before stays readable. */
const versionFields = {
  version: z.number().int(),
  /** Null: it came with the program. */
  at: instant.nullable(),
  /** Display name; null: with the program, or by somebody who is no longer there. */
  by: z.string().nullable(),
  /** Of what came with the program: the notice it was taken from. */
  reason: z.string().nullable(),
};

export const calendarVersion = z.object({
  ...versionFields,
  /** `withdrawn`: from then on the one above counted again. */
  state: z.enum(['announced', 'draft', 'withdrawn']),
  days: z.array(dayMark),
});
export type CalendarVersion = z.infer<typeof calendarVersion>;

/** Who a page names as where something comes from. */
const origin = z.object({ code: calendarPlace, name: z.string() });

export const calendarOfYear = z.object({
  code: calendarPlace,
  name: z.string(),
  year: z.number().int(),
  zone: z.string(),
  /** The region's own; null: it has none and follows the one above. */
  own: calendarVersion.nullable(),
  /** What the nearest one above says; null: nobody above announced the year. */
  above: calendarVersion.extend({ from: origin }).nullable(),
  /** Earlier versions of its own, newest first. */
  history: z.array(calendarVersion),
});
export type CalendarOfYear = z.infer<typeof calendarOfYear>;

/** What a change comes to: open cases whose clock runs over a day that it changes, `OPEN_CASES_MOST` standing for more. */
const effect = {
  changedDays: z.number().int(),
  /** Days gone by are among them: a reason is needed. */
  changesPast: z.boolean(),
  openCases: z.number().int(),
};
export const calendarEffect = z.object(effect);
export type CalendarEffect = z.infer<typeof calendarEffect>;
export const OPEN_CASES_MOST = 100_000;

export const calendarSaved = calendarOfYear.extend(effect);
export type CalendarSaved = z.infer<typeof calendarSaved>;

export const regionHoursTerm = z.object({ validFrom: day, week: officeWeek });
/** Office hours of a region: for halls that have none of their own and for cases at no hall. */
export const regionHours = z.object({
  code: calendarPlace,
  name: z.string(),
  zone: z.string(),
  terms: z.array(regionHoursTerm.extend(versionFields)),
  /** What holds where it says nothing itself: the nearest above, by term. */
  above: z.array(regionHoursTerm.extend({ from: origin })),
  /** What was set once and is no longer so, newest first; `week` null: taken back. */
  history: z.array(regionHoursTerm.extend({ week: officeWeek.nullable(), ...versionFields })),
});
export type RegionHours = z.infer<typeof regionHours>;
/** Body of `PUT /api/v1/regions/:code/office-hours`. */
export const setRegionHours = z.object({ validFrom: day, week: officeWeek });

/** What is missing, so that clocks cannot be read, or will be. */
export const calendarFault = z.object({
  /** `hours_assumed`: only the hours that came with the program hold there. `year_ahead`: next year's is not known yet. */
  code: z.enum(['no_hours', 'year_unannounced', 'hours_assumed', 'year_ahead']),
  /** A fault stops clocks; a notice will, or may tell wrong hours. */
  severity: z.enum(['fault', 'notice']),
  regionCode: calendarPlace,
  regionName: z.string(),
  hallId: z.uuid().nullable(),
  hallName: z.string().nullable(),
  year: z.number().int().nullable(),
  /** Open cases whose clock cannot be read for it. */
  cases: z.number().int(),
});
export type CalendarFault = z.infer<typeof calendarFault>;
export const calendarFaults = z.object({ items: z.array(calendarFault) });

/** Body of `POST /api/v1/calendar/try`: a clock worked out, in parts that can be put in words. */
export const tryClock = z.object({
  regionCode: calendarPlace,
  hallId: z.uuid().nullable().default(null),
  acceptedAt: instant,
  measuredAt: instant,
  limit,
  pauses: z
    .array(z.object({ from: instant, to: instant.nullable(), atMost: limit.nullable().default(null) }))
    .max(20, 'at most 20')
    .default([]),
  extraDays: z.number().int().min(0).max(3650).default(0),
});
export type TryClock = z.input<typeof tryClock>;

export const triedClock = z.object({
  /** Null: a pause without an end, or `fault`. */
  dueAt: instant.nullable(),
  nearAt: instant.nullable(),
  usedMs: z.number().int(),
  limitMs: z.number().int(),
  workingDayMs: z.number().int(),
  /** What took time away between acceptance and the deadline (or the measurement, where that is later). */
  holidays: z.array(z.object({ name, from: instant, to: instant })),
  pauses: z.array(z.object({ from: instant, to: instant.nullable(), deductedMs: z.number().int() })),
  fault: clockFault.nullable(),
});
export type TriedClock = z.infer<typeof triedClock>;
