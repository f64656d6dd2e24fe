import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WallClock } from './wall-clock.ts';

const FRAME_MS = 40;
const START = 1_800_000_000_000;

interface Frame {
  readonly mediaMs: number;
  readonly arrivedAtMs: number;
}

function play(clock: WallClock, frames: Iterable<Frame>): number[] {
  const mapped: number[] = [];
  for (const { mediaMs, arrivedAtMs } of frames) {
    clock.observe(mediaMs + FRAME_MS, arrivedAtMs);
    mapped.push(clock.map(mediaMs));
  }
  return mapped;
}

/** A camera whose clock runs at `rate`, seen through a delay. */
function* camera(count: number, delayMs: (index: number) => number, rate = 1): Generator<Frame> {
  for (let index = 0; index < count; index += 1) {
    const truth = index * FRAME_MS;
    yield { mediaMs: truth * rate, arrivedAtMs: START + truth + FRAME_MS + delayMs(index) };
  }
}

const truthOf = (index: number): number => START + index * FRAME_MS;

test('jitter does not show: the smallest delay of the window counts', () => {
  const delays = (index: number): number => 5 + ((index * 7919) % 100);
  const mapped = play(new WallClock(), camera(1000, delays));
  for (const [index, at] of mapped.entries()) {
    if (index > 100) expect(Math.abs(at - truthOf(index) - 5)).toBeLessThan(10);
  }
});

test('a late first burst is corrected at once', () => {
  const mapped = play(
    new WallClock(),
    camera(100, (index) => Math.max(0, 450 - index * FRAME_MS)),
  );
  expect((mapped[20] ?? 0) - truthOf(20)).toBeLessThan(1);
});

test('a camera clock that runs 0.5 % fast or slow is followed without steps', () => {
  for (const rate of [0.995, 1.005]) {
    const mapped = play(
      new WallClock(),
      camera(10_000, () => 3, rate),
    );
    for (let index = 100; index < mapped.length; index += 1) {
      expect(Math.abs((mapped[index] ?? 0) - truthOf(index))).toBeLessThan(150);
      const step = (mapped[index] ?? 0) - (mapped[index - 1] ?? 0);
      expect(Math.abs(step - FRAME_MS)).toBeLessThan(2);
    }
  }
});

test('a jump of media time is stepped over, and never shows a time that was not', () => {
  const before = [...camera(500, () => 3)];
  const after = [...camera(1500, () => 3)]
    .slice(500)
    .map((frame) => ({ ...frame, mediaMs: frame.mediaMs + 60_000 }));
  const mapped = play(new WallClock(), [...before, ...after]);
  expect(Math.abs((mapped.at(-1) ?? 0) - truthOf(1499))).toBeLessThan(10);
});

test('a restart maps anew and goes on forwards', () => {
  const clock = new WallClock();
  const [first] = play(
    clock,
    camera(1, () => 3),
  );
  clock.restart();
  clock.observe(FRAME_MS, START + 10_000);
  expect(clock.map(0)).toBeGreaterThan(first ?? 0);
  expect(clock.map(0)).toBe(START + 10_000 - FRAME_MS);
});

describe('whatever arrives', () => {
  test('never decreases, never runs ahead of arrival by more than a correction', () => {
    const frame = fc.record({ mediaMs: fc.integer({ min: -1e6, max: 1e9 }), gapMs: fc.nat(5000) });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 200 }), (frames) => {
        let arrivedAtMs = START;
        const mapped = play(
          new WallClock(),
          frames.map(({ mediaMs, gapMs }) => {
            arrivedAtMs += gapMs;
            return { mediaMs, arrivedAtMs };
          }),
        );
        for (let index = 1; index < mapped.length; index += 1) {
          expect(mapped[index]).toBeGreaterThanOrEqual(mapped[index - 1] ?? 0);
          expect(Number.isFinite(mapped[index])).toBe(true);
        }
      }),
    );
  });
});
