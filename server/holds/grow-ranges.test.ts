import { expect, test } from 'vitest';
import { growRanges, type HeldRange, sameRanges } from './grow-ranges.ts';

const MINUTE = 60_000;
const range = (cameraId: string, from: number, to: number): HeldRange => ({
  ...{ cameraId, fromMs: from * MINUTE, toMs: to * MINUTE },
});
const grown = (held: HeldRange[], wanted: HeldRange[], most = 500) =>
  growRanges(held, wanted, most).map(
    ({ cameraId, fromMs, toMs }) => `${cameraId} ${fromMs / MINUTE}-${toMs / MINUTE}`,
  );

test('times that overlap, touch or nearly touch are one, each camera for itself', () => {
  expect(
    grown(
      [range('b', 0, 10), range('a', 30, 40)],
      [range('a', 5, 10), range('a', 10, 12), range('a', 41, 50)],
    ),
  ).toEqual(['a 5-12', 'a 30-50', 'b 0-10']);
});

test('what was held stays held, whatever is wanted now', () => {
  expect(grown([range('a', 0, 60)], [range('a', 10, 20)])).toEqual(['a 0-60']);
  expect(grown([range('a', 0, 60)], [])).toEqual(['a 0-60']);
});

test('nothing is made of times that are empty', () => {
  expect(grown([], [range('a', 5, 5), range('a', 9, 3)])).toEqual([]);
});

test('too many are joined where they are nearest, and a camera is never lost', () => {
  const many = Array.from({ length: 20 }, (_, at) => range('a', at * 100, at * 100 + 10));
  expect(grown([range('b', 0, 1)], many, 5)).toEqual(['a 0-1910', 'b 0-1']);
  const two = [range('a', 0, 1), range('b', 0, 1)];
  expect(grown(two, [], 1)).toEqual(['a 0-1', 'b 0-1']);
});

test('is the same whatever the order, and once more changes nothing', () => {
  const all = [range('a', 0, 5), range('a', 4, 9), range('b', 1, 2), range('a', 50, 60)];
  const once = growRanges([], all, 500);
  expect(growRanges([], [...all].reverse(), 500)).toEqual(once);
  expect(sameRanges(growRanges(once, all, 500), once)).toBe(true);
  expect(sameRanges(once, once.slice(1))).toBe(false);
});
