/**
 * Plain working time: Monday to Friday, 09:00 to 17:00 in the zone, without a break and without holidays, so one
 * working day is 8 working hours. Counting from a fixed Monday makes it arithmetic: no loop over days, however
 * long a limit is.
 *
 * This is the seam: the full calendar (holidays, make-up days, each hall's hours) replaces these functions.
 */
import { toLocal, toUtc } from './zone.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OPEN_MS = 9 * HOUR_MS;
export const WORKING_DAY_MS = 8 * HOUR_MS;
const WEEK_DAYS = 5;
/** 1970-01-05, the first Monday, in days since the epoch. */
const FIRST_MONDAY = 4;

/** Working time from a fixed instant to `utcMs`, ms: never runs backwards, stands outside working hours. */
export function workingTimeAt(utcMs: number, zone: string): number {
  const local = toLocal(utcMs, zone);
  const day = Math.floor(local / DAY_MS) - FIRST_MONDAY;
  const week = Math.floor(day / 7);
  const weekday = day - week * 7;
  const daysBefore = week * WEEK_DAYS + Math.min(weekday, WEEK_DAYS);
  if (weekday >= WEEK_DAYS) return daysBefore * WORKING_DAY_MS;
  const today = local - (day + FIRST_MONDAY) * DAY_MS - OPEN_MS;
  return daysBefore * WORKING_DAY_MS + Math.min(Math.max(today, 0), WORKING_DAY_MS);
}

/**
 * The first instant at which so much working time has run: the close of a day, not the opening of the next. (Civil
 * Code art. 203: where there are business hours, a period ends when business ends.)
 */
export function instantOfWorkingTime(workingMs: number, zone: string): number {
  const dayIndex = Math.ceil(workingMs / WORKING_DAY_MS) - 1;
  const week = Math.floor(dayIndex / WEEK_DAYS);
  const day = week * 7 + (dayIndex - week * WEEK_DAYS) + FIRST_MONDAY;
  return toUtc(day * DAY_MS + OPEN_MS + (workingMs - dayIndex * WORKING_DAY_MS), zone);
}

/** The next `count` spans of working time from `utcMs` on; the first is cut where one is under way. */
export function workingSpans(
  utcMs: number,
  count: number,
  zone: string,
): { readonly fromMs: number; readonly toMs: number }[] {
  const spans: { fromMs: number; toMs: number }[] = [];
  for (let day = Math.floor(toLocal(utcMs, zone) / DAY_MS); spans.length < count; day += 1) {
    if ((((day - FIRST_MONDAY) % 7) + 7) % 7 >= WEEK_DAYS) continue;
    const opensMs = toUtc(day * DAY_MS + OPEN_MS, zone);
    const closesMs = toUtc(day * DAY_MS + OPEN_MS + WORKING_DAY_MS, zone);
    if (closesMs > utcMs) spans.push({ fromMs: Math.max(opensMs, utcMs), toMs: closesMs });
  }
  return spans;
}
