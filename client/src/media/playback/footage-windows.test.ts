import { describe, expect, test } from 'vitest';
import type { PlaylistEntry } from './footage-playlist.ts';
import { mergeEntries, nextWindow, withWindow } from './footage-windows.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 23, 4);
const wish = (atMs: number, playing = true) => ({ atMs, playing, nowMs: NOW });

describe('windows of a playlist', () => {
  test('one from the playhead on, so that the first run is a short one', () => {
    const at = NOW - 60 * MINUTE;
    expect(nextWindow([], wish(at))).toEqual({ fromMs: at - 1, toMs: at - 1 + 10 * MINUTE });
  });

  test('the next one before this one ends, up to what is known already', () => {
    const fromMs = NOW - 60 * MINUTE;
    const known = [{ fromMs, toMs: fromMs + 10 * MINUTE, askedAtMs: NOW }];
    expect(nextWindow(known, wish(fromMs + 5 * MINUTE))).toBeUndefined();
    expect(nextWindow(known, wish(fromMs + 9 * MINUTE))).toEqual({
      fromMs: fromMs + 10 * MINUTE,
      toMs: fromMs + 20 * MINUTE,
    });
    // A jump back a little: only what is missing.
    expect(nextWindow(known, wish(fromMs - 10_000))).toEqual({ fromMs: fromMs - 10_001, toMs: fromMs });
  });

  test('the minute before only while the playhead stands', () => {
    const fromMs = NOW - 60 * MINUTE;
    const known = [{ fromMs, toMs: fromMs + 10 * MINUTE, askedAtMs: NOW }];
    expect(nextWindow(known, wish(fromMs + 100, false))).toEqual({ fromMs: fromMs - MINUTE, toMs: fromMs });
  });

  test('what still grows is asked for again, with the same beginning', () => {
    const fromMs = NOW - 2 * MINUTE;
    const window = { fromMs, toMs: fromMs + 10 * MINUTE };
    expect(nextWindow([{ ...window, askedAtMs: NOW - 5000 }], wish(NOW - MINUTE))).toEqual(window);
    expect(nextWindow([{ ...window, askedAtMs: NOW - 500 }], wish(NOW - MINUTE))).toBeUndefined();
  });

  test('a window answered anew takes the place of what it overlaps', () => {
    const old = { fromMs: 0, toMs: 100, askedAtMs: 1 };
    expect(withWindow([old], { fromMs: 40, toMs: 60, askedAtMs: 2 })).toEqual([
      { fromMs: 0, toMs: 40, askedAtMs: 1 },
      { fromMs: 60, toMs: 100, askedAtMs: 1 },
      { fromMs: 40, toMs: 60, askedAtMs: 2 },
    ]);
  });

  test('runs cut otherwise by a newer window stand instead of the older ones', () => {
    const run = (key: string, fromMs: number, toMs: number): PlaylistEntry => ({
      ...{ key, url: key, range: undefined, init: { url: 'i', range: undefined } },
      ...{ fromMs, toMs },
    });
    const merged = mergeEntries(
      [run('a', 0, 4000), run('b', 4000, 8000), run('c', 8000, 12_000)],
      [run('d', 3000, 5000), run('e', 5000, 8000)],
    );
    expect(merged.map(({ key }) => key)).toEqual(['d', 'e', 'c']);
  });
});
