import { expect, it } from 'vitest';
import { GREY_HEIGHT, GREY_WIDTH } from '../analysis/index.ts';
import { cellsOf, closeUp, frameOf, WHOLE } from './cell-frame.ts';
import { drawnPlaces, rowPlaces } from './testing/drawn-hours.ts';

const zonesOf = (places: typeof drawnPlaces) =>
  places.map(({ clerk, applicant }) => [clerk, applicant ?? clerk]);

it('looks closer where zones are so small that nobody would be seen to stir, and nowhere else', () => {
  for (const zones of zonesOf(drawnPlaces)) expect(frameOf(zones)).toBe(WHOLE);
  for (const zones of zonesOf(rowPlaces)) {
    const frame = frameOf(zones);
    expect(frame.closer).toBeGreaterThan(1);
    // Few as they are in the whole picture.
    for (const zone of zones) {
      expect(cellsOf(zone, frame).length).toBeGreaterThan(cellsOf(zone, WHOLE).length * 3);
      expect(Math.max(...cellsOf(zone, frame))).toBeLessThan(frame.across * frame.down);
    }
    expect(frame.left + frame.width).toBeLessThanOrEqual(GREY_WIDTH);
    expect(frame.top + frame.height).toBeLessThanOrEqual(GREY_HEIGHT);
  }
});

it('shows the same part of the picture, larger', () => {
  const grey = Uint8Array.from({ length: GREY_WIDTH * GREY_HEIGHT }, (_, at) => 40 + (at % GREY_WIDTH) / 2);
  const corner = [
    { x: 0.95, y: 0.9 },
    { x: 1, y: 0.9 },
    { x: 1, y: 1 },
    { x: 0.95, y: 1 },
  ];
  const frame = frameOf([corner]);
  const [wide, high] = [frame.width * frame.closer, frame.height * frame.closer];
  const pixels = new Uint8Array(wide * high);
  closeUp(grey, frame, pixels);
  expect(pixels[0]).toBeCloseTo(40 + frame.left / 2, -1);
  expect(pixels.at(-1)).toBeCloseTo(40 + (frame.left + frame.width - 1) / 2, -1);
  for (let x = 1; x < wide; x += 1) expect(pixels[x]).toBeGreaterThanOrEqual(pixels[x - 1] as number);
});
