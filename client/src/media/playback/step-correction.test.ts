import { describe, expect, test } from 'vitest';
import { correctStep } from './step-correction.ts';

describe('coming back into step', () => {
  test('leaves what nobody sees', () => {
    expect(correctStep({ errorMs: 10, rate: 1 })).toEqual({ kind: 'rate', rate: 1 });
  });

  test('hurries when behind, lingers when ahead, never by more than a quarter', () => {
    expect(correctStep({ errorMs: -100, rate: 1 })).toEqual({ kind: 'rate', rate: 1.12 });
    expect(correctStep({ errorMs: 100, rate: 2 })).toEqual({ kind: 'rate', rate: 1.76 });
    expect(correctStep({ errorMs: -390, rate: 1 })).toEqual({ kind: 'rate', rate: 1.25 });
  });

  test('seeks when that would take too long', () => {
    expect(correctStep({ errorMs: -500, rate: 1 })).toEqual({ kind: 'seek' });
    expect(correctStep({ errorMs: 500, rate: 4 })).toMatchObject({ kind: 'rate' });
  });

  test('an error is gone within three seconds', () => {
    let errorMs = -380;
    for (let ms = 0; ms < 3000; ms += 200) {
      const correction = correctStep({ errorMs, rate: 1 });
      if (correction.kind === 'rate') errorMs += (correction.rate - 1) * 200;
    }
    expect(Math.abs(errorMs)).toBeLessThan(20);
  });
});
