/** Days of a week and times of day in the region's zone, wherever the browser is. */
import { REGION_ZONE } from '../../../../server/contract/office-hours.ts';

const DAY_MS = 86_400_000;

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The Monday of a day's week. */
export const mondayOf = (day: string): string =>
  addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));

export const dayOf = (atMs: number): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: REGION_ZONE, dateStyle: 'short' }).format(atMs);

const clock = new Intl.DateTimeFormat('en-GB', { timeZone: REGION_ZONE, timeStyle: 'short' });
/** `08:30`; a shift's end at midnight is its own day's `24:00`. */
export const timeOf = (at: string): string => clock.format(new Date(at));
export const endOf = (at: string): string => (timeOf(at) === '00:00' ? '24:00' : timeOf(at));
export const spanText = (from: string, to: string): string => `${timeOf(from)}–${endOf(to)}`;

/** `830` and `8:30` are typed for 08:30. */
export function asTime(typed: string): string {
  const parts = /^([0-9]{1,2}):?([0-9]{2})$/.exec(typed.normalize('NFKC').trim());
  return parts === null ? typed.trim() : `${parts[1]?.padStart(2, '0')}:${parts[2]}`;
}
export const isSpan = (from: string, to: string): boolean =>
  /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/.test(from) &&
  /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/.test(to) &&
  from < to;
