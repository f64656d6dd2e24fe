/** A year's days as a page paints them. Days are text, `2026-02-15`: no zone can move them. */
import type { DayMark } from '../../../../server/contract/calendar.ts';

export type Marks = ReadonlyMap<string, DayMark>;
/** What a day is made when it is painted. */
export type Brush = { readonly kind: DayMark['kind']; readonly name: string } | { readonly kind: 'normal' };

export const marksOf = (days: readonly DayMark[]): Marks => new Map(days.map((one) => [one.day, one]));
export const daysOf = (marks: Marks): DayMark[] =>
  [...marks.values()].sort((a, b) => (a.day < b.day ? -1 : 1));

const dayMs = 86_400_000;
const textOf = (utc: Date): string => utc.toISOString().slice(0, 10);

/** 0 Monday … 6 Sunday. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/** A month's weeks from Monday; null before its first day and after its last. */
export function weeksOf(year: number, month: number): (string | null)[][] {
  const first = new Date(Date.UTC(year, month, 1));
  const cells: (string | null)[] = Array.from({ length: weekdayOf(textOf(first)) }, () => null);
  for (let at = first; at.getUTCMonth() === month; at = new Date(at.getTime() + dayMs))
    cells.push(textOf(at));
  while (cells.length % 7 > 0) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

export const isWorked = (day: string, marks: Marks): boolean =>
  marks.has(day) ? marks.get(day)?.kind === 'workday' : weekdayOf(day) < 5;

export function workdaysOf(year: number, marks: Marks): number {
  let count = 0;
  for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += dayMs)
    if (isWorked(textOf(new Date(ms)), marks)) count += 1;
  return count;
}

/** Days that are worked in one and not in the other. */
export const differing = (a: Marks, b: Marks): ReadonlySet<string> =>
  new Set([...new Set([...a.keys(), ...b.keys()])].filter((day) => isWorked(day, a) !== isWorked(day, b)));

/** Painting what is there already takes nothing away; a working day that works anyway needs no mark. */
export function paint(marks: Marks, day: string, brush: Brush): Marks {
  const next = new Map(marks);
  if (brush.kind === 'normal' || (brush.kind === 'workday' && weekdayOf(day) < 5)) next.delete(day);
  else next.set(day, { day, kind: brush.kind, name: brush.name });
  return next;
}

/** So many days on; undefined where that is another year. */
export function moved(day: string, by: number): string | undefined {
  const to = textOf(new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs));
  return to.slice(0, 4) === day.slice(0, 4) ? to : undefined;
}
