import { expect, test } from 'vitest';
import { SoundClock } from './sound-clock.ts';

test('samples are counted as the camera counts them, from the wall clock on', () => {
  const clock = new SoundClock(8_000);
  const first = clock.stamp({ epoch: 0, ticks: 777, capturedAtMs: 1_000 });
  expect(first).toEqual({ timestamp: 8_000, marker: true });
  // The wall clock wavers; the count does not.
  expect(clock.stamp({ epoch: 0, ticks: 937, capturedAtMs: 1_031 })).toEqual({
    timestamp: 8_160,
    marker: false,
  });
});

test('a silence is a jump of the count, marked', () => {
  const clock = new SoundClock(8_000);
  clock.stamp({ epoch: 0, ticks: 0, capturedAtMs: 1_000 });
  expect(clock.stamp({ epoch: 0, ticks: 80_000, capturedAtMs: 11_000 })).toEqual({
    timestamp: 88_000,
    marker: true,
  });
});

test.each([
  ['another epoch', { epoch: 1, ticks: 0, capturedAtMs: 3_000 }],
  ['a count that jumps back', { epoch: 0, ticks: -50_000, capturedAtMs: 3_000 }],
])('%s begins on the wall clock again', (_, next) => {
  const clock = new SoundClock(8_000);
  clock.stamp({ epoch: 0, ticks: 160_000, capturedAtMs: 1_000 });
  expect(clock.stamp(next)).toEqual({ timestamp: 24_000, marker: true });
});

test('it never goes back, and wraps as RTP does', () => {
  const clock = new SoundClock(8_000);
  const wrapMs = 2 ** 32 / 8;
  clock.stamp({ epoch: 0, ticks: 0, capturedAtMs: wrapMs - 10 });
  expect(clock.stamp({ epoch: 0, ticks: 160, capturedAtMs: wrapMs + 10 }).timestamp).toBe(80);
  expect(clock.stamp({ epoch: 1, ticks: 0, capturedAtMs: wrapMs - 500 }).timestamp).toBe(81);
});
