import fc from 'fast-check';
import { expect, test } from 'vitest';
import { faultsOf, type WatchedFeed } from './feed-faults.ts';
import { type FeedState, heard, medianOffset, missingBatches } from './feed-state.ts';

const at = new Date('2026-11-23T02:00:00.000Z');
const after = (sequences: readonly number[]): FeedState | undefined =>
  sequences.reduce<FeedState | undefined>(
    (known, sequence) => heard(known, { at, sentAt: null, sequence }),
    undefined,
  );

test('batches that never came are known by their numbers, and forgotten when they come after all', () => {
  expect(after([1, 2, 5])).toMatchObject({ lastSequence: 5, missing: [[3, 4]] });
  expect(after([1, 2, 5, 4])).toMatchObject({ lastSequence: 5, missing: [[3, 3]] });
  expect(after([1, 2, 5, 4, 3])?.missing).toEqual([]);
  expect(after([1, 9, 5])?.missing).toEqual([
    [2, 4],
    [6, 8],
  ]);
  // Sent again; and a sender that forgot where it was.
  expect(after([1, 2, 3, 2])).toMatchObject({ lastSequence: 3, missing: [] });
  expect(after([1, 2, 3, 1])).toMatchObject({ lastSequence: 1, missing: [] });
});

test('a sender whose numbers jump about makes nobody remember every jump, nor count past what a number holds', () => {
  const most = Number.MAX_SAFE_INTEGER;
  const wild = after([1, most, 1, most, 1, most]);
  expect(Number.isSafeInteger(missingBatches(wild?.missing ?? []))).toBe(true);
  const holes = after([1, 100_000, ...Array.from({ length: 500 }, (_, i) => 2 * i + 4)]);
  expect(holes?.missing.length).toBeLessThanOrEqual(100);
});

test('whatever order a run of batches comes in, none is missing at its end', () => {
  const orders = fc.integer({ min: 1, max: 30 }).chain((most) =>
    fc.shuffledSubarray(
      Array.from({ length: most }, (_, i) => i + 2),
      { minLength: most },
    ),
  );
  fc.assert(
    fc.property(orders, (order) => {
      const state = after([1, ...order]);
      expect(state?.missing).toEqual([]);
      expect(state?.lastSequence).toBe(order.length + 1);
    }),
  );
});

test('a sender whose numbers jump about does not make us remember every jump', () => {
  const state = after(Array.from({ length: 1000 }, (_, i) => 2 * i + 1));
  expect(state?.missing).toHaveLength(100);
  expect(missingBatches(state?.missing ?? [])).toBe(100);
});

test('a clock is as far off as the middle of the last twenty batches says', () => {
  let state: FeedState | undefined;
  for (let i = 0; i < 40; i += 1)
    state = heard(state, {
      at,
      sequence: null,
      sentAt: new Date(at.getTime() + (i % 10 === 0 ? 1e6 : 90_000)),
    });
  expect(state?.offsets).toHaveLength(20);
  expect(medianOffset(state?.offsets ?? [])).toBe(90_000);
  expect(medianOffset([])).toBeNull();
  expect(medianOffset([1, 4])).toBe(2.5);
});

const fine: WatchedFeed = {
  ...{ source: 's', departmentId: 'd', departmentName: '局', regionCode: '445200', live: true },
  ...{ lastHeardAt: at, silentAfterMinutes: 30, missing: [], offsets: [], sent: 0, duplicate: 0, kept: 0 },
  openRefusals: 0,
  longWaiting: 0,
};
const nowMs = at.getTime() + 3_600_000;
const halfHour = (_: string, fromMs: number, minutes: number) => fromMs + minutes * 60_000;
const faults = (of: Partial<WatchedFeed>, silentSince = halfHour) =>
  faultsOf({ ...fine, ...of }, nowMs, silentSince).map((one) => [one.fault, one.amount]);

test('what is wrong with a feed is told, and what is as it should be is not', () => {
  const heardNow = { lastHeardAt: new Date(nowMs) };
  expect(faults(heardNow)).toEqual([]);
  expect(faults({})).toEqual([['silent', null]]);
  expect(faultsOf(fine, nowMs, halfHour)[0]?.sinceMs).toBe(at.getTime() + 1_800_000);
  // Never heard is no silence; nor is a desk's, nor one whose tokens all ended.
  for (const quiet of [{ lastHeardAt: null }, { silentAfterMinutes: null }, { live: false }])
    expect(faults(quiet)).toEqual([]);
  expect(faultsOf(fine, nowMs, () => null).map((one) => one.fault)).toEqual(['calendar']);
  expect(faults({ ...heardNow, missing: [[3, 9]] })).toEqual([['gap', 7]]);
  expect(faults({ ...heardNow, offsets: [-61_000, -61_000, 0] })).toEqual([['offset', -61_000]]);
  expect(faults({ ...heardNow, offsets: [60_000, 60_000, 60_000] })).toEqual([]);
  expect(faults({ ...heardNow, sent: 200, duplicate: 150 })).toEqual([['duplicates', 0.75]]);
  expect(faults({ ...heardNow, sent: 199, duplicate: 199 })).toEqual([]);
  expect(faults({ ...heardNow, longWaiting: 2, kept: 5000 })).toEqual([
    ['waiting', 2],
    ['refusals', 5000],
  ]);
});
