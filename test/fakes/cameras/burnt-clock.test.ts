import { describe, expect, it } from 'vitest';
import { burntClockRegion, readBurntClock } from './burnt-clock.ts';

describe('readBurntClock', () => {
  it('finds no clock in a picture without one', () => {
    const data = new Uint8ClampedArray(640 * 360 * 4).fill(128);
    expect(readBurntClock({ data, width: 640, height: 360 })).toBeUndefined();
  });

  it('refuses a clock whose checksum is wrong', () => {
    // Start blocks white and black, all bits 1: the CRC of all ones is not all ones.
    const [width, height] = [640, 360];
    const data = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let y = 0; y < height; y++) {
      for (let x = (640 / 80) * 52; x < (640 / 80) * 53; x++)
        data.fill(0, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
    expect(readBurntClock({ data, width, height })).toBeUndefined();
  });

  it('lies in the bottom right corner', () => {
    expect(burntClockRegion(1280, 720)).toEqual({ x: 816, y: 672, width: 464, height: 48 });
  });
});
