import { describe, expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';
import { GopRing } from './gop-ring.ts';
import { RateMeter } from './rate-meter.ts';
import { StartGate } from './start-gate.ts';
import { unit } from './testing/access-units.ts';

describe('GOP ring', () => {
  test('starts with a keyframe, holds the newest GOP only', () => {
    const ring = new GopRing();
    ring.push(unit({ sequence: 0 }));
    expect(ring.newestGop).toEqual([]);
    for (const sequence of [1, 2, 3]) ring.push(unit({ sequence, keyframe: sequence === 1 }));
    for (const sequence of [4, 5]) ring.push(unit({ sequence, keyframe: sequence === 4 }));
    expect(ring.newestGop.map((one) => one.sequence)).toEqual([4, 5]);
    expect(ring.latestKeyframe?.sequence).toBe(4);
  });

  test('a GOP beyond the bound is dropped but for its keyframe, until the next', () => {
    const ring = new GopRing({ maxBytes: 250 });
    ring.push(unit({ sequence: 0, keyframe: true, bytes: 100 }));
    for (const sequence of [1, 2, 3, 4]) ring.push(unit({ sequence, bytes: 100 }));
    expect(ring.newestGop).toEqual([]);
    expect(ring.latestKeyframe?.sequence).toBe(0);
    ring.push(unit({ sequence: 5, keyframe: true, bytes: 100 }));
    expect(ring.newestGop.map((one) => one.sequence)).toEqual([5]);
  });
});

test('rates are per second of media time', () => {
  const meter = new RateMeter();
  expect(meter.rates).toBeUndefined();
  for (let index = 0; index < 250; index += 1) meter.push(unit({ bytes: 5000, durationMs: 40 }), index * 40);
  expect(meter.rates).toEqual({ fps: 25, bitrateKbps: 1000 });
});

describe('back-off', () => {
  test('first again fast, then up to 60 s', () => {
    const steps = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => backOffMs(n, 'camera_unreachable', () => 0.5));
    expect(steps).toEqual([750, 1000, 2000, 4000, 8000, 15_000, 30_000, 60_000, 60_000]);
  });

  test('jitter spreads by a fifth', () => {
    expect(backOffMs(8, 'camera_ended', () => 0)).toBe(48_000);
    expect(backOffMs(8, 'camera_ended', () => 1)).toBe(72_000);
  });

  test('a wrong password is not hammered', () => {
    expect(backOffMs(1, 'camera_unauthorized', () => 0.5)).toBe(30_000);
  });
});

describe('start gate', () => {
  const never = new AbortController().signal;

  test('lets so many in, first attempts before repeated ones', async () => {
    const gate = new StartGate(1);
    const order: string[] = [];
    const noting =
      (name: string) =>
      (out: () => void): (() => void) => {
        order.push(name);
        return out;
      };
    const leave = await gate.enter(0, never);
    const again = gate.enter(3, never).then(noting('again'));
    const first = gate.enter(0, never).then(noting('first'));
    leave();
    leave();
    (await first)();
    (await again)();
    expect(order).toEqual(['first', 'again']);
    (await gate.enter(0, never))();
  });

  test('who gives up waiting leaves no hole', async () => {
    const gate = new StartGate(1);
    const leave = await gate.enter(0, never);
    const abort = new AbortController();
    const waiting = gate.enter(0, abort.signal);
    abort.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    leave();
    (await gate.enter(0, never))();
  });
});
