/** Layouts to begin from, as boxes on the page's grid in reading order. Pure. */
import { GRID_UNITS, overlaps } from '../../../../server/contract/wall-layout.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export const templateNames = ['2×2', '3×3', '4×4', '5×5', '6×6', '7×7', '8×8', '1+5', '1+7', '1+12'] as const;
export type TemplateName = (typeof templateNames)[number];

/** Boxes of whole units; where 24 does not divide, some are a unit wider. */
export function gridOf(columns: number, rows: number): Box[] {
  const edge = (n: number, of: number) => Math.round((n * GRID_UNITS) / of);
  return Array.from({ length: columns * rows }, (_, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const [x, y] = [edge(column, columns), edge(row, rows)];
    return { x, y, w: edge(column + 1, columns) - x, h: edge(row + 1, rows) - y };
  });
}

/** One large at the top left, small ones of `unit` in the rest. */
function oneLarge(large: number, unit: number): Box[] {
  const first = { x: 0, y: 0, w: large, h: large };
  const n = GRID_UNITS / unit;
  const rest = gridOf(n, n).filter((box) => !overlaps({ id: '', ...box }, { id: '', ...first }));
  return [first, ...rest];
}

export function templateBoxes(name: TemplateName): Box[] {
  if (name === '1+5') return oneLarge(16, 8);
  if (name === '1+7') return oneLarge(18, 6);
  if (name === '1+12') return oneLarge(12, 6);
  const n = Number(name[0]);
  return gridOf(n, n);
}

/** The smallest even grid that holds so many. */
export function boxesFor(count: number): Box[] {
  const n = Math.min(8, Math.max(1, Math.ceil(Math.sqrt(count))));
  const rows = Math.min(n, Math.max(1, Math.ceil(count / n)));
  return gridOf(n, rows);
}
