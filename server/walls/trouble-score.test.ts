import { describe, expect, test } from 'vitest';
import { TROUBLE_FRESH_MS, type TroubleReason } from '../contract/walls.ts';
import { ofCards, ofStatus } from './trouble.ts';
import { byUrgency, troubleScore } from './trouble-score.ts';

const NOW = Date.parse('2026-11-23T02:00:00.000Z');
const ago = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();
const card = (level: 'warning' | 'yellow' | 'red', minutes: number): TroubleReason => ({
  ...{ kind: 'card', level, alertId: crypto.randomUUID(), since: ago(minutes) },
});
const lead = (strength: number, minutes: number): TroubleReason => ({
  ...{ kind: 'lead', leadKind: 'offRecord', leadId: crypto.randomUUID(), strength, since: ago(minutes) },
});
const wait = (minutes: number): TroubleReason => ({ kind: 'wait', seen: 'record', since: ago(minutes) });
const near: TroubleReason = { kind: 'nearLimit', since: ago(30) };
const score = (...reasons: TroubleReason[]) => troubleScore(reasons, NOW);

describe('what needs a look more', () => {
  test('cards by their level, leads by their strength, a limit that comes near last', () => {
    const order = [card('red', 30), card('yellow', 30), lead(60, 30), card('warning', 30), near].map((one) =>
      score(one),
    );
    expect([...order].sort((a, b) => b - a)).toEqual(order);
    expect(new Set(order).size).toBe(order.length);
    expect(score(lead(90, 30))).toBeGreaterThan(score(lead(40, 30)));
  });
  test('what is fresh before what is old; half of it is left after a day', () => {
    expect(score(card('yellow', 1))).toBeGreaterThan(score(card('yellow', 60)));
    expect(score(card('red', 24 * 60))).toBe(50);
    expect(score(card('red', 600))).toBeGreaterThan(score(card('yellow', 600)));
  });
  test('who waits longer weighs more, up to a bound', () => {
    expect(score(wait(12))).toBeGreaterThan(score(wait(6)));
    expect(score(wait(500))).toBe(70);
  });
  test('a second reason adds to the first, and never outweighs a graver window by itself', () => {
    expect(score(card('yellow', 30), wait(6))).toBeGreaterThan(score(card('yellow', 30)));
    expect(score(near, near, near)).toBeLessThan(score(card('warning', 30)));
  });
  test('equals stand in the order of their codes, whatever order they come in', () => {
    const of = (windowCode: string) => ({ windowId: windowCode, windowCode, score: 10 });
    expect(
      [of('10'), of('2'), { ...of('7'), score: 20 }].sort(byUrgency).map((one) => one.windowCode),
    ).toEqual(['7', '2', '10']);
  });
});

describe('what a status says by itself', () => {
  const status = { windowId: 'w', clock: null, card: null };
  test('a ticket called five minutes ago waits; one that was called just now does not', () => {
    expect(ofStatus({ ...status, state: 'called', since: new Date(ago(4)) }, NOW)).toEqual([]);
    expect(ofStatus({ ...status, state: 'called', since: new Date(ago(5)) }, NOW)).toEqual([
      { kind: 'wait', seen: 'record', since: ago(5) },
    ]);
  });
  test('a case at the window whose limit comes near, and not one that is over: that has its card', () => {
    const clock = {
      ...{ startedAt: ago(900), limit: { value: 1, unit: 'workingDay' as const }, statutoryDueAt: null },
      ...{ stoppedAt: null, suspended: null, workingDayMs: 1, limitMs: 1, elapsedMs: 1, measuredAt: ago(1) },
      ...{ ahead: [], fault: null, nearAt: ago(10), dueAt: ago(-10) },
    };
    const serving = { ...status, state: 'serving', since: new Date(ago(3)), clock };
    expect(ofStatus(serving, NOW)).toEqual([{ kind: 'nearLimit', since: ago(10) }]);
    expect(ofStatus({ ...serving, clock: { ...clock, dueAt: ago(1) } }, NOW)).toEqual([]);
    expect(ofStatus({ ...serving, state: 'idle' }, NOW)).toEqual([]);
  });
});

describe('cards that are a reason to look at a window', () => {
  const issued = (alertId: string, level: 'warning' | 'yellow' | 'red', minutes: number, windowId = 'w') => ({
    ...{ alertId, level, windowId, since: new Date(ago(minutes)) },
  });
  const serving = (windowId: string, id: string, level: 'warning' | 'yellow' | 'red') => ({
    ...{ windowId, state: 'serving', since: new Date(ago(3)), clock: null, card: { id, level } },
  });
  const freshSince = new Date(NOW - TROUBLE_FRESH_MS);
  const found = (...args: Parameters<typeof ofCards>) =>
    ofCards(...args).map(({ windowId, reason }) => `${windowId} ${reason.kind === 'card' && reason.alertId}`);

  test('fresh ones count at the window where they were issued, old ones do not', () => {
    const cards = [issued('a', 'warning', 59), issued('b', 'warning', 61), issued('c', 'red', 300)];
    expect(found(cards, [], freshSince)).toEqual(['w a']);
  });
  test('an old yellow or red one counts where its case is served now; an old warning does not', () => {
    const cards = [issued('b', 'warning', 300), issued('c', 'red', 300)];
    const now = [serving('x', 'c', 'red'), serving('y', 'b', 'warning')];
    expect(found(cards, now, freshSince)).toEqual(['x c']);
    expect(found(cards, [{ ...serving('x', 'c', 'red'), state: 'called' }], freshSince)).toEqual([]);
  });
  test('one that is fresh and whose case is still there is told once', () => {
    expect(found([issued('c', 'red', 5)], [serving('w', 'c', 'red')], freshSince)).toEqual(['w c']);
  });
});
