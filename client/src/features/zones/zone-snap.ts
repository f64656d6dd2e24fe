/**
 * Where a corner lands that is let go near something it could meet: another zone's corner, its edge, or the border of
 * the picture. Neighbouring windows share counters, so their zones should share lines instead of nearly touching.
 */
import type { Point } from './zone-drawing.ts';

export interface SnapTargets {
  /** Zones that stand, closed. */
  readonly zones: readonly (readonly Point[])[];
  /** Width of the picture divided by its height: distances are what the eye sees. */
  readonly ratio: number;
  /** How near, as a part of the picture's width. */
  readonly reach: number;
}

/** The nearest corner within reach, else the nearest edge, else the border of the picture; else `at` itself. */
export function snap(at: Point, targets: SnapTargets): Point {
  const { zones, reach } = targets;
  const far = (to: Point) => Math.hypot(to.x - at.x, (to.y - at.y) / targets.ratio);
  const corner = nearest(zones.flat(), far);
  if (corner !== undefined && far(corner) <= reach) return corner;
  const edge = nearest(
    zones.flatMap((zone) =>
      zone.length < 3
        ? []
        : zone.map((from, index) => footOn(at, from, zone[(index + 1) % zone.length] ?? from, targets.ratio)),
    ),
    far,
  );
  const met = edge !== undefined && far(edge) <= reach ? edge : at;
  return { x: border(met.x, reach), y: border(met.y, reach * targets.ratio) };
}

const border = (value: number, reach: number): number => {
  if (value <= reach) return 0;
  return value >= 1 - reach ? 1 : value;
};

function nearest(points: readonly Point[], far: (point: Point) => number): Point | undefined {
  let best: Point | undefined;
  for (const point of points) if (best === undefined || far(point) < far(best)) best = point;
  return best;
}

/** The point of the edge that is nearest to `at`, as the eye sees it. */
function footOn(at: Point, from: Point, to: Point, ratio: number): Point {
  const dx = to.x - from.x;
  const dy = (to.y - from.y) / ratio;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((at.x - from.x) * dx + ((at.y - from.y) / ratio) * dy) / length;
  const part = Math.min(1, Math.max(0, along));
  return { x: from.x + part * dx, y: from.y + part * (to.y - from.y) };
}
