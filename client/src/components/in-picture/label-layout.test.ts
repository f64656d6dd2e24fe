import { describe, expect, test } from 'vitest';
import { placeCard } from './card-place.ts';
import { detailsFor, labelSize, typePx } from './label-detail.ts';
import { type LabelledZones, placeLabels } from './label-layout.ts';
import { containedRect, overlapArea, type Rect, zoneRect } from './rect.ts';

const tile = { width: 480, height: 270 };
const bounds: Rect = { x: 0, y: 0, ...tile };

/** A hall's camera: so many windows side by side, clerks above, applicants below. */
function hall(windows: number, size: { width: number; height: number }, clerkTop = 0.3): LabelledZones[] {
  const width = 1 / windows;
  return Array.from({ length: windows }, (_, index) => {
    const box = (top: number, height: number) =>
      zoneRect(
        [
          { x: (index + 0.1) * width, y: top },
          { x: (index + 0.9) * width, y: top },
          { x: (index + 0.9) * width, y: top + height },
          { x: (index + 0.1) * width, y: top + height },
        ],
        bounds,
      );
    return { clerk: box(clerkTop, 0.25), applicant: box(clerkTop + 0.3, 0.35), size };
  });
}

describe('where labels lie', () => {
  test('above the clerk, over nobody, where there is room', () => {
    const [window] = hall(1, { width: 130, height: 30 });
    if (window === undefined) throw new Error('no window');
    const { labels } = placeLabels([window], { bounds, taken: [] });
    const label = labels[0] as Rect;
    expect(label.y + label.height).toBeLessThanOrEqual(window.clerk.y);
    expect(window.clerk.y - (label.y + label.height)).toBeLessThan(8);
    expect(Math.abs(label.x + label.width / 2 - (window.clerk.x + window.clerk.width / 2))).toBeLessThan(1);
  });

  test('on the counter, where there is no room above or below', () => {
    const [window] = hall(1, { width: 130, height: 26 }, 0.01);
    if (window?.applicant === undefined) throw new Error('no window');
    const strips: Rect = { x: 0, y: 150, width: 480, height: 120 };
    const { labels } = placeLabels([window], { bounds, taken: [strips] });
    const middle = (labels[0]?.y ?? 0) + 13;
    expect(middle).toBeGreaterThan(window.clerk.y + window.clerk.height * 0.6);
    expect(middle).toBeLessThan(window.applicant.y + window.applicant.height * 0.4);
  });

  test.each([2, 3, 6, 10])('%i windows: beside each other, inside, each at its own zone', (count) => {
    const [detail = 'mini'] = detailsFor('compact', tile, count);
    const windows = hall(count, { width: 0, height: 0 }).map((each) => ({
      ...each,
      size: labelSize(detail, tile, each.clerk.width),
    }));
    const { labels, crowded } = placeLabels(windows, { bounds, taken: [] });
    expect(labels).toHaveLength(count);
    if (count <= 6) expect(crowded).toBe(false);
    for (const [index, label] of labels.entries()) {
      const zone = windows[index]?.clerk as Rect;
      expect(label.x).toBeGreaterThanOrEqual(0);
      expect(label.x + label.width).toBeLessThanOrEqual(tile.width + 0.01);
      expect(label.y).toBeGreaterThanOrEqual(0);
      const centre = label.x + label.width / 2;
      const nearest = windows
        .map(({ clerk }) => Math.abs(clerk.x + clerk.width / 2 - centre))
        .reduce((best, each, at, all) => (each < (all[best] ?? Number.POSITIVE_INFINITY) ? at : best), 0);
      if (count <= 6) expect(nearest).toBe(index);
      expect(Math.abs(zone.x + zone.width / 2 - centre)).toBeLessThan(tile.width / 4);
    }
  });

  test('what lies over the picture already is left alone', () => {
    const name: Rect = { x: 0, y: 0, width: 300, height: 60 };
    const windows = hall(1, { width: 130, height: 40 }, 0.24);
    const { labels } = placeLabels(windows, { bounds, taken: [name] });
    expect(overlapArea(labels[0] as Rect, name)).toBe(0);
  });
});

describe('how much they say', () => {
  test('type is at least 3 % of the tile’s height and never under 12 px', () => {
    for (const height of [100, 270, 540, 1080, 2100]) {
      expect(typePx({ width: 1, height })).toBeGreaterThanOrEqual(Math.max(12, height * 0.03));
    }
  });

  test('a small tile, or one with many windows, says less', () => {
    expect(detailsFor('full', { width: 960, height: 540 }, 1)[0]).toBe('full');
    expect(detailsFor('full', { width: 480, height: 270 }, 3)[0]).toBe('compact');
    expect(detailsFor('full', { width: 240, height: 135 }, 1)[0]).toBe('compact');
    expect(detailsFor('compact', { width: 240, height: 135 }, 6)[0]).toBe('mini');
    expect(detailsFor('compact', { width: 960, height: 540 }, 1)[0]).toBe('compact');
  });
});

test('a picture that does not fill its tile is found where it lies', () => {
  expect(containedRect({ width: 400, height: 400 }, 16 / 9, 0.35)).toEqual({
    x: 0,
    y: (400 - 225) * 0.35,
    width: 400,
    height: 225,
  });
  expect(containedRect({ width: 400, height: 100 }, 4 / 3, 0.35).width).toBeCloseTo(133.33, 1);
});

describe('the card with the details', () => {
  const screen: Rect = { x: 0, y: 0, width: 1366, height: 768 };
  const size = { width: 320, height: 260 };
  test.each([
    ['in the middle', { x: 600, y: 300, width: 150, height: 300 }],
    ['at the right edge', { x: 1200, y: 300, width: 160, height: 300 }],
    ['at the left edge', { x: 0, y: 400, width: 160, height: 300 }],
    ['across the screen', { x: 0, y: 400, width: 1366, height: 300 }],
  ])('a person %s is not covered', (_where, person) => {
    const label = { x: person.x, y: person.y - 30, width: 120, height: 28 };
    const card = placeCard(screen, size, person, label);
    expect(overlapArea(card, person)).toBe(0);
    expect(card.x).toBeGreaterThanOrEqual(0);
    expect(card.x + card.width).toBeLessThanOrEqual(screen.width);
    expect(card.y + card.height).toBeLessThanOrEqual(screen.height);
  });
});
