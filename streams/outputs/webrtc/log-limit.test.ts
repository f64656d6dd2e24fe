import { expect, test } from 'vitest';
import { LogLimit } from './log-limit.ts';

test('ten a minute are said, and how many were not', () => {
  let nowMs = 0;
  const limit = new LogLimit(() => nowMs);
  expect(Array.from({ length: 25 }, () => limit.next())).toEqual([
    ...Array(10).fill(0),
    ...Array(15).fill(undefined),
  ]);
  nowMs = 60_000;
  expect([limit.next(), limit.next()]).toEqual([15, 0]);
});
