import { expect, test } from 'vitest';
import { readPlaylist } from './hls-viewer.ts';

test('a playlist gives its parts with the time each ends at, and which part comes next', () => {
  const list = readPlaylist(
    [
      '#EXTM3U',
      '#EXT-X-MEDIA-SEQUENCE:7',
      '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.000Z',
      '#EXT-X-PART:DURATION=0.20000,URI="part-1.m4s",INDEPENDENT=YES',
      '#EXT-X-PART:DURATION=0.30000,URI="part-2.m4s"',
      '#EXTINF:0.50000,',
      'seg-7.m4s',
      '#EXT-X-PROGRAM-DATE-TIME:2026-11-22T10:00:00.500Z',
      '#EXT-X-PART:DURATION=0.20000,URI="part-3.m4s"',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part-4.m4s"',
    ].join('\n'),
  );
  const base = Date.parse('2026-11-22T10:00:00Z');
  expect(list.parts.map((part) => [part.uri, part.endsAtMs - base])).toEqual([
    ['part-1.m4s', 200],
    ['part-2.m4s', 500],
    ['part-3.m4s', 700],
  ]);
  expect(list.next).toEqual({ msn: 8, part: 1 });
});
