import { expect, test } from 'vitest';
import type { Fragment, FragmentTable } from '../recorder/types.ts';
import { FragmentTables } from './fragment-tables.ts';
import { keyframeAt, keyframesOver } from './keyframes.ts';
import { playlistOf } from './playlist.ts';
import { runsOf } from './runs.ts';
import type { PlayableFile, PlayablePart } from './types.ts';

const START = Date.UTC(2026, 10, 23, 1, 0, 0);
const at = (seconds: number) => START + seconds * 1000;

/** Fragments of a second, a keyframe every `gop` of them; `rate`: how much faster the camera's clock runs. */
function table(fromS: number, seconds: number, gop = 2, rate = 1): FragmentTable {
  const fragments: Fragment[] = Array.from({ length: seconds }, (_, index) => ({
    ...{ offset: 1000 + index * 100, bytes: 100, atMs: at(fromS + index), durationMs: 1000 * rate },
    ...{ keyframe: index % gop === 0, decodeTime: index * 90_000 * rate },
    presentationTime: index * 90_000 * rate,
  }));
  return { initBytes: 1000, timescale: 90_000, fragments };
}

function part(
  id: string,
  fromS: number,
  seconds: number,
  options: { open?: boolean; gop?: number } = {},
): PlayablePart {
  const file: PlayableFile = {
    ...{ id, file: `/nowhere/${id}`, startedAtMs: at(fromS), endedAtMs: at(fromS + seconds) },
    ...{ open: options.open ?? false, codec: 'h264', codecString: 'avc1.64001f', sound: false },
  };
  return { file, table: table(fromS, seconds, options.gop) };
}

const spans = (runs: readonly { atMs: number; durationMs: number; offset: number; bytes: number }[]) =>
  runs.map(({ atMs, durationMs, offset, bytes }) => [
    (atMs - START) / 1000,
    durationMs / 1000,
    offset,
    bytes,
  ]);

test('runs begin at the keyframe before, the first alone; they touch, byte for byte', () => {
  const runs = runsOf({ table: table(0, 20), fromMs: at(3.5), toMs: at(12), open: false, targetMs: 4000 });
  expect(spans(runs)).toEqual([
    [2, 2, 1200, 200],
    [4, 4, 1400, 400],
    [8, 4, 1800, 400],
  ]);
});

test('whatever is asked for, but for its ends the runs are the same: a player knows what it has', () => {
  const keys = (fromS: number, toS: number) =>
    runsOf({ table: table(0, 60, 2), fromMs: at(fromS), toMs: at(toS), open: false, targetMs: 4000 }).map(
      ({ offset, bytes }) => `${bytes}@${offset}`,
    );
  const [, , ...rest] = keys(21, 60);
  expect(keys(0, 60).slice(-rest.length)).toEqual(rest);
  expect(keys(0, 60).slice(2)).toEqual(expect.arrayContaining(keys(7, 55).slice(1, -1)));
});

test('a range that touches no picture has no runs; one before the file begins with it', () => {
  const of = (fromS: number, toS: number, open = false) =>
    runsOf({ table: table(10, 10), fromMs: at(fromS), toMs: at(toS), open, targetMs: 4000 });
  expect(of(0, 10)).toEqual([]);
  expect(of(20, 30)).toEqual([]);
  expect(of(0, 11)).toHaveLength(1);
  expect(of(19.9, 30)).toHaveLength(1);
  const none = { initBytes: 0, timescale: 0, fragments: [] };
  expect(runsOf({ table: none, fromMs: at(0), toMs: at(9), open: true, targetMs: 1 })).toEqual([]);
});

