/** Days and months on the clocks of a zone. Days are counted from 1970-01-01, times of day in ms since midnight. */
import { offsetMs, toLocal, toUtc } from '../platform/zone.ts';

export const DAY_MS = 86_400_000;

export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
export const dayText = (number: number): string => new Date(number * DAY_MS).toISOString().slice(0, 10);
/** 0 Monday … 6 Sunday. */
export const weekdayOfNumber = (number: number): number => (((number + 3) % 7) + 7) % 7;

/** What a clock asks of a zone: local ms and back. */
export interface LocalTime {
  toLocal(utcMs: number): number;
  toUtc(localMs: number): number;
}

/** The same time of day so many days later. */
export const addDays = (utcMs: number, days: number, zone: LocalTime): number =>
  zone.toUtc(zone.toLocal(utcMs) + days * DAY_MS);

/** The same day and time of day so many months later; the 31st becomes the last day where a month is shorter. */
export function addMonths(utcMs: number, months: number, zone: LocalTime): number {
  const local = zone.toLocal(utcMs);
  const date = new Date(local);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth() + months;
  const lastDay = new Date(Date.UTC(Math.floor(month / 12), (((month % 12) + 12) % 12) + 1, 0)).getUTCDate();
  const day = Math.min(date.getUTCDate(), lastDay);
  const midnight = Date.UTC(Math.floor(month / 12), ((month % 12) + 12) % 12, day);
  return zone.toUtc(midnight + (local - Math.floor(local / DAY_MS) * DAY_MS));
}

const known = new Map<string, LocalTime>();

/** Asking Intl is slow. A zone that kept its offset since 2000 (China's did since 1992) is an addition. */
export function localTimeIn(zone: string): LocalTime {
  const made = known.get(zone) ?? make(zone);
  known.set(zone, made);
  return made;
}

const FROM_MS = Date.UTC(2000, 0);
const TO_MS = Date.UTC(2101, 0);
/** No zone keeps a change for less than this. */
const LOOK_EVERY_MS = 20 * DAY_MS;

function make(zone: string): LocalTime {
  const offset = offsetMs(FROM_MS, zone);
  let changes = false;
  for (let at = FROM_MS; at < TO_MS && !changes; at += LOOK_EVERY_MS) changes = offsetMs(at, zone) !== offset;
  if (changes) return { toLocal: (utcMs) => toLocal(utcMs, zone), toUtc: (localMs) => toUtc(localMs, zone) };
  return { toLocal: (utcMs) => utcMs + offset, toUtc: (localMs) => localMs - offset };
}
