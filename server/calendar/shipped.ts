/** The calendars that come with the program (`config/holidays`): below whatever people set. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { DayMark } from '../contract/calendar.ts';
import { day, type OfficeDay, officeDay } from '../contract/office-hours.ts';
import type { HoursTerm } from './compile-days.ts';
import { dayNumber, dayText } from './local-dates.ts';

export interface ShippedYear {
  readonly year: number;
  /** The notice it was taken from. */
  readonly source: string;
  readonly days: readonly DayMark[];
}
export interface Shipped {
  readonly years: readonly ShippedYear[];
  /** Hours where nobody has said any; empty: such places are a fault. */
  readonly hours: readonly HoursTerm[];
}

const yearFile = z.object({
  year: z.number().int(),
  source: z.string(),
  holidays: z.array(z.object({ name: z.string(), from: day, to: day })),
  workdays: z.array(z.object({ name: z.string(), day })),
});
const hoursFile = z.intersection(
  officeDay,
  z.object({ weekdays: z.array(z.number().int().min(1).max(7)).min(1) }),
);

const CLOSED: OfficeDay = { morning: null, afternoon: null };
const HOURS = 'office-hours.yaml';
/** Before any case. */
const EVER = '1970-01-01';

/** @throws when a file is not what it should be: it is a part of the program. */
export function loadShipped(folder = findFolder()): Shipped {
  const read = (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8'));
  const years = readdirSync(folder)
    .filter((name) => /^[0-9]{4}\.yaml$/.test(name))
    .sort()
    .map((name) => daysOf(yearFile.parse(read(name))));
  if (!existsSync(join(folder, HOURS))) return { years, hours: [] };
  const { morning, afternoon, weekdays } = hoursFile.parse(read(HOURS));
  const week = [1, 2, 3, 4, 5, 6, 7].map((one) => (weekdays.includes(one) ? { morning, afternoon } : CLOSED));
  return { years, hours: [{ validFrom: EVER, week }] };
}

function daysOf({ year, source, holidays, workdays }: z.infer<typeof yearFile>): ShippedYear {
  const days: DayMark[] = workdays.map(({ name, day: on }) => ({ day: on, kind: 'workday', name }));
  for (const { name, from, to } of holidays)
    for (let number = dayNumber(from); number <= dayNumber(to); number += 1)
      days.push({ day: dayText(number), kind: 'holiday', name });
  return { year, source, days: days.sort((a, b) => (a.day < b.day ? -1 : 1)) };
}

/** Walks up to it: the same for the sources and for the built program in dist/server. */
function findFolder(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const found = join(folder, 'config/holidays');
    if (existsSync(found)) return found;
    if (folder === dirname(folder)) throw new Error(`no config/holidays at or above ${import.meta.dirname}`);
  }
}