test('of a growing file the last GOP is left out until the next begins; what was listed stays', () => {
  const playlist = (seconds: number, open: boolean) =>
    playlistOf({ parts: [part('a', 0, seconds, { open })], fromMs: at(0), toMs: at(100), growing: open }) ??
    '';
  let before = '';
  for (let seconds = 3; seconds < 15; seconds += 1) {
    const now = playlist(seconds, true);
    expect(now.startsWith(before)).toBe(true);
    expect(now).not.toContain('ENDLIST');
    expect(now).toContain('#EXT-X-PLAYLIST-TYPE:EVENT');
    before = now;
  }
  const done = playlist(15, false);
  expect(done).toContain('#EXT-X-ENDLIST');
  const lengths = [...done.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  expect(lengths).toEqual([2, 2, 4, 4, 3]);
});

test('a gap is a discontinuity and the next wall clock; each file has its own beginning', () => {
  const playlist = playlistOf({
    ...{ parts: [part('a', 0, 4), part('b', 100, 4)], fromMs: at(1), toMs: at(104), growing: false },
  });
  expect(playlist?.split('\n')).toEqual([
    ...['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS', '#EXT-X-TARGETDURATION:2'],
    ...['#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXT-X-START:TIME-OFFSET=1.000,PRECISE=YES'],
    '#EXT-X-MAP:URI="recordings/a.mp4",BYTERANGE="1000@0"',
    ...['#EXT-X-PROGRAM-DATE-TIME:2026-11-23T01:00:00.000Z', '#EXTINF:2.000,'],
    ...['#EXT-X-BYTERANGE:200@1000', 'recordings/a.mp4'],
    ...['#EXT-X-PROGRAM-DATE-TIME:2026-11-23T01:00:02.000Z', '#EXTINF:2.000,'],
    ...['#EXT-X-BYTERANGE:200@1200', 'recordings/a.mp4'],
    ...['#EXT-X-DISCONTINUITY', '#EXT-X-MAP:URI="recordings/b.mp4",BYTERANGE="1000@0"'],
    ...['#EXT-X-PROGRAM-DATE-TIME:2026-11-23T01:01:40.000Z', '#EXTINF:2.000,'],
    ...['#EXT-X-BYTERANGE:200@1000', 'recordings/b.mp4'],
    ...['#EXT-X-PROGRAM-DATE-TIME:2026-11-23T01:01:42.000Z', '#EXTINF:2.000,'],
    ...['#EXT-X-BYTERANGE:200@1200', 'recordings/b.mp4'],
    ...['#EXT-X-ENDLIST', ''],
  ]);
  expect(
    playlistOf({ parts: [part('a', 0, 4)], fromMs: at(50), toMs: at(60), growing: false }),
  ).toBeUndefined();
});

test('a day of a camera is listed in longer runs, all of it', () => {
  const parts = Array.from({ length: 144 }, (_, index) => part(`p${index}`, index * 600, 600));
  const day = playlistOf({ parts, fromMs: at(0), toMs: at(86_400), growing: false }) ?? '';
  const lengths = [...day.matchAll(/#EXTINF:([\d.]+)/g)].map(([, seconds]) => Number(seconds));
  expect(lengths.reduce((sum, seconds) => sum + seconds, 0)).toBe(86_400);
  expect(lengths.length).toBeLessThan(12_000);
});

test('keyframes: at or before an instant, over files; over a range, so far apart and no more than asked', () => {
  const parts = [part('a', 0, 10), part('b', 20, 10)];
  expect(keyframeAt(parts, at(5.5))?.fragment.atMs).toBe(at(4));
  expect(keyframeAt(parts, at(15))?.fragment.atMs).toBe(at(8));
  expect(keyframeAt(parts, at(20))?.part.file.id).toBe('b');
  expect(keyframeAt(parts, at(-1))).toBeUndefined();
  const over = (everyMs: number, most = 240) =>
    keyframesOver({ parts, fromMs: at(3), toMs: at(26), everyMs, most }).map(
      ({ fragment }) => (fragment.atMs - START) / 1000,
    );
  expect(over(0)).toEqual([2, 4, 6, 8, 20, 22, 24]);
  expect(over(4000)).toEqual([2, 8, 20, 24]);
  expect(over(0, 3)).toEqual([2, 4, 6]);
});

test('tables are read once; growing ones are read on, closed ones once more; the longest unused is forgotten', async () => {
  let nowMs = 0;
  const reads: string[] = [];
  const tables = new FragmentTables({
    now: () => nowMs,
    mostBytes: 6000,
    reader: (file) => ({
      read: async () => {
        reads.push(file.slice(-1));
        return table(0, 20);
      },
    }),
  });
  const a = part('a', 0, 20).file;
  const b = part('b', 0, 20, { open: true }).file;
  await tables.of(a);
  await tables.of(a);
  await tables.of(b);
  await tables.of(b);
  expect(reads.join('')).toBe('ab');
  nowMs = 1000;
  await tables.of(b);
  await tables.of({ ...b, open: false });
  await tables.of({ ...b, open: false });
  expect(reads.join('')).toBe('abbb');
  await tables.of(part('c', 0, 20).file);
  await tables.of(a);
  expect(reads.join('')).toBe('abbbca');
  expect(tables.figures.tables).toBe(2);
  const gone = new FragmentTables({
    now: () => 0,
    reader: () => ({ read: () => Promise.reject(new Error('gone')) }),
  });
  await expect(gone.of(a)).rejects.toThrow('gone');
  expect(gone.figures).toEqual({ tables: 0, bytes: 0 });
});
