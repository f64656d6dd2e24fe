import { expect, test } from 'vitest';
import { parsePlaylist } from './footage-playlist.ts';

const BASE = 'https://site/media/cam/main/recording.m3u8?from=x';

test('runs with their wall clock, bytes and head; another file after a gap', () => {
  const { entries, ended } = parsePlaylist(
    `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-MAP:URI="recordings/one.mp4",BYTERANGE="800@0"
#EXT-X-PROGRAM-DATE-TIME:2026-11-23T04:00:00.000Z
#EXTINF:1.000,
#EXT-X-BYTERANGE:1000@800
recordings/one.mp4
#EXT-X-PROGRAM-DATE-TIME:2026-11-23T04:00:01.000Z
#EXTINF:4.000,
#EXT-X-BYTERANGE:4000
recordings/one.mp4
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="recordings/two.mp4",BYTERANGE="801@0"
#EXT-X-PROGRAM-DATE-TIME:2026-11-23T04:10:00.250Z
#EXTINF:2.500,
#EXT-X-BYTERANGE:2500@801
recordings/two.mp4
#EXT-X-ENDLIST
`,
    BASE,
  );
  expect(ended).toBe(true);
  expect(entries).toHaveLength(3);
  expect(entries[1]).toMatchObject({
    key: 'https://site/media/cam/main/recordings/one.mp4@1800',
    range: { offset: 1800, bytes: 4000 },
    fromMs: Date.UTC(2026, 10, 23, 4, 0, 1),
    toMs: Date.UTC(2026, 10, 23, 4, 0, 5),
  });
  expect(entries[2]).toMatchObject({
    fromMs: Date.UTC(2026, 10, 23, 4, 10, 0, 250),
    init: { url: 'https://site/media/cam/main/recordings/two.mp4', range: { offset: 0, bytes: 801 } },
  });
});

test('what has no wall clock or no head could not be put anywhere', () => {
  expect(parsePlaylist('#EXTM3U\n#EXTINF:2,\na.mp4\n', BASE).entries).toEqual([]);
  expect(parsePlaylist('<html>', BASE).entries).toEqual([]);
});
