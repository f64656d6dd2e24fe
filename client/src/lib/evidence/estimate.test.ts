import { describe, expect, test } from 'vitest';
import { footageOf, packageBytes } from './estimate.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 1, 0, second)).toISOString();
const range = { cameraId: 'a', from: at(10), to: at(70) };
const spans = [
  { kind: 'footage', from: at(0), to: at(30), sound: false, codec: 'avc1' },
  { kind: 'gap', from: at(30), to: at(40), cause: 'camera', code: null },
  { kind: 'footage', from: at(40), to: at(90), sound: false, codec: 'avc1' },
] as const;

describe('what there is of a range', () => {
  test('is cut to it, and its gaps are counted', () => {
    expect(
      footageOf(range, { cameraId: 'a', profile: 'main', spans: [...spans], percent: 0, coarse: false }),
    ).toEqual({
      askedMs: 60_000,
      footageMs: 50_000,
      gaps: 1,
    });
  });

  test('makes a smaller package without the footage as recorded', () => {
    expect(packageBytes(60_000, { blurred: true })).toBeLessThan(packageBytes(60_000, { blurred: false }));
    expect(packageBytes(0, { blurred: false })).toBe(0);
  });
});
