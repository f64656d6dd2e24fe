/** Working days as a department's own system counts them: Monday to Friday, China time (no daylight saving). */

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHINA_MS = 8 * HOUR_MS;
const OPEN_MS = 9 * HOUR_MS;

/** 09:00 of the working day that lies `days` (0 or more) before the last one begun by `atMs`. */
export function workingDayBefore(atMs: number, days: number): number {
  let day = Math.floor((atMs + CHINA_MS) / DAY_MS);
  while (!isWorkingDay(day)) day -= 1;
  for (let left = days; left > 0; left--) {
    day -= 1;
    while (!isWorkingDay(day)) day -= 1;
  }
  return day * DAY_MS + OPEN_MS - CHINA_MS;
}

/** `20261123`, China time. */
export function dateDigits(atMs: number): string {
  return new Date(atMs + CHINA_MS).toISOString().slice(0, 10).replaceAll('-', '');
}

/** `day` counts from 1970-01-01, a Thursday. */
function isWorkingDay(day: number): boolean {
  const weekday = (day + 4) % 7;
  return weekday !== 0 && weekday !== 6;
}
