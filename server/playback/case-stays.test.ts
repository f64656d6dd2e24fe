import { describe, expect, it } from 'vitest';
import type { WindowSession } from '../contract/cases.ts';
import {
  AROUND_STEP_MS,
  ASSUMED_MOST_MS,
  ASSUMED_MS,
  anchorsOf,
  type Neighbours,
  type PlacedStep,
  staysOf,
} from './case-stays.ts';

const MINUTE = 60_000;
const nine = Date.parse('2026-11-23T01:00:00.000Z');
const at = (minutes: number): number => nine + minutes * MINUTE;
const iso = (minutes: number): string => new Date(at(minutes)).toISOString();
const session = (times: Partial<WindowSession>): WindowSession => ({
  ...{ windowId: 'w1', windowCode: '1', windowName: null, ticket: null, clerk: null },
  ...{ calledAt: null, startedAt: null, finishedAt: null, ...times },
});
const step = (minutes: number, windowId: string | null, type = 'stage'): PlacedStep => ({
  ...{ windowId, windowCode: null, windowName: null, clerk: null, type },
  atMs: at(minutes),
});
const staying = (
  sessions: WindowSession[],
  steps: PlacedStep[] = [],
  near: Partial<Neighbours> = {},
  nowMs = at(10_000),
) =>
  staysOf({
    ...{ sessions, steps, nowMs },
    neighboursOf: () => ({ beforeMs: null, afterMs: null, ...near }),
  }).map(({ windowId, assumed, servedFromMs, servedToMs }) => ({
    ...{ windowId, assumed },
    from: (servedFromMs - nine) / MINUTE,
    to: (servedToMs - nine) / MINUTE,
  }));

describe('a session', () => {
  it('is from its call to its end, as reported', () => {
    expect(staying([session({ calledAt: iso(0), startedAt: iso(1), finishedAt: iso(9) })])).toEqual([
      { windowId: 'w1', assumed: false, from: 0, to: 9 },
    ]);
  });

  it('whose end was not reported lasts half an hour, if nothing says otherwise', () => {
    const open = [session({ startedAt: iso(0) })];
    const half = ASSUMED_MS / MINUTE;
    expect(staying(open)).toEqual([{ windowId: 'w1', assumed: true, from: 0, to: half }]);
    // The next one is called; its own last step comes later; it goes on elsewhere; it is not over yet.
    expect(staying(open, [], { afterMs: at(12) })[0]?.to).toBe(12);
    expect(staying(open, [step(50, 'w1')])[0]?.to).toBe(50);
    expect(staying(open, [step(20, 'w2')])[0]?.to).toBe(20);
    expect(staying(open, [], {}, at(4))[0]?.to).toBe(4);
  });

  it('of which only the end was reported began with its first step there, after who was there before', () => {
    const done = [session({ finishedAt: iso(60) })];
    expect(staying(done)[0]).toEqual({
      windowId: 'w1',
      assumed: true,
      from: 60 - ASSUMED_MS / MINUTE,
      to: 60,
    });
    expect(staying(done, [step(20, 'w1')])[0]?.from).toBe(20);
    expect(staying(done, [], { beforeMs: at(45) })[0]?.from).toBe(45);
    expect(staying(done, [step(55, 'w2')]).find((one) => one.windowId === 'w1')?.from).toBe(55);
    const before = session({ calledAt: iso(30), finishedAt: iso(40) });
    expect(staying([before, ...done], [step(35, 'w1')])[1]?.from).toBe(40);
  });

  it('is never assumed to be longer than two hours', () => {
    const most = ASSUMED_MOST_MS / MINUTE;
    const stays = staying([session({ startedAt: iso(0) })], [step(most + 60, 'w1')]);
    expect(stays[0]?.to).toBeLessThanOrEqual(most);
  });
});

describe('steps without a session', () => {
  it('make one of their own, around them, one a visit', () => {
    const around = AROUND_STEP_MS / MINUTE;
    expect(staying([], [step(0, 'w1'), step(10, 'w1'), step(300, 'w1')])).toEqual([
      { windowId: 'w1', assumed: true, from: -around, to: 10 + around },
      { windowId: 'w1', assumed: true, from: 300 - around, to: 300 + around },
    ]);
    expect(staying([], [step(0, 'w1')], { beforeMs: at(-1), afterMs: at(2) })[0]).toMatchObject({
      ...{ from: -1, to: 2 },
    });
  });

  it('within a session, or away from any window, make none', () => {
    const whole = session({ startedAt: iso(0), finishedAt: iso(9) });
    expect(staying([whole], [step(4, 'w1'), step(10, 'w1'), step(500, null)])).toHaveLength(1);
  });

  it('asks for neighbours of what is open only', () => {
    const whole = session({ calledAt: iso(0), finishedAt: iso(9) });
    expect(anchorsOf({ sessions: [whole], steps: [step(3, null), step(1, 'w1', 'started')] })).toEqual([]);
    const half = session({ startedAt: iso(0) });
    expect(anchorsOf({ sessions: [half], steps: [step(30, 'w2')] })).toEqual([
      { windowId: 'w1', atMs: at(0) },
      { windowId: 'w2', atMs: at(30) },
    ]);
  });
});
