/**
 * An account is used where its holder cannot be: at a window while the roster has them at another, or others there and
 * them nowhere; or at two windows within a moment. One lead an account, day and what it was.
 */
import type { Candidate } from '../candidate.ts';
import type { RecordEvent, RosteredShift } from './facts.ts';
import { DAY_MS, field, iso, MINUTE_MS, reasonsOf, type ValuesOf } from './rule.ts';

export const identityFields = {
  /** Between steps at two windows: nobody walks faster. */
  apartSeconds: field(60, 5, 900, 5),
  /** Around the ends of shifts. */
  slackMinutes: field(15, 0, 120, 5),
  /** So many steps against the roster. */
  leastSteps: field(2, 1, 20),
};

type Values = ValuesOf<typeof identityFields>;

export interface IdentityFacts {
  /** Of one account of one source, over a day; at windows only. */
  readonly events: readonly (RecordEvent & { readonly windowId: string; readonly clerk: string })[];
  /** Wherever its holder is rostered around that time, and everybody at these windows. */
  readonly shifts: readonly RosteredShift[];
}

const ZONE_MS = 8 * 3_600_000;
const AT_COUNTER: ReadonlySet<string> = new Set(['called', 'started', 'finished', 'refused', 'stage']);

export function identity(facts: IdentityFacts, values: Values): Candidate[] {
  const events = facts.events
    .filter((one) => one.filledBy !== 'machine' && AT_COUNTER.has(one.type))
    .sort((a, b) => a.atMs - b.atMs);
  const byDay = new Map<number, typeof events>();
  for (const event of events) {
    const day = Math.floor((event.atMs + ZONE_MS) / DAY_MS);
    byDay.set(day, [...(byDay.get(day) ?? []), event]);
  }
  return [...byDay.entries()].flatMap(([day, ofDay]) => [
    ...twice(ofDay, day, values),
    ...denied({ ...facts, events: ofDay }, day, values),
  ]);
}

type Event = IdentityFacts['events'][number];

function twice(events: readonly Event[], day: number, thresholds: Values): Candidate[] {
  const pairs = events.flatMap((event, at) => {
    const before = events[at - 1];
    return before !== undefined &&
      before.windowId !== event.windowId &&
      event.atMs - before.atMs <= thresholds.apartSeconds * 1000
      ? [[before, event] as const]
      : [];
  });
  const first = pairs[0];
  if (first === undefined) return [];
  const windows = [...new Set(pairs.flat().map((one) => one.windowId))].sort();
  return [
    candidateOf(pairs.flat(), thresholds, `twice:${day}:${first[0].source}:${first[0].clerk}`, {
      facts: { what: 'twoWindows', windows: windows.length, times: pairs.length },
      points: {
        twoWindowsAtOnce: 50,
        several: pairs.length > 1 ? 15 : 0,
        withinSeconds: pairs.some(([a, b]) => b.atMs - a.atMs <= 10_000) ? 10 : 0,
      },
    }),
  ];
}

/** By name or number, as departments report either. */
const isOf = (shift: RosteredShift, clerk: string): boolean =>
  shift.clerkName === clerk || shift.staffNo === clerk;

function denied({ events, shifts }: IdentityFacts, day: number, thresholds: Values): Candidate[] {
  const slackMs = thresholds.slackMinutes * MINUTE_MS;
  const against = events.flatMap((event) => {
    const around = shifts.filter(
      (one) => one.fromMs - slackMs <= event.atMs && event.atMs < one.toMs + slackMs,
    );
    const own = around.filter((one) => isOf(one, event.clerk));
    if (own.some((one) => one.windowId === event.windowId)) return [];
    const elsewhere = own.find(
      (one) => one.fromMs + slackMs <= event.atMs && event.atMs < one.toMs - slackMs,
    );
    const others = around.some((one) => one.windowId === event.windowId && !isOf(one, event.clerk));
    if (elsewhere !== undefined) return [{ event, rosteredAt: elsewhere.windowCode as string | null }];
    return own.length === 0 && others ? [{ event, rosteredAt: null }] : [];
  });
  const windows = new Map<string, typeof against>();
  for (const one of against)
    windows.set(one.event.windowId, [...(windows.get(one.event.windowId) ?? []), one]);
  return [...windows.entries()].flatMap(([windowId, ofWindow]) => {
    const first = ofWindow[0];
    if (first === undefined || ofWindow.length < thresholds.leastSteps) return [];
    const elsewhere = ofWindow.find((one) => one.rosteredAt !== null)?.rosteredAt ?? null;
    return [
      candidateOf(
        ofWindow.map((one) => one.event),
        thresholds,
        `roster:${windowId}:${day}:${first.event.source}:${first.event.clerk}`,
        {
          facts: { what: elsewhere === null ? 'notOnRoster' : 'rosteredElsewhere', rosteredAt: elsewhere },
          points: {
            rosteredElsewhere: elsewhere === null ? 0 : 45,
            notOnRoster: elsewhere === null ? 35 : 0,
            several: ofWindow.length >= 5 ? 10 : 0,
          },
        },
      ),
    ];
  });
}

function candidateOf(
  events: readonly Event[],
  thresholds: Values,
  subjectKey: string,
  what: { readonly facts: Record<string, unknown>; readonly points: Record<string, number> },
): Candidate {
  const [first, last] = [events[0] as Event, events.at(-1) as Event];
  const cases = new Set(events.flatMap((one) => one.caseId ?? []));
  return {
    kind: 'identity',
    subjectKey,
    ...{ fromMs: first.atMs - MINUTE_MS, toMs: last.atMs + MINUTE_MS },
    ...{ regionCode: first.regionCode, hallId: first.hallId, windowId: last.windowId },
    ...{ departmentId: first.departmentId, cameraIds: [], clerk: first.clerk },
    caseId: cases.size === 1 ? ([...cases][0] ?? null) : null,
    facts: {
      ...what.facts,
      ...{ steps: events.length, firstAt: iso(first.occurredMs), lastAt: iso(last.occurredMs) },
      caseNos: [...new Set(events.flatMap((one) => one.caseNo ?? []))].slice(0, 20),
      windowIds: [...new Set(events.map((one) => one.windowId))],
    },
    reasons: reasonsOf({ ...what.points, clockNotMeasured: first.offsetMs === null ? -5 : 0 }),
    thresholds,
    benign: ['handover', 'trainee', 'otherWindow', 'clockOffset'],
    offsets: { sourceMs: first.offsetMs, cameraMs: null },
  };
}
