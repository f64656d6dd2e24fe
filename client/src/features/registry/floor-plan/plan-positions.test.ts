import { expect, test } from 'vitest';
import { keyed, type Positions, put, takeOff, towards, turn } from './plan-positions.ts';

const none: Positions = { cameras: [], windows: [] };
const camera = { kind: 'camera', id: 'c' } as const;
const window = { kind: 'window', id: 'w' } as const;

test('a camera put at the left edge looks to the middle, and keeps its direction when moved', () => {
  const put1 = put(none, camera, { x: -0.2, y: 0.5 });
  expect(put1.cameras).toEqual([{ cameraId: 'c', x: 0, y: 0.5, direction: 90 }]);
  expect(put(put1, camera, { x: 0.9, y: 2 }).cameras).toEqual([
    { cameraId: 'c', x: 0.9, y: 1, direction: 90 },
  ]);
});

test('arrows nudge, shift and arrows turn a camera only, Delete takes off', () => {
  const both = put(put(none, camera, { x: 0.5, y: 0 }), window, { x: 0.5, y: 0.5 });
  expect(keyed(both, window, { key: 'ArrowLeft', shiftKey: false })?.windows[0]).toMatchObject({ x: 0.495 });
  expect(keyed(both, camera, { key: 'ArrowLeft', shiftKey: true })?.cameras[0]).toMatchObject({
    direction: 165,
  });
  expect(keyed(both, window, { key: 'ArrowLeft', shiftKey: true })).toBeUndefined();
  expect(keyed(both, camera, { key: 'a', shiftKey: false })).toBeUndefined();
  expect(keyed(both, camera, { key: 'Delete', shiftKey: false })?.cameras).toEqual([]);
  expect(takeOff(both, window).windows).toEqual([]);
});

test('directions are degrees from up, clockwise, and stay within the circle', () => {
  expect(towards({ x: 0, y: 0 }, { x: 1, y: 1 })).toBe(135);
  expect(towards({ x: 0, y: 1 }, { x: 0, y: 0 })).toBe(0);
  const one = put(none, camera, { x: 0, y: 0 });
  expect(turn(one, 'c', -15).cameras[0]?.direction).toBe(345);
  expect(turn(one, 'c', 360).cameras[0]?.direction).toBe(0);
});
