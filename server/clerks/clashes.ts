/** What a roster may not have meant: one clerk at two windows, a window with nobody while the hall is open. Pure. */
import { toUtc } from '../calendar/index.ts';
import type { Clash, Shift } from '../contract/clerks.ts';
import { type OfficeHours, openSpans } from '../contract/office-hours.ts';

interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Roster {
  readonly shifts: readonly Shift[];
  /** Every shift of the clerks of `shifts` in those days, other halls' too. */
  readonly elsewhere: readonly Shift[];
  readonly windowIds: readonly string[];
  readonly days: readonly string[];
  readonly hours: OfficeHours;
}

/** A page's worth: whoever has more looks at the first. */
const MOST = 500;

export function clashesOf(roster: Roster): Clash[] {
  return [...twice(roster), ...vacant(roster)].slice(0, MOST);
}

function* twice({ shifts, elsewhere }: Roster): Generator<Clash> {
  const all = new Map([...shifts, ...elsewhere].map((one) => [one.id, one]));
  const byClerk = grouped([...all.values()], (one) => one.clerkId);
  for (const mine of byClerk.values()) {
    const inOrder = [...mine].sort((a, b) => a.startsAt.localeCompare(b.startsAt));
    for (const [index, one] of inOrder.entries())
      for (const next of inOrder.slice(index + 1)) {
        if (next.startsAt >= one.endsAt) break;
        yield {
          kind: 'twice',
          clerkId: one.clerkId,
          clerkName: one.clerkName,
          day: one.day,
          windowIds: [one.windowId, next.windowId],
          from: next.startsAt,
          to: [one.endsAt, next.endsAt].sort()[0] ?? one.endsAt,
        };
      }
  }
}

function* vacant({ shifts, windowIds, days, hours }: Roster): Generator<Clash> {
  const byDay = grouped(shifts, (one) => one.day);
  for (const day of days) {
    const ofDay = byDay.get(day);
    const spans = openSpans(hours, day);
    if (ofDay === undefined || spans === undefined) continue;
    const byWindow = grouped(ofDay, (one) => one.windowId);
    for (const windowId of windowIds) {
      const taken = (byWindow.get(windowId) ?? []).map(rangeOf);
      for (const span of spans) {
        const open = {
          fromMs: instantOf(day, span.from, hours.zone),
          toMs: instantOf(day, span.to, hours.zone),
        };
        for (const { fromMs, toMs } of without(open, taken))
          yield { kind: 'vacant', windowId, day, from: iso(fromMs), to: iso(toMs) };
      }
    }
  }
}

/** What of a range none of the others covers. */
export function without(range: Range, taken: readonly Range[]): Range[] {
  const left: Range[] = [];
  let fromMs = range.fromMs;
  for (const one of [...taken].sort((a, b) => a.fromMs - b.fromMs)) {
    if (one.fromMs > fromMs) left.push({ fromMs, toMs: Math.min(one.fromMs, range.toMs) });
    fromMs = Math.max(fromMs, one.toMs);
    if (fromMs >= range.toMs) break;
  }
  if (fromMs < range.toMs) left.push({ fromMs, toMs: range.toMs });
  return left.filter((one) => one.fromMs < one.toMs);
}

/** A time of day in a zone as an instant; `24:00` is the next day's midnight. */
export function instantOf(day: string, time: string, zone: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const asUtcMs = Date.parse(`${day}T00:00:00Z`) + (hour * 60 + minute) * 60_000;
  return toUtc(asUtcMs, zone);
}

const iso = (ms: number) => new Date(ms).toISOString();
const rangeOf = ({ startsAt, endsAt }: Shift): Range => ({
  fromMs: Date.parse(startsAt),
  toMs: Date.parse(endsAt),
});

function grouped<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group === undefined) groups.set(keyOf(one), [one]);
    else group.push(one);
  }
  return groups;
}
