import { describe, expect, it } from 'vitest';
import { type JudgedFile, judge } from './judge.ts';

const T = Date.UTC(2026, 10, 23, 2);
const run = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => (from + index) % 600);
const file = (fromS: number, numbers: number[]): JudgedFile => ({
  path: `${fromS}.mp4`,
  startedAtMs: T + fromS * 1000,
  endedAtMs: T + fromS * 1000 + numbers.length * 100,
  numbers,
});
const server = (s: number) => ({ what: 'server', atMs: T + s * 1000 }) as const;
const of = (files: JudgedFile[], kills: { what: 'server' | 'ffmpeg' | 'postgres'; atMs: number }[] = []) =>
  judge({ files, kills, excused: ['server'] });

describe('a recording after kills', () => {
  it('is right without numbers where the next file begins at the end of the one before', () => {
    const files = [file(0, run(0, 10)), file(1, run(10, 10))].map((one) => ({ ...one, numbers: undefined }));
    expect(of(files).faults).toEqual([]);
  });

  it('is right where a hole begins within the last second before one', () => {
    const verdict = of([file(0, run(590, 100)), file(14, run(130, 50))], [server(10.8)]);
    expect(verdict).toMatchObject({ faults: [], lostMs: 800, pictures: 150 });
    expect(verdict.holes).toHaveLength(1);
  });

  it('is wrong where more was lost, where nothing was killed, and where only another thing was', () => {
    const files = [file(0, run(0, 100)), file(14, run(140, 50))];
    expect(of(files, [server(12)]).faults).toHaveLength(1);
    expect(of(files).faults[0]).toContain('nothing was killed');
    expect(of(files, [{ what: 'postgres', atMs: T + 10_500 }]).faults[0]).toContain('nothing was killed');
  });

  it('is wrong where a picture is missing inside a file or between two that touch, and where files overlap', () => {
    expect(of([file(0, [1, 2, 4])]).faults[0]).toContain('2 is followed by 4');
    expect(of([file(0, run(0, 10)), file(1, run(15, 10))]).faults[0]).toContain('5 pictures');
    expect(of([file(0, run(0, 20)), file(1, run(10, 10))]).faults[0]).toContain('before the end');
  });

  it('is wrong where numbers and clock do not agree about a hole', () => {
    expect(of([file(0, run(0, 100)), file(14, run(200, 50))], [server(10.5)]).faults[0]).toContain(
      'by the clock',
    );
  });
});
