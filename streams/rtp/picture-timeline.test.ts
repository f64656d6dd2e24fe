import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PictureTimeline } from './picture-timeline.ts';

/** Pictures at 25 a second by arrival; the timestamps as told. */
function line(): {
  timeline: PictureTimeline;
  put: (timestamp: number, afterMs?: number) => number;
  jumps: () => number;
} {
  let jumps = 0;
  let nowMs = 500_000;
  const timeline = new PictureTimeline({
    clockRate: 90_000,
    onJump: () => {
      jumps += 1;
    },
  });
  return {
    timeline,
    jumps: () => jumps,
    put: (timestamp, afterMs = 40) => {
      nowMs += afterMs;
      return timeline.place(timestamp >>> 0, nowMs);
    },
  };
}

const INTERVAL = 3600;

describe('PictureTimeline', () => {
  test('begins at 0 and follows timestamps across the wrap of their 32 bits', () => {
    const { put, jumps } = line();
    const times = [0, 1, 2, 3, 4].map((i) => put(2 ** 32 - 2 * INTERVAL + i * INTERVAL));
    expect(times).toEqual([0, 3600, 7200, 10_800, 14_400]);
    expect(jumps()).toBe(0);
  });

  test.each([
    ['an hour forwards', 3600 * 90_000],
    ['six seconds forwards', 6 * 90_000],
    ['a minute back', -60 * 90_000],
    ['half a second back', -45_000],
    ['half the range', 2 ** 31],
  ])('a jump of %s costs nothing but one interval by arrival', (_what, jump) => {
    const { put, jumps } = line();
    const first = [...Array(20).keys()].map((i) => put(i * INTERVAL));
    const second = [...Array(20).keys()].map((i) => put((20 + i) * INTERVAL + jump));
    const times = [...first, ...second];
    expect(times).toEqual(times.map((_, i) => i * INTERVAL));
    expect(jumps()).toBe(1);
  });

  test('a pause of the camera is a pause', () => {
    const { put, jumps } = line();
    put(0);
    put(INTERVAL);
    expect(put(INTERVAL + 20 * 90_000, 20_000)).toBe(INTERVAL + 20 * 90_000);
    expect(jumps()).toBe(0);
  });

  test('a stall of the network and the burst after it are not jumps', () => {
    const { put, jumps } = line();
    for (let i = 0; i < 300; i += 1) put(i * INTERVAL);
    put(300 * INTERVAL, 5000);
    for (let i = 301; i < 425; i += 1) put(i * INTERVAL, 0);
    expect(put(425 * INTERVAL)).toBe(425 * INTERVAL);
    expect(jumps()).toBe(0);
  });

  test('the newest GOP sent at once by a server that kept it is not a jump', () => {
    const { put, jumps } = line();
    for (let i = 0; i < 100; i += 1) put(i * INTERVAL, 0);
    for (let i = 100; i < 200; i += 1) expect(put(i * INTERVAL)).toBe(i * INTERVAL);
    expect(jumps()).toBe(0);
  });

  test('timestamps that stand still are replaced by arrivals, smoothly, and believed again when they move', () => {
    const { put, jumps } = line();
    for (let i = 0; i < 50; i += 1) put(i * INTERVAL);
    const frozen = [...Array(250).keys()].map((i) => put(50 * INTERVAL, 40 + (i % 2 === 0 ? 15 : -15)));
    const steps = frozen.slice(10).map((time, i) => time - (frozen[i + 9] ?? 0));
    for (const step of steps) expect(Math.abs(step - INTERVAL)).toBeLessThan(900);
    const [first = 0] = frozen;
    expect(Math.abs((frozen.at(-1) ?? 0) - first - 249 * INTERVAL)).toBeLessThan(4 * INTERVAL);
    const end = frozen.at(-1) ?? 0;
    const after = [...Array(10).keys()].map((i) => put((51 + i) * INTERVAL));
    expect(after.map((time) => Math.round((time - end) / INTERVAL))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(jumps()).toBe(1);
  });

  test('after a pause of frozen timestamps the line goes on by the pause', () => {
    const { put } = line();
    for (let i = 0; i < 20; i += 1) put(5);
    const before = put(5);
    const pause = put(5, 10_000) - before;
    expect(Math.abs(pause - 900_000)).toBeLessThan(9000);
  });

  test.each([
    ['a tenth of', 0.1],
    ['three times', 3],
  ])('a clock at %s its speed is replaced by arrivals', (_what, speed) => {
    const { put, timeline } = line();
    const times = [...Array(1500).keys()].map((i) => put(Math.round(i * INTERVAL * speed)));
    const last = times.slice(-500).map((time, i) => time - (times[999 + i] ?? 0));
    for (const step of last) expect(Math.abs(step - INTERVAL)).toBeLessThan(400);
    expect(Math.abs(timeline.intervalTicks - INTERVAL)).toBeLessThan(400);
  });

  test.each([
    ['forwards', 3_600_000],
    ['back', -3_600_000],
  ])('our own clock is set %s by an hour: no picture moves, and arrivals are read anew', (_what, stepMs) => {
    const { put, timeline } = line();
    for (let i = 0; i < 500; i += 1) put(i * INTERVAL);
    for (let i = 500; i < 520; i += 1) expect(put(i * INTERVAL, i === 500 ? stepMs : 40)).toBe(i * INTERVAL);
    const arrivedAtMs = 500_000 + 519 * 40 + 40 + stepMs - 40;
    expect(timeline.mediaMsAtArrival(arrivedAtMs)).toBeCloseTo(519 * 40, -2);
  });

  test('a duration is the true one where the next timestamp is known, else what was seen lately', () => {
    const { put, timeline } = line();
    timeline.expectFps(10);
    put(0);
    expect(timeline.durationTicks(undefined)).toBe(9000);
    expect(timeline.durationTicks(4000)).toBe(4000);
    for (let i = 1; i < 60; i += 1) put(i * 6000, 67);
    expect(timeline.durationTicks(undefined)).toBe(6000);
    expect(timeline.durationTicks(0)).toBe(6000);
    // It gets dark, and the camera takes half as many.
    for (let i = 1; i < 5; i += 1) put(354_000 + i * 12_000, 133);
    expect(timeline.durationTicks(undefined)).toBe(12_000);
  });

  test('wall clock to media time by sender reports, until timestamps jump', () => {
    const { put, timeline } = line();
    for (let i = 0; i < 10; i += 1) put(1000 + i * INTERVAL);
    expect(timeline.mediaMsAtNtp(0)).toBeUndefined();
    timeline.onSenderReport({ ssrc: 7, ntpMs: 9_000_000, ntpMiddle: 0, timestamp: 1000 + 5 * INTERVAL });
    expect(timeline.mediaMsAtNtp(9_000_000)).toBeCloseTo(200);
    expect(timeline.mediaMsAtNtp(9_000_500)).toBeCloseTo(700);
    put(1000 + 10 * INTERVAL - 900_000);
    expect(timeline.mediaMsAtNtp(9_000_000)).toBeUndefined();
  });

  test('whatever a camera stamps, decode times only grow, and durations are positive', () => {
    const stamps = fc.array(
      fc.tuple(
        fc.oneof(fc.nat(2 ** 32 - 1), fc.integer({ min: -9000, max: 9000 })),
        fc.integer({ min: 0, max: 5000 }),
      ),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(stamps, (all) => {
        const { put, timeline } = line();
        let timestamp = 0;
        let last = -1;
        for (const [step, afterMs] of all) {
          timestamp = (timestamp + step) >>> 0;
          const time = put(timestamp, afterMs);
          expect(Number.isSafeInteger(time)).toBe(true);
          expect(time).toBeGreaterThan(last);
          expect(timeline.durationTicks(undefined)).toBeGreaterThan(0);
          last = time;
        }
      }),
    );
  });
});
