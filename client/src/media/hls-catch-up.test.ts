import { describe, expect, test } from 'vitest';
import { HlsCatchUp, LEAST_BEHIND_MS } from './hls-catch-up.ts';

const at = (behindMs: number, aheadMs = 400, nowMs = 0) => ({ behindMs, aheadMs, nowMs });

describe('catching up over LL-HLS', () => {
  test('runs at 1 on time, faster the later it is, never beyond 1.5', () => {
    const catchUp = new HlsCatchUp({ nowMs: 0 });
    expect(catchUp.rate(at(LEAST_BEHIND_MS))).toBe(1);
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 200))).toBeCloseTo(1.05);
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 600))).toBeCloseTo(1.25);
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 9000))).toBe(1.5);
  });

  test('goes on until it is nearly there, and does not begin again for a trifle', () => {
    const catchUp = new HlsCatchUp({ nowMs: 0 });
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 100))).toBe(1);
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 130))).toBeGreaterThan(1);
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 60))).toBeGreaterThan(1);
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 30))).toBe(1);
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 100))).toBe(1);
  });

  test('does not hurry into an empty buffer', () => {
    const catchUp = new HlsCatchUp({ nowMs: 0 });
    expect(catchUp.rate(at(LEAST_BEHIND_MS + 1000, 100))).toBe(1);
  });

  test('keeps more distance after stalls, within bounds, and less again after quiet minutes', () => {
    const catchUp = new HlsCatchUp({ nowMs: 0 });
    catchUp.stalled(1000);
    expect(catchUp.targetMs).toBe(LEAST_BEHIND_MS + 150);
    for (let stall = 0; stall < 100; stall += 1) catchUp.stalled(1000);
    expect(catchUp.targetMs).toBe(2500);
    for (let nowMs = 1000; nowMs < 60 * 60_000; nowMs += 10_000) catchUp.rate(at(3000, 400, nowMs));
    expect(catchUp.targetMs).toBe(LEAST_BEHIND_MS);
  });
});
