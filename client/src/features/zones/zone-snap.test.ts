import { describe, expect, test } from 'vitest';
import { snap } from './zone-snap.ts';

const zone = [
  { x: 0.2, y: 0.2 },
  { x: 0.4, y: 0.2 },
  { x: 0.4, y: 0.6 },
  { x: 0.2, y: 0.6 },
];
const targets = { zones: [zone], ratio: 16 / 9, reach: 0.012 };

describe('snapping a corner', () => {
  test('takes another zone’s corner before its edge', () => {
    expect(snap({ x: 0.405, y: 0.21 }, targets)).toEqual({ x: 0.4, y: 0.2 });
  });

  test('takes an edge at the nearest point', () => {
    const met = snap({ x: 0.408, y: 0.4 }, targets);
    expect(met.x).toBeCloseTo(0.4);
    expect(met.y).toBeCloseTo(0.4);
  });

  test('measures as the eye sees: the same share of the height is less than of the width', () => {
    // 0.02 of the height of a 16:9 picture is 0.011 of its width: within reach; of the width it is not.
    expect(snap({ x: 0.3, y: 0.18 }, targets).y).toBeCloseTo(0.2);
    expect(snap({ x: 0.42, y: 0.4 }, targets)).toEqual({ x: 0.42, y: 0.4 });
  });

  test('takes the border of the picture, on both axes in a corner of it', () => {
    expect(snap({ x: 0.005, y: 0.99 }, targets)).toEqual({ x: 0, y: 1 });
    expect(snap({ x: 0.7, y: 0.003 }, targets)).toEqual({ x: 0.7, y: 0 });
  });

  test('leaves alone what is near nothing; half-drawn zones have corners but no edges', () => {
    expect(snap({ x: 0.7, y: 0.7 }, targets)).toEqual({ x: 0.7, y: 0.7 });
    const half = { ...targets, zones: [zone.slice(0, 2)] };
    expect(snap({ x: 0.3, y: 0.2 }, half)).toEqual({ x: 0.3, y: 0.2 });
    expect(snap({ x: 0.201, y: 0.201 }, half)).toEqual({ x: 0.2, y: 0.2 });
  });
});
