/** Days of the region's clocks as instants. */
import { CalendarGap, type WorkingClocks } from '../calendar/index.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { localTime, toUtc } from '../platform/zone.ts';

export const dayOf = (atMs: number): string => localTime(atMs, REGION_ZONE).day;

/** `2026-11-23` and 1 → `2026-11-24`. */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const midnightOf = (day: string): number => toUtc(Date.parse(`${day}T00:00:00Z`), REGION_ZONE);

/** `09:30` of that day. */
export const instantOf = (day: string, time: string): number =>
  toUtc(Date.parse(`${day}T${time}:00Z`), REGION_ZONE);

/** From midnight to midnight around an instant. */
export function dayEnds(atMs: number): readonly [number, number] {
  const day = dayOf(atMs);
  return [midnightOf(day), midnightOf(dayAfter(day))];
}

/** Whether a place is worked at on a day; undefined: nobody said. */
export async function isWorked(
  clocks: WorkingClocks,
  place: { readonly hallId: string | null; readonly regionCode: string },
  day: string,
): Promise<boolean | undefined> {
  const clock = await clocks.of(place);
  try {
    return clock.between(midnightOf(day), midnightOf(dayAfter(day))) > 0;
  } catch (error) {
    if (error instanceof CalendarGap) return undefined;
    throw error;
  }
}
