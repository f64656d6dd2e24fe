import { expect, test } from 'vitest';
import { type TimedUnit, TimestampGuard } from './timestamp-guard.ts';

const FRAME_MS = 40;

function run(frames: Iterable<TimedUnit>): string | undefined {
  const guard = new TimestampGuard();
  try {
    for (const frame of frames) guard.check(frame);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const frames = (count: number, of: (index: number) => Partial<TimedUnit>): TimedUnit[] =>
  Array.from({ length: count }, (_, index) => ({
    decodeMs: index * FRAME_MS,
    durationMs: FRAME_MS,
    arrivedAtMs: 1000 + index * FRAME_MS,
    ...of(index),
  }));

test('jitter, bursts and a slow camera pass', () => {
  expect(
    run(frames(500, (index) => ({ arrivedAtMs: 1000 + Math.floor(index / 25) * 1000 }))),
  ).toBeUndefined();
  const slow = frames(20, (index) => ({
    decodeMs: index * 10_000,
    durationMs: 10_000,
    arrivedAtMs: index * 10_000,
  }));
  expect(run(slow)).toBeUndefined();
  expect(
    run(frames(20, (index) => ({ decodeMs: index * 2500, durationMs: 2500, arrivedAtMs: index * 2500 }))),
  ).toBe(undefined);
});

test('a gap that arrival shows too is no jump', () => {
  // ffmpeg lets a picture go two pictures late: the pause is seen before picture `at` - 1, its length in `at`.
  for (let at = 2; at < 150; at += 1) {
    const late = frames(300, (index) => ({
      durationMs: index === at ? 4500 : FRAME_MS,
      decodeMs: index * FRAME_MS + (index > at ? 4500 : 0),
      arrivedAtMs: 1000 + index * FRAME_MS + (index > at - 2 ? 4500 : 0),
    }));
    expect(run(late)).toBeUndefined();
  }
});

test('one very long picture is a jump forwards', () => {
  expect(run(frames(200, (index) => ({ durationMs: index === 99 ? 3_600_000 : FRAME_MS })))).toMatch(
    /forwards/,
  );
  expect(run(frames(200, (index) => ({ durationMs: index === 0 ? 3_600_000 : FRAME_MS })))).toMatch(
    /forwards/,
  );
});

test('media time that stands still while pictures come is a jump backwards', () => {
  const clamped = frames(400, (index) =>
    index < 100 ? {} : { decodeMs: 4000 + index / 90, durationMs: 1 / 90 },
  );
  expect(run(clamped)).toMatch(/backwards/);
});
