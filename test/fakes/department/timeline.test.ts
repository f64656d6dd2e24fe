import { describe, expect, it } from 'vitest';
import { clockFor, PlaceClock } from '../../../server/calendar/index.ts';
import { colourAt } from '../../../server/contract/clock.ts';
import { exchangeEvent } from '../../../server/contract/exchange.ts';
import { cycleAt, loadScenario, mix, type Phase, windowAt } from '../demo/scenario.ts';
import type { TimedEvent } from './record.ts';
import { Timeline } from './timeline.ts';
import { caseOfVisit, eventsOfCycle } from './visit-events.ts';

const scenario = loadScenario(new URL('../demo/scenario.json', import.meta.url));
const hallId = '0d9bd0a5-4b0e-4b43-9d4b-4a1f6c5e2f10';
const parts = scenario.departments.map((department) => ({ scenario, department, hallId }));
const timelines = parts.map((part) => new Timeline(part));
/** A Monday morning, China time; a Saturday night; the last hour of a year. */
const STARTS = [Date.UTC(2026, 10, 23, 2), Date.UTC(2026, 10, 28, 14), Date.UTC(2026, 11, 31, 15, 30)];
const HOUR_MS = 3_600_000;
/** As the demo's offices are open (demo/seed-calendar.ts). */
const open = { morning: { from: '09:00', to: '12:00' }, afternoon: { from: '12:00', to: '17:00' } };
const closed = { morning: null, afternoon: null };
const demoClock = new PlaceClock({
  ...{ key: 'demo', version: 1, today: '2026-11-23' },
  place: {
    ...{ hallId: null, regionCode: '445200', zone: 'Asia/Shanghai', exceptions: [] },
    years: [2026, 2027].map((year) => ({ year, days: [] })),
    hours: [[{ validFrom: '2024-01-01', week: [open, open, open, open, open, closed, closed] }]],
  },
});
const idsOf = (events: TimedEvent[]) => events.map(({ event }) => event.eventId);

describe('the events of a cycle', () => {
  it('come in the order of the visit, inside it, at the instants the picture shows', () => {
    for (const { part, window } of everyWindow())
      for (let n = 0; n < 60; n++) {
        const cycle = cycleAt(scenario, window, (STARTS[0] ?? 0) + n * window.periodMs);
        const events = eventsOfCycle(part, window, cycle);
        if (cycle.kind === 'away') continue;
        if (cycle.visit === null) {
          expect(events.map(({ event, sendAtMs }) => [event.type, sendAtMs])).toEqual([
            ['closed', cycle.startMs],
            ['opened', cycle.endMs],
          ]);
          continue;
        }
        if (cycle.mismatch === 'unreported' || cycle.mismatch === 'late') continue;
        const { visit } = cycle;
        const seen = events.filter(({ event }) => 'windowCode' in event && event.windowCode !== undefined);
        expect(seen.map(({ event, sendAtMs }) => [what(event), sendAtMs])).toEqual([
          ['called', visit.calledAtMs],
          ['started', visit.startedAtMs],
          ...visit.stages.map(({ stage, atMs }) => [stage, atMs]),
          ['finished', visit.finishedAtMs],
        ]);
        for (const { event, sendAtMs } of seen) expect(Date.parse(event.occurredAt)).toBe(sendAtMs);
      }
  });

  it('disagree with the picture where the scenario says so, and nowhere else', () => {
    const found = new Map<string, number>();
    for (const { part, window } of everyWindow())
      for (let n = 0; n < 60; n++) {
        const cycle = cycleAt(scenario, window, (STARTS[0] ?? 0) + n * window.periodMs);
        const events = eventsOfCycle(part, window, cycle);
        const sentLate = events.map(({ event, sendAtMs }) => sendAtMs - Date.parse(event.occurredAt));
        found.set(cycle.mismatch ?? 'none', (found.get(cycle.mismatch ?? 'none') ?? 0) + 1);
        if (cycle.mismatch === 'unreported' || cycle.mismatch === 'away') expect(events).toEqual([]);
        if (cycle.mismatch === 'late') expect(Math.min(...sentLate)).toBe(2_100_000);
        if (cycle.kind !== 'away' || cycle.mismatch !== 'absentStep') continue;
        if (cycle.endMs !== cycle.awayToMs) {
          expect(events).toEqual([]);
          continue;
        }
        expect(events.at(-2)?.event).toMatchObject({ stage: 'completed' });
        for (const { sendAtMs } of events) {
          expect(sendAtMs).toBeGreaterThan(cycle.startMs + 20_000);
          expect(sendAtMs).toBeLessThanOrEqual(cycle.endMs - 20_000);
        }
      }
    for (const { kind } of scenario.mismatches) expect(found.get(kind)).toBeGreaterThanOrEqual(5);
    expect(found.get('none')).toBeGreaterThan(200);
  });

  it('of a case that came days ago begin with its earlier steps, told before the visit with their true times', () => {
    for (const { part, window } of everyWindow())
      for (const startMs of STARTS)
        for (let n = 0; n < 12; n++) {
          const cycle = cycleAt(scenario, window, startMs + n * window.periodMs);
          if (cycle.kind !== 'near' && cycle.kind !== 'over') continue;
          const [received, accepted, handling] = eventsOfCycle(part, window, cycle);
          expect([received, accepted, handling].map((one) => one && what(one.event))).toEqual([
            'received',
            'accepted',
            'handling',
          ]);
          expect(accepted?.sendAtMs).toBe(cycle.startMs);
          expect(Date.parse(handling?.event.occurredAt ?? '')).toBeLessThan(cycle.startMs - 12 * HOUR_MS);
          const clock = clockFor(
            {
              acceptedAt: new Date(accepted?.event.occurredAt ?? ''),
              completedAt: null,
              promisedLimit: { value: caseOfVisit(part, cycle).matter.promisedDays, unit: 'workingDay' },
              statutoryLimit: null,
              pauses: [],
              extraDays: 0,
            },
            cycle.startMs,
            demoClock,
          );
          expect(colourAt(clock, cycle.visit.startedAtMs)).toBe(cycle.kind);
          expect(colourAt(clock, cycle.visit.finishedAtMs)).toBe(cycle.kind);
        }
  });
});

