/** Where the card with a label's details opens: beside the person it is about, never over him. Pure. */
import { overlapArea, type Rect, type Size, within } from './rect.ts';

const GAP_PX = 8;

/**
 * @param person both zones of the window, on screen
 * @param label what the card belongs to: the nearer the better
 */
export function placeCard(screen: Rect, size: Size, person: Rect, label: Rect): Rect {
  const middleY = person.y + person.height / 2 - size.height / 2;
  const middleX = person.x + person.width / 2 - size.width / 2;
  const wanted: Rect[] = [
    { x: person.x + person.width + GAP_PX, y: middleY, ...size },
    { x: person.x - size.width - GAP_PX, y: middleY, ...size },
    { x: middleX, y: person.y - size.height - GAP_PX, ...size },
    { x: middleX, y: person.y + person.height + GAP_PX, ...size },
  ];
  const area = size.width * size.height;
  const weighed = wanted.map((each) => {
    const rect = within(each, screen);
    const covered = overlapArea(rect, person) / Math.max(1, person.width * person.height);
    const overLabel = overlapArea(rect, label) / Math.max(1, Math.min(area, label.width * label.height));
    return { rect, cost: 10 * covered + 2 * overLabel + distance(rect, label) / 2000 };
  });
  return weighed.reduce((a, b) => (b.cost < a.cost - 1e-9 ? b : a)).rect;
}

function distance(a: Rect, b: Rect): number {
  const x = Math.max(0, a.x - (b.x + b.width), b.x - (a.x + a.width));
  const y = Math.max(0, a.y - (b.y + b.height), b.y - (a.y + a.height));
  return Math.hypot(x, y);
}
