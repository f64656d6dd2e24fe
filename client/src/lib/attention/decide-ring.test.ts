import { expect, test } from 'vitest';
import { type Attention, USUAL_ATTENTION } from '../../../../server/contract/duty.ts';
import { decideRing, isQuiet, SILENT } from './decide-ring.ts';

const usual: Attention = { rules: [...USUAL_ATTENTION], volume: 0.6, quiet: null };
const NOON = 720;

test('rings as was chosen', () => {
  expect(decideRing('redCard', usual, NOON)).toEqual({
    ...{ shown: true, sound: 'urgent', desktop: true, repeat: true },
  });
  expect(decideRing('warning', usual, NOON)).toEqual(SILENT);
  const mine: Attention = {
    ...usual,
    rules: [{ kind: 'lead', sound: 'none', desktop: true, repeat: true }],
  };
  // What makes no sound has nothing to repeat.
  expect(decideRing('lead', mine, NOON)).toEqual({
    ...{ shown: true, sound: undefined, desktop: true, repeat: false },
  });
  expect(decideRing('redCard', mine, NOON)).toEqual(SILENT);
});

test('in quiet hours only what is urgent rings', () => {
  const night: Attention = { ...usual, quiet: { from: 22 * 60, to: 7 * 60 } };
  expect(decideRing('yellowCard', night, 23 * 60)).toEqual({ ...SILENT, shown: true });
  expect(decideRing('yellowCard', night, 7 * 60).sound).toBe('bell');
  expect(decideRing('redCard', night, 3 * 60).sound).toBe('urgent');
});

test.each([
  [{ from: 60, to: 120 }, 59, false],
  [{ from: 60, to: 120 }, 60, true],
  [{ from: 60, to: 120 }, 120, false],
  [{ from: 1380, to: 60 }, 0, true],
  [{ from: 1380, to: 60 }, 1379, false],
  [{ from: 300, to: 300 }, 300, false],
  [null, 300, false],
] as const)('quiet %j at minute %i: %s', (quiet, minute, expected) => {
  expect(isQuiet(quiet, minute)).toBe(expected);
});