describe("a department's timeline", () => {
  it('is well formed, with an id for every event that no other has', () => {
    for (const [index, timeline] of timelines.entries()) {
      const events = timeline.between(STARTS[0] ?? 0, (STARTS[0] ?? 0) + 2 * HOUR_MS);
      expect(events.length).toBeGreaterThan(400);
      expect(new Set(idsOf(events)).size).toBe(events.length);
      const codes = scenario.departments[index]?.matters.map((matter) => matter.code);
      for (const { event, sendAtMs } of events) {
        expect(exchangeEvent.safeParse(event).error).toBeUndefined();
        expect(Date.parse(event.occurredAt)).toBeLessThanOrEqual(sendAtMs);
        if (event.type === 'stage') expect(codes).toContain(event.matterCode);
      }
    }
  });

  it('begins a case once: one number is never two cases, nor in two departments', () => {
    const owner = new Map<string, string>();
    for (const [index, timeline] of timelines.entries())
      for (const { event } of timeline.between(STARTS[0] ?? 0, (STARTS[0] ?? 0) + 24 * HOUR_MS)) {
        if (event.type !== 'stage') continue;
        const run = `${index} ${event.eventId.split('-', 2).join('-')}`;
        expect(owner.get(event.caseNo) ?? run).toBe(run);
        owner.set(event.caseNo, run);
      }
    expect(owner.size).toBeGreaterThan(3000);
  }, 20_000);

  it('is the same in one piece or in many, and whenever it is asked', () => {
    for (const timeline of timelines)
      for (const startMs of STARTS) {
        const endMs = startMs + HOUR_MS / 4;
        const pieces: TimedEvent[] = [];
        for (let atMs = startMs, n = 0; atMs < endMs; n++) {
          const nextMs = Math.min(endMs, atMs + (mix(n, 5) % 9000));
          pieces.push(...timeline.between(atMs, nextMs));
          atMs = nextMs;
        }
        expect(idsOf(pieces)).toEqual(idsOf(timeline.between(startMs, endMs)));
        const known = new Set(idsOf(timeline.between(startMs - HOUR_MS, endMs)));
        for (const { event, sendAtMs } of timeline.catchUp(endMs)) {
          expect(sendAtMs).toBeLessThanOrEqual(endMs);
          expect(known).toContain(event.eventId);
        }
      }
  });

  it('tells, from any instant on, what the picture shows at each window', () => {
    for (let n = 0; n < 300; n++) {
      const nowMs = (STARTS[n % 3] ?? 0) + n * 7919;
      for (const [index, { department }] of parts.entries()) {
        const told = timelines[index]?.catchUp(nowMs) ?? [];
        for (const window of scenario.windows.filter((one) => department.windows.includes(one.number))) {
          const { phase, cycle } = windowAt(scenario, window, nowMs);
          // Where picture and record disagree they do.
          if (cycle.mismatch !== null) continue;
          expect(lastSaid(told, window.number)).toBe(SAID[phase]);
        }
      }
    }
  });

  it('has a few cases a minute go on without a window', () => {
    const events = timelines.flatMap((one) => one.between(STARTS[0] ?? 0, (STARTS[0] ?? 0) + HOUR_MS / 6));
    const office = events.filter(({ event }) => event.eventId.startsWith('o'));
    const cases = new Set(office.map(({ event }) => ('caseNo' in event ? event.caseNo : ''))).size;
    // Four a minute for ten minutes, and those under way at either end.
    expect(cases).toBeGreaterThanOrEqual(40);
    expect(cases).toBeLessThanOrEqual(44);
    expect(office.every(({ event }) => !('windowCode' in event) || event.windowCode === undefined)).toBe(
      true,
    );
    const kinds = new Set(office.map(({ event }) => event.type));
    for (const type of ['correctionAsked', 'correctionReceived', 'specialProcedure', 'specialProcedureEnded'])
      expect(kinds).toContain(type);
  });
});

/** What the last word on a window is while the picture shows this. */
const SAID: Readonly<Record<Phase, string>> = {
  closed: 'closed',
  away: 'idle',
  idle: 'idle',
  arriving: 'called',
  settling: 'called',
  served: 'serving',
  leaving: 'idle',
};
const MEANS = { opened: 'idle', finished: 'idle', closed: 'closed', called: 'called', started: 'serving' };

function lastSaid(told: TimedEvent[], windowCode: string): string | undefined {
  const ofWindow = told.filter(({ event }) => 'windowCode' in event && event.windowCode === windowCode);
  const last = ofWindow
    .toSorted((a, b) => Date.parse(a.event.occurredAt) - Date.parse(b.event.occurredAt))
    .at(-1)?.event;
  if (last === undefined) return undefined;
  return last.type in MEANS ? MEANS[last.type as keyof typeof MEANS] : 'serving';
}

function everyWindow() {
  return parts.flatMap((part) =>
    scenario.windows
      .filter((window) => part.department.windows.includes(window.number))
      .map((window) => ({ part, window })),
  );
}

const what = (event: TimedEvent['event']) => (event.type === 'stage' ? event.stage : event.type);
