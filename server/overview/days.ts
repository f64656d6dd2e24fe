/** Days of the region's zone, and which of them have to be added up (again). */
import type { Day } from './days.store.ts';

const DAY_MS = 86_400_000;

/** China has had no summer time since 1991: a day is 24 hours; the zone's offset is looked up all the same. */
export function dayOf(atMs: number, zone: string): Day {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(atMs);
  const from = startOf(day, zone);
  return { day, from: new Date(from), to: new Date(startOf(shifted(day, 1), zone)) };
}

/** The `count` days before the one of an instant, the oldest first. */
export function daysBefore(atMs: number, zone: string, count: number): Day[] {
  const { day: today } = dayOf(atMs, zone);
  return Array.from({ length: count }, (_, at) => {
    const day = shifted(today, at - count);
    return { day, from: new Date(startOf(day, zone)), to: new Date(startOf(shifted(day, 1), zone)) };
  });
}

/**
 * Not added up yet, or not since it was over; and once more when it is a day old, for what was corrected without
 * anything being told of that day itself.
 */
export function isDue({ to }: Day, made: Date | undefined, nowMs: number): boolean {
  if (made === undefined || made.getTime() < to.getTime()) return true;
  const settledMs = to.getTime() + DAY_MS;
  return nowMs >= settledMs && made.getTime() < settledMs;
}

function shifted(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

function startOf(day: string, zone: string): number {
  const asUtc = Date.parse(`${day}T00:00:00Z`);
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
  const offset = Date.parse(`${wall.format(asUtc).replace(' ', 'T')}Z`) - asUtc;
  return asUtc - offset;
}
