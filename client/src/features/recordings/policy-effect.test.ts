import { expect, test } from 'vitest';
import type { RecordingPolicy } from '../../../../server/contract/recordings.ts';
import { policyEffect } from './policy-effect.ts';

const NOW = Date.parse('2026-11-23T00:00:00.000Z');
const policy: RecordingPolicy = { mode: 'continuous', profiles: ['main'], days: 90, sound: true };
const camera = (ageDays: number, more: object = {}) => ({
  ...{ bytes: 900, heldBytes: 0, kbps: null, policy },
  oldest: new Date(NOW - ageDays * 86_400_000).toISOString(),
  ...more,
});

test('shortening tells about how much goes, what is held of it, and from when', () => {
  const all = [camera(90), camera(60, { heldBytes: 100 }), camera(20), camera(0, { oldest: null, bytes: 0 })];
  const effect = policyEffect(all, { ...policy, days: 30 }, NOW);
  // Two thirds of the first; half of the second, less what is held.
  expect(effect).toMatchObject({ purgedBytes: 600 + 350, heldBytes: 100, stops: 0, losesSound: 0 });
  expect(effect.oldest).toBe(all[0]?.oldest);
});

test('nothing goes that stays within the days, nor by keeping longer', () => {
  expect(policyEffect([camera(20)], { ...policy, days: 30 }, NOW)).toMatchObject({
    purgedBytes: 0,
    oldest: null,
  });
  expect(policyEffect([camera(95)], { ...policy, days: 180 }, NOW)).toMatchObject({ purgedBytes: 0 });
});

test('what stops, and what loses its sound, is told by the number of cameras', () => {
  const off = camera(1, { policy: { ...policy, mode: 'off' } });
  const silent = camera(1, { policy: { ...policy, sound: false } });
  const all = [camera(1), off, silent];
  expect(policyEffect(all, { ...policy, mode: 'off' }, NOW)).toMatchObject({ stops: 2, losesSound: 0 });
  expect(policyEffect(all, { ...policy, sound: false }, NOW)).toMatchObject({ stops: 0, losesSound: 1 });
});

test('growth is of what is recorded now', () => {
  const all = [camera(1, { kbps: 800 }), camera(1)];
  expect(policyEffect(all, policy, NOW).bytesADay).toBe(100_000 * 86_400);
});
