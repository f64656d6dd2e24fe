/** Rectangles in pixels, and where a picture lies in the box it is shown in. */
import type { Polygon } from '../../../../server/contract/cameras.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Rect extends Size {
  readonly x: number;
  readonly y: number;
}

/** As `object-fit: contain` lays it; `alignY` is what share of the free height is above. */
export function containedRect(box: Size, ratio: number, alignY: number): Rect {
  const width = Math.min(box.width, box.height * ratio);
  const height = width / ratio;
  return { x: (box.width - width) / 2, y: (box.height - height) * alignY, width, height };
}

/** The least upright rectangle around a zone (picture coordinates 0..1) of a picture that lies at `picture`. */
export function zoneRect(zone: Polygon, picture: Rect): Rect {
  const xs = zone.map(({ x }) => picture.x + x * picture.width);
  const ys = zone.map(({ y }) => picture.y + y * picture.height);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

export function overlapArea(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** The same size, moved inside `bounds` as far as it goes. */
export function within(rect: Rect, bounds: Rect): Rect {
  const x = Math.max(bounds.x, Math.min(rect.x, bounds.x + bounds.width - rect.width));
  const y = Math.max(bounds.y, Math.min(rect.y, bounds.y + bounds.height - rect.height));
  return { ...rect, x, y };
}

export const around = (a: Rect, b: Rect): Rect => {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
};
