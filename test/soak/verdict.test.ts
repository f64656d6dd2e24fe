import { describe, expect, it } from 'vitest';
import { memoryVerdict, recoveryTable } from './verdict.ts';

const run = (minutes: number, pss: (minute: number) => number) =>
  Array.from({ length: minutes }, (_, minute) => ({ minute, pssMiB: pss(minute), heapMiB: 50 }));

describe('memory', () => {
  it('that fills up at first and swings afterwards is flat', () => {
    const verdict = memoryVerdict(run(120, (minute) => 300 + Math.min(minute, 20) * 5 + (minute % 7) * 6));
    expect(verdict).toMatchObject({ good: true });
  });
  it('that grows by half a mebibyte a minute is not', () => {
    expect(memoryVerdict(run(120, (minute) => 300 + minute * 0.5 + (minute % 7) * 6)).good).toBe(false);
  });
  it('is not judged by a few minutes', () => {
    expect(memoryVerdict(run(5, (minute) => 300 + minute * 10))).toMatchObject({ good: true });
  });
});

it('recoveries are told by kind', () => {
  const table = recoveryTable([
    { kind: 'cut', camera: 1, endedMs: 1, recoveredMs: 1000 },
    { kind: 'cut', camera: 2, endedMs: 1, recoveredMs: 3000 },
    { kind: 'stall', camera: 2, endedMs: 1 },
  ]);
  expect(table).toContain('| cut | 2 | 2 | 2.0 s | 2.9 s | 3.0 s |');
  expect(table).toContain('| stall | 1 | 0 | – | – | – |');
});
