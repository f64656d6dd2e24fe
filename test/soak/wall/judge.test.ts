import { expect, test } from 'vitest';
import { shortTiles, type TileMinute, type WallMinute, wallVerdict } from './judge.ts';

const expected = { tiles: 2, fps: 15, gopMs: 2000 };
const tile = (cameraId: string, pictures = 900, protocol = 'webrtc'): TileMinute => ({
  cameraId,
  state: 'live',
  protocol,
  pictures,
});
const minute = (n: number, change: Partial<WallMinute> = {}): WallMinute => ({
  minute: n,
  ms: 60_000,
  tiles: [tile('a'), tile('b')],
  heapMiB: 30,
  rendererMiB: 300,
  serverMiB: 200,
  nodes: 2000,
  listeners: 400,
  ...change,
});
const hour = (change: (n: number) => Partial<WallMinute> = () => ({})) =>
  Array.from({ length: 60 }, (_, index) => minute(index + 1, change(index + 1)));

test('an hour in which every tile moved and nothing grew is good', () => {
  expect(wallVerdict(hour(), expected).good).toBe(true);
});

test('the minute it begins in is not judged', () => {
  const began = hour((n) => (n === 1 ? { tiles: [tile('a', 0)] } : {}));
  expect(wallVerdict(began, expected).good).toBe(true);
});

test('a tile that shows nothing for a minute, or is gone, is told', () => {
  const stuck = wallVerdict(
    hour((n) => (n === 30 ? { tiles: [tile('a'), tile('b', 0)] } : {})),
    expected,
  );
  expect(stuck.good).toBe(false);
  expect(stuck.lines.join()).toContain('STUCK: b in minute 30');
  expect(
    wallVerdict(
      hour((n) => (n === 9 ? { tiles: [tile('a')] } : {})),
      expected,
    ).good,
  ).toBe(false);
});

test('pictures are counted against what the way they came promises', () => {
  expect(shortTiles(minute(5, { tiles: [tile('a', 809), tile('b', 811)] }), expected)).toHaveLength(1);
  expect(shortTiles(minute(5, { tiles: [tile('a', 28, 'keyframes')] }), expected)).toHaveLength(0);
  expect(shortTiles(minute(5, { tiles: [tile('a', 26, 'keyframes')] }), expected)).toHaveLength(1);
});

test.each([
  ['heap', (n: number) => ({ heapMiB: 30 + n })],
  ['renderer', (n: number) => ({ rendererMiB: 300 + 3 * n })],
  ['nodes', (n: number) => ({ nodes: 2000 + 20 * n })],
])('growing %s is a leak', (_what, change) => {
  expect(wallVerdict(hour(change), expected).good).toBe(false);
});

test('a run in which nothing was judged is not good', () => {
  expect(wallVerdict([minute(1)], expected).good).toBe(false);
});
