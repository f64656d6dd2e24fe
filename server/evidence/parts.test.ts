/** The parts of a package that need no file: ranges, cuts, zones, the overlay's clock, downloads that go on. */
import { expect, test } from 'vitest';
import { zoneSpans } from './blur.ts';
import { fileTime, spanWords } from './china-time.ts';
import { fragmentsOf } from './cut-footage.ts';
import { rangeOf } from './evidence.routes.ts';
import { fileWord, mergedRanges } from './job.ts';
import { overlayScript } from './overlay-script.ts';

test('ranges of a camera that touch or overlap are one', () => {
  const range = (cameraId: string, fromMs: number, toMs: number) => ({ cameraId, fromMs, toMs });
  expect(
    mergedRanges([range('b', 5, 9), range('a', 3, 6), range('a', 0, 3), range('a', 1, 2), range('a', 7, 8)]),
  ).toEqual([range('a', 0, 6), range('a', 7, 8), range('b', 5, 9)]);
});

/** A second each, a keyframe every other one. */
const fragments = Array.from({ length: 10 }, (_, n) => ({
  ...{ offset: n * 100, bytes: 100, atMs: n * 1000, durationMs: 1000, keyframe: n % 2 === 0 },
  ...{ decodeTime: n * 90_000, presentationTime: n * 90_000 },
}));

test.each([
  [{ fromMs: 3500, toMs: 5200 }, [2, 5]],
  [{ fromMs: 4000, toMs: 5000 }, [4, 4]],
  [{ fromMs: -5000, toMs: 100 }, [0, 0]],
  [{ fromMs: 9500, toMs: 50_000 }, [8, 9]],
])('of %j the fragments %j are cut', (range, [first, last]) => {
  const cut = fragmentsOf(fragments, range);
  expect([cut[0]?.atMs, cut.at(-1)?.atMs]).toEqual([(first ?? 0) * 1000, (last ?? 0) * 1000]);
});

test('nothing is cut of a time before or after a file, nor of one that begins without a keyframe too late', () => {
  expect(fragmentsOf(fragments, { fromMs: 10_000, toMs: 11_000 })).toEqual([]);
  expect(fragmentsOf(fragments, { fromMs: -10, toMs: 0 })).toEqual([]);
  expect(fragmentsOf(fragments.slice(1, 2), { fromMs: 1000, toMs: 2000 })).toEqual([]);
});

test('around a change of zones both are hidden', () => {
  const polygon = [{ x: 0, y: 0 }];
  const zones = [
    { fromMs: 0, toMs: 60_000, polygon },
    { fromMs: 60_000, toMs: 120_000, polygon },
  ];
  const spans = zoneSpans(zones, { fromMs: 30_000, toMs: 90_000 });
  expect(spans.map(({ fromMs, toMs, zones: standing }) => [fromMs, toMs, standing.length])).toEqual([
    [30_000, 55_000, 1],
    [55_000, 65_000, 2],
    [65_000, 90_000, 1],
  ]);
  expect(zoneSpans([], { fromMs: 0, toMs: 1 })).toEqual([]);
});

test('before the first zone and after the last, as between two, the nearest ones hide', () => {
  const polygon = [{ x: 0, y: 0 }];
  const [first, last] = [
    { fromMs: 20_000, toMs: 30_000, polygon },
    { fromMs: 60_000, toMs: 70_000, polygon },
  ];
  const spans = zoneSpans([first, last], { fromMs: 0, toMs: 90_000 });
  expect(spans.map(({ fromMs, toMs, zones }) => [fromMs, toMs, ...zones.map((zone) => zone.fromMs)])).toEqual(
    [
      [0, 15_000, 15_000],
      [15_000, 35_000, 15_000],
      [35_000, 55_000, 15_000, 55_000],
      [55_000, 75_000, 55_000],
      [75_000, 90_000, 55_000],
    ],
  );
});

test('the overlay changes with the second of the wall clock, whatever the camera’s clock does', () => {
  const begin = Date.UTC(2026, 10, 23, 6, 0, 0);
  const script = overlayScript({
    title: '一号机 {\\b1}',
    mark: '证据包',
    windows: [{ name: '1 综合', fromMs: begin + 2000, toMs: begin + 3000, statuses: [] }],
    timescale: 90_000,
    // Its media time runs a tenth too fast.
    fragments: [0, 1, 2, 3].map((n) => ({
      ...{ atMs: begin + 400 + n * 1000, durationMs: 1000, presentationTime: n * 99_000 },
    })),
  });
  const lines = script.split('\n').filter((line) => line.startsWith('Dialogue'));
  const times = lines.filter((line) => line.includes(',Time,')).map((line) => line.split(',').slice(1, 3));
  expect(times).toEqual([
    ['0:00:00.00', '0:00:00.66'],
    ['0:00:00.66', '0:00:01.76'],
    ['0:00:01.76', '0:00:02.86'],
    // Behind the last fragment nothing is known of its pace.
    ['0:00:02.86', '0:00:03.90'],
    ['0:00:03.90', '0:00:04.30'],
  ]);
  expect(lines[0]).toContain('2026-11-23 14:00:00 北京时间');
  expect(script).not.toContain('{');
  expect(lines.filter((line) => line.includes(',Record,'))).toEqual([
    expect.stringContaining('0:00:01.76,0:00:02.86,Record,,0,0,0,,1 综合 · 无上报'),
  ]);
});

test.each([
  ['bytes=0-9', { from: 0, to: 9 }],
  ['bytes=90-', { from: 90, to: 99 }],
  ['bytes=-10', { from: 90, to: 99 }],
  ['bytes=0-1000', { from: 0, to: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=9-2', 'unsatisfiable'],
  ['bytes=0-1,5-6', undefined],
  ['pages=1', undefined],
  [undefined, undefined],
])('the range %s of 100 bytes', (header, range) => {
  expect(rangeOf(header, 100)).toEqual(range);
});

test('names and times fit into any file system', () => {
  expect(fileWord('一号机: 大厅/东 <1>')).toBe('一号机-大厅-东-1');
  expect(fileWord('../..')).toBe('camera');
  expect(fileWord(`a${'𠀀'.repeat(50)}`)).toBe(`a${'𠀀'.repeat(39)}`);
  expect(fileTime(Date.UTC(2026, 10, 22, 16, 0, 0, 5))).toBe('20261123-000000.005');
  expect([spanWords(59_600), spanWords(125_000), spanWords(3_605_000)]).toEqual([
    '1 min 00 s',
    '2 min 05 s',
    '1 h 00 min 05 s',
  ]);
});
