import { describe, expect, test } from 'vitest';
import {
  firstState,
  type LoadReading,
  nextState,
  pressureOf,
  sparseTiles,
  type WeighedTile,
} from './tile-modes.ts';

const READ_MS = 2000;
const calm: LoadReading = { moving: 16, sent: 480, shown: 478, dropped: 0, late: 0, busyShare: 0.05 };
const over: LoadReading = { ...calm, shown: 300 };

describe('how many tiles may move', () => {
  test('at first as many as any machine plays, more with more cores', () => {
    expect(firstState(1).limit).toBe(16);
    expect(firstState(8).limit).toBe(80);
  });

  test.each([
    ['pictures are missing', { shown: 370 }],
    ['pictures are dropped', { dropped: 120 }],
    ['tiles fall behind', { late: 6 }],
    ['the page is busy', { busyShare: 0.5 }],
  ])('too much: %s', (_what, change) => {
    expect(pressureOf({ ...calm, ...change })).toBe('over');
    expect(pressureOf(calm)).toBe('calm');
  });

  test('nothing is read into the pictures of a wall that has just begun', () => {
    expect(pressureOf({ ...calm, sent: 10, shown: 0 })).toBe('calm');
  });

  test('one bad reading is chance, two are too much; then a quarter fewer', () => {
    const one = nextState(firstState(2), over, 64, 0);
    expect(one.limit).toBe(20);
    expect(nextState(one, calm, 64, READ_MS).over).toBe(0);
    expect(nextState(one, { ...over, moving: 20 }, 64, READ_MS).limit).toBe(15);
  });

  test('two tiles always move, however bad it is', () => {
    let state = firstState(2);
    for (let n = 0; n < 40; n += 1)
      state = nextState(state, { ...over, moving: state.limit }, 64, n * READ_MS);
    expect(state.limit).toBe(2);
  });

  test('more after a calm while, a step at a time, up to all', () => {
    let state = firstState(2);
    const limits = new Set<number>();
    for (let n = 0; n < 60; n += 1) {
      state = nextState(state, { ...calm, moving: state.limit }, 64, n * READ_MS);
      limits.add(state.limit);
    }
    expect([...limits]).toEqual([20, 28, 36, 44, 52, 60, 64]);
  });

  test('where it was too much it is not tried again soon, and each time later', () => {
    let state = nextState(nextState(firstState(2), over, 64, 0), { ...over, moving: 20 }, 64, READ_MS);
    const run = (fromMs: number, forMs: number) => {
      let most = 0;
      for (let at = fromMs; at < fromMs + forMs; at += READ_MS) {
        state = nextState(state, { ...calm, moving: state.limit }, 64, at);
        most = Math.max(most, state.limit);
      }
      return most;
    };
    expect(run(2 * READ_MS, 56_000)).toBe(19);
    expect(run(64_000, 20_000)).toBeGreaterThanOrEqual(20);
    const again = { ...over, moving: state.limit };
    state = nextState(nextState(state, again, 64, 90_000), again, 64, 92_000);
    expect(state.againAtMs).toBe(92_000 + 120_000);
  });
});

describe('which tiles they are', () => {
  const tile = (id: string, change: Partial<WeighedTile> = {}): WeighedTile => ({
    id,
    chosen: false,
    carded: false,
    areaPx: 10_000,
    moving: true,
    ...change,
  });

  test('none while all may move', () => {
    expect(sparseTiles([tile('a'), tile('b')], 2).size).toBe(0);
  });

  test('the smallest first; chosen and carded ones last', () => {
    const tiles = [
      tile('small', { areaPx: 2500 }),
      tile('plain'),
      tile('carded', { carded: true, areaPx: 2500 }),
      tile('chosen', { chosen: true, areaPx: 2500 }),
      tile('large', { areaPx: 90_000 }),
    ];
    expect([...sparseTiles(tiles, 3)].sort()).toEqual(['plain', 'small']);
    expect([...sparseTiles(tiles, 1)].sort()).toEqual(['carded', 'large', 'plain', 'small']);
  });

  test('who moves goes on moving: a few pixels change nothing', () => {
    const tiles = [tile('a', { moving: false, areaPx: 10_100 }), tile('b'), tile('c')];
    expect([...sparseTiles(tiles, 2)]).toEqual(['a']);
  });
});
