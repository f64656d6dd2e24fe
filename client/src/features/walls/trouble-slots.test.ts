import { describe, expect, test } from 'vitest';
import type { Trouble } from '../../../../server/contract/walls.ts';
import { assign, byPicture, FADE_MS, KEEP_MS, placesInUse, type Slots } from './trouble-slots.ts';

const windowOf = (windowId: string, score: number, cameraId: string | null): Trouble => ({
  ...{
    windowId,
    windowCode: windowId,
    hallId: 'h',
    hallName: '厅',
    departmentName: null,
    cameraId,
    score,
  },
  reasons: [{ kind: 'wait', seen: 'record', since: '2026-11-23T02:00:00.000Z' }],
});
const trouble = (windowId: string, score: number) => {
  const [picture] = byPicture([windowOf(windowId, score, null)]);
  if (picture === undefined) throw new Error('one window is one picture');
  return picture;
};
const windows = (slots: Slots) => slots.map((slot) => slot?.picture.key ?? '-');

describe('pictures of windows in trouble', () => {
  test('windows that one camera shows are one picture, weighing a little more than the gravest of them', () => {
    const pictures = byPicture([windowOf('1', 50, 'a'), windowOf('2', 40, 'b'), windowOf('3', 40, 'b')]);
    expect(pictures.map(({ key, score }) => [key, score])).toEqual([
      ['a', 50],
      ['b', 50],
    ]);
    expect(pictures[1]?.windows.map(({ windowId }) => windowId)).toEqual(['2', '3']);
  });
});

describe('their places', () => {
  test('filled from the most urgent on; another order of the same windows moves nothing', () => {
    const first = assign([], [trouble('a', 90), trouble('b', 50)], 0, 3);
    expect(windows(first)).toEqual(['a', 'b', '-']);
    expect(windows(assign(first, [trouble('b', 95), trouble('a', 20)], 100_000, 3))).toEqual(['a', 'b', '-']);
    expect(placesInUse(first)).toBe(2);
  });
  test('one that is clearly more urgent takes the place of the least urgent, once that has had its twenty seconds', () => {
    const first = assign([], [trouble('a', 90), trouble('b', 50)], 0, 2);
    const more = [trouble('x', 100), trouble('a', 90), trouble('b', 50)];
    expect(windows(assign(first, more, KEEP_MS - 1, 2))).toEqual(['a', 'b']);
    expect(windows(assign(first, more, KEEP_MS, 2))).toEqual(['a', 'x']);
    expect(windows(assign(first, [trouble('x', 55), ...more.slice(1)], KEEP_MS, 2))).toEqual(['a', 'b']);
  });
  test('where nothing is wrong any more it fades, leaves its place empty, and nobody moves up', () => {
    const first = assign([], [trouble('a', 90), trouble('b', 50)], 0, 2);
    const gone = assign(first, [trouble('b', 50)], KEEP_MS, 2);
    expect(gone[0]?.goneSinceMs).toBe(KEEP_MS);
    expect(windows(assign(gone, [trouble('b', 50)], KEEP_MS + FADE_MS - 1, 2))).toEqual(['a', 'b']);
    const after = assign(gone, [trouble('b', 50)], KEEP_MS + FADE_MS, 2);
    expect(windows(after)).toEqual(['-', 'b']);
    expect(assign(gone, [trouble('a', 90)], KEEP_MS + 10, 2)[0]?.goneSinceMs).toBeUndefined();
  });
  test('one that fades gives its place to any other first', () => {
    const first = assign([], [trouble('a', 10), trouble('b', 50)], 0, 2);
    const next = assign(first, [trouble('a', 10), trouble('c', 1)], KEEP_MS, 2);
    expect(windows(next)).toEqual(['a', 'c']);
  });
});
