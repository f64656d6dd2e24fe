import { expect, it } from 'vitest';
import { aroundOf, footageSpans } from './spans-of-lead.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

it('keeps a minute before and two after, and of a long time its two ends', () => {
  expect(footageSpans({ fromMs: 10 * MINUTE, toMs: 12 * MINUTE })).toEqual([
    { fromMs: 9 * MINUTE, toMs: 14 * MINUTE },
  ]);
  expect(footageSpans({ fromMs: 10 * HOUR, toMs: 100 * HOUR })).toEqual([
    { fromMs: 10 * HOUR - MINUTE, toMs: 10.5 * HOUR },
    { fromMs: 99.5 * HOUR, toMs: 100 * HOUR + 2 * MINUTE },
  ]);
});

it('tells the record of a day at most', () => {
  expect(aroundOf({ fromMs: HOUR, toMs: 100 * HOUR })).toEqual({
    fromMs: HOUR - 10 * MINUTE,
    toMs: 25 * HOUR + 10 * MINUTE,
  });
});
