/** When a hall is open: a week that holds from a date on, and days that differ. Times of day are the region's. */
import { z } from 'zod';
import { id } from './common.ts';

/** Every region of the first installations; a hall's own is answered with its hours. */
export const REGION_ZONE = 'Asia/Shanghai';

/** A calendar day in the region's zone: `2026-11-23`. */
export const day = z.iso.date({ error: 'expected a day like 2026-11-23' });

/** `08:30`; `24:00` only as an end. */
const timeOfDay = z
  .string()
  .regex(/^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/, 'expected a time of day like 08:30');

export const daySpan = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine((span) => span.from < span.to, { path: ['to'], message: 'must be after from' });
export type DaySpan = z.infer<typeof daySpan>;

/** Null: closed then. Both null: closed that day. */
export const officeDay = z
  .object({ morning: daySpan.nullable(), afternoon: daySpan.nullable() })
  .refine(
    ({ morning, afternoon }) => morning === null || afternoon === null || morning.to <= afternoon.from,
    { path: ['afternoon'], message: 'must not begin before the morning ends' },
  );
export type OfficeDay = z.infer<typeof officeDay>;

/** Seven days from Monday. */
export const officeWeek = z.array(officeDay).length(7, 'seven days, from Monday');

export const officeHours = z.object({
  hallId: id,
  /** IANA name of the zone the times of day are in. */
  zone: z.string(),
  /** In order; each holds until the day before the next one begins. None: nobody said when the hall is open. */
  terms: z.array(z.object({ validFrom: day, week: z.array(officeDay) })),
  /** Days that differ from their week, whatever the reason: in order. */
  exceptions: z.array(z.object({ day, hours: officeDay, note: z.string().nullable() })),
});
export type OfficeHours = z.infer<typeof officeHours>;

/** Body of `PUT /api/v1/halls/:hallId/office-hours`: what holds from a day on. What held before stays as it was. */
export const setOfficeHours = z.object({ validFrom: day, week: officeWeek });
/** Body of `PUT /api/v1/halls/:hallId/office-hours/exceptions/:day`. */
export const setOfficeException = z.object({
  hours: officeDay,
  note: z.string().trim().max(100, 'at most 100 characters').nullable().default(null),
});

/** The spans a hall is open on a day; undefined: no hours hold then. */
export function openSpans(hours: OfficeHours, on: string): readonly DaySpan[] | undefined {
  const exception = hours.exceptions.find((one) => one.day === on);
  if (exception !== undefined) return spansOf(exception.hours);
  const term = hours.terms.findLast((one) => one.validFrom <= on);
  const ofDay = term?.week[weekdayOf(on)];
  return ofDay && spansOf(ofDay);
}

export const spansOf = ({ morning, afternoon }: OfficeDay): readonly DaySpan[] =>
  [morning, afternoon].filter((span) => span !== null);

/** 0 Monday … 6 Sunday. */
export const weekdayOf = (on: string): number => (new Date(`${on}T00:00:00Z`).getUTCDay() + 6) % 7;
