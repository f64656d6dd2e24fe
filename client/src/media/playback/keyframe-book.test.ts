import { describe, expect, test } from 'vitest';
import type { GopTrack } from '../gop/gop-track.ts';
import { KeyframeBook } from './keyframe-book.ts';

const track: GopTrack = {
  ...{ id: 1, timescale: 90_000, width: 16, height: 16, coding: 'h264' },
  description: new Uint8Array(7),
  defaults: { durationTicks: 0, bytes: 0, flags: 0 },
};
const keyframe = (atMs: number, bytes = 1000) => ({
  ...{ codec: 'avc1.42e01e', track, atMs },
  data: new Uint8Array(bytes),
});

describe('keyframes kept', () => {
  test('gives the newest at or before an instant', () => {
    const book = new KeyframeBook();
    book.addRun({ fromMs: 0, toMs: 10_000, everyMs: 0 }, [keyframe(4000), keyframe(0), keyframe(2000)]);
    expect(book.at(3990)?.atMs).toBe(2000);
    expect(book.at(9000)?.atMs).toBe(4000);
    expect(book.at(-5)).toBeUndefined();
  });

  test('knows what was fetched densely enough, and how far it goes on', () => {
    const book = new KeyframeBook();
    book.addRun({ fromMs: 0, toMs: 10_000, everyMs: 2000 }, [keyframe(0)]);
    book.addRun({ fromMs: 10_000, toMs: 15_000, everyMs: 2000 }, [keyframe(10_000)]);
    expect(book.covers(5000, 2000)).toBe(true);
    expect(book.covers(5000, 500)).toBe(false);
    expect(book.knownBeyond(5000, 2000, 1)).toBe(10_000);
    expect(book.knownBeyond(12_000, 2000, -1)).toBe(12_000);
  });

  test('stays within its room: what lies farthest goes first, and is not taken for known', () => {
    const book = new KeyframeBook();
    for (let index = 0; index < 40; index += 1)
      book.addRun({ fromMs: index * 10_000, toMs: (index + 1) * 10_000, everyMs: 0 }, [
        ...Array.from({ length: 10 }, (_, at) => keyframe(index * 10_000 + at * 1000)),
      ]);
    expect(book.size).toBeLessThanOrEqual(240);
    expect(book.at(399_500)?.atMs).toBe(399_000);
    expect(book.covers(5000, 0)).toBe(false);
  });
});
