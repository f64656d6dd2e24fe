/** Places of the clock table (test/fixtures/clock-table.csv) and a naive clock to compare with. */
import type { OfficeDay } from '../../contract/office-hours.ts';
import type { PlaceTime } from '../compile-days.ts';
import { PlaceClock } from '../place-clock.ts';
import { loadShipped } from '../shipped.ts';

const CLOSED: OfficeDay = { morning: null, afternoon: null };

/** `08:30-12:00 13:30-18:00` */
export function hours(text: string): OfficeDay {
  const [morning, afternoon] = text.split(' ').map((span) => {
    const [from = '', to = ''] = span.split('-');
    return { from, to };
  });
  return { morning: morning ?? null, afternoon: afternoon ?? null };
}

const STD = hours('08:30-12:00 13:30-18:00');
const week = (day: OfficeDay, saturday = CLOSED) => [day, day, day, day, day, saturday, CLOSED];
const always = (days: OfficeDay[]) => [{ validFrom: '1970-01-01', week: days }];

const terms: Readonly<Record<string, PlaceTime['hours'][number]>> = {
  std: always(week(STD)),
  seven: always(week(hours('09:00-12:00 14:00-18:00'))),
  season: [
    ...always(week(hours('08:30-12:00 14:00-17:30'))),
    { validFrom: '2025-07-01', week: week(hours('09:00-12:00 15:00-18:00')) },
    { validFrom: '2025-10-09', week: week(STD) },
  ],
  half: always(week(STD)),
  saturday: always(week(STD, hours('09:00-12:00'))),
  friday: always([STD, STD, STD, STD, hours('08:30-12:00'), CLOSED, CLOSED]),
  mondays: always([CLOSED, STD, STD, STD, STD, STD, CLOSED]),
};
const exceptions: PlaceTime['exceptions'] = [
  { day: '2025-01-27', hours: hours('08:30-12:00') },
  { day: '2026-02-13', hours: hours('08:30-12:00') },
  { day: '2026-02-14', hours: hours('09:00-12:00') },
  { day: '2026-03-04', hours: CLOSED },
  { day: '2026-03-07', hours: hours('09:00-17:00') },
  { day: '2026-03-11', hours: hours('08:00-12:00 13:00-20:00') },
  { day: '2026-09-30', hours: hours('08:30-12:00') },
];

export const placeNames = Object.keys(terms);

export function placeTime(name: string): PlaceTime {
  const own = terms[name];
  if (own === undefined) throw new Error(`no place ${name} in the clock table`);
  return {
    ...{ hallId: null, regionCode: '445200', zone: 'Asia/Shanghai' },
    years: loadShipped().years,
    hours: [own],
    exceptions: name === 'half' ? exceptions : [],
  };
}

export const placeClock = (name: string): PlaceClock =>
  new PlaceClock({ key: `region:${name}`, version: 1, place: placeTime(name), today: '2026-11-23' });
