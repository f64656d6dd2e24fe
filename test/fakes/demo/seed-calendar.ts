/**
 * When the demo's offices are open: without a break, as its departments' days are laid out. And the demo goes on when the next year's holidays are not announced yet: it makes up a calendar of its own, and says so
 * in it. Real ones are never made up: a year nobody announced is a fault that an admin sees.
 */
import {
  type CalendarOfYear,
  type DayMark,
  NATIONAL,
  type RegionHours,
  type SetCalendarYear,
} from '../../../server/contract/calendar.ts';
import type { OfficeDay, OfficeHours } from '../../../server/contract/office-hours.ts';
import type { ApiClient } from '../../factories/api-client.ts';

/** The dates that every year has. */
const SAME_EVERY_YEAR = [
  ['元旦', '01-01', 1],
  ['劳动节', '05-01', 5],
  ['国庆节', '10-01', 7],
] as const;

const OPEN: OfficeDay = {
  morning: { from: '09:00', to: '12:00' },
  afternoon: { from: '12:00', to: '17:00' },
};
const CLOSED: OfficeDay = { morning: null, afternoon: null };
const HOURS = { validFrom: '2024-01-01', week: [OPEN, OPEN, OPEN, OPEN, OPEN, CLOSED, CLOSED] };

export async function seedCalendar(api: ApiClient, regionCode: string, nowMs: number): Promise<void> {
  const hoursPath = `/api/v1/regions/${regionCode}/office-hours`;
  const { terms } = await api.get<RegionHours>(hoursPath);
  if (terms.length === 0) await api.request('PUT', hoursPath, HOURS);
  const thisYear = new Date(nowMs).getUTCFullYear();
  for (const year of [thisYear, thisYear + 1]) {
    const path = `/api/v1/calendars/${NATIONAL}/${year}`;
    const { own, above } = await api.get<CalendarOfYear>(path);
    if (own !== null || above !== null) continue;
    const body: SetCalendarYear = { announced: true, days: madeUp(year) };
    await api.request('PUT', path, body);
  }
}

const ALL_DAY: OfficeDay = {
  morning: { from: '00:00', to: '12:00' },
  afternoon: { from: '12:00', to: '24:00' },
};

/** Its windows never rest: a lead of a vacated post is one in office hours only, and the demo is looked at by night as well. */
export async function seedHallHours(api: ApiClient, hallId: string): Promise<void> {
  const path = `/api/v1/halls/${hallId}/office-hours`;
  const { terms } = await api.get<OfficeHours>(path);
  if (terms.length > 0) return;
  await api.request('PUT', path, {
    validFrom: HOURS.validFrom,
    week: Array.from({ length: 7 }, () => ALL_DAY),
  });
}

function madeUp(year: number): DayMark[] {
  return SAME_EVERY_YEAR.flatMap(([name, from, days]) =>
    Array.from({ length: days }, (_, at): DayMark => {
      const day = new Date(Date.parse(`${year}-${from}T00:00:00Z`) + at * 86_400_000)
        .toISOString()
        .slice(0, 10);
      return { day, kind: 'holiday', name: `${name}（演示）` };
    }),
  );
}
