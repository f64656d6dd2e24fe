/** What lies over a tile's picture before any label: its name, the corner of its cards, its strips. */
import type { Rect, Size } from '../in-picture/rect.ts';

/** As the tile's styles draw them: type of 3 % of its height, from 12 to 20 px, and a little more for strips. */
export function takenOfTile({ width, height }: Size): readonly Rect[] {
  const name = Math.min(20, Math.max(12, 0.03 * height)) * 2;
  const strip = Math.min(22, Math.max(12, 0.031 * height));
  // Very small tiles have labels and no strips.
  const foot = height <= 150 ? 4 : strip * 3.8;
  return [
    { x: 0, y: 0, width: 0.5 * width, height: name },
    { x: 0.7 * width, y: 0, width: 0.3 * width, height: name },
    { x: 0, y: height - foot, width, height: foot },
  ];
}
