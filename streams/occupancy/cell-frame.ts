/** A part of the picture in cells: the whole of it, or one place's surroundings seen closer. And which cells a zone has. */
import { GREY_HEIGHT, GREY_WIDTH } from '../analysis/index.ts';
import type { Zone } from './types.ts';

/** Pixels a side. */
export const CELL = 4;
/** Zones with fewer than this tell nothing by shares. */
const CELLS_LEAST = 12;
/** The part of a zone that whoever stands in the neighbouring one hardly hides. */
const FAR_PART = 0.6;
/** With fewer cells than this people hardly stir within a zone as far as can be seen: it is looked at closer. */
const CELLS_WELL = 60;
const CLOSER_MOST = 3;
/** What is around zones tells what is lighter than its surroundings. In pixels. */
const MARGIN = 4;

export interface CellFrame {
  /** In pixels of the picture, whole cells of them. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** So many times as large as in the picture. */
  readonly closer: number;
  readonly across: number;
  readonly down: number;
}

export const WHOLE: CellFrame = {
  ...{ left: 0, top: 0, width: GREY_WIDTH, height: GREY_HEIGHT, closer: 1 },
  ...{ across: GREY_WIDTH / CELL, down: GREY_HEIGHT / CELL },
};

/** Around these zones, as close as the smallest needs; the whole picture where all are large enough. */
export function frameOf(zones: readonly Zone[]): CellFrame {
  const least = Math.min(...zones.map((zone) => inside(zone, WHOLE).length));
  const closer = Math.min(CLOSER_MOST, Math.ceil(Math.sqrt(CELLS_WELL / Math.max(1, least))));
  if (closer === 1) return WHOLE;
  const [fromX, toX] = stretch(
    zones.flat().map(({ x }) => x * GREY_WIDTH),
    GREY_WIDTH,
  );
  const [fromY, toY] = stretch(
    zones.flat().map(({ y }) => y * GREY_HEIGHT),
    GREY_HEIGHT,
  );
  const [width, height] = [toX - fromX, toY - fromY];
  return {
    ...{ left: fromX, top: fromY, width, height, closer },
    ...{ across: (width * closer) / CELL, down: (height * closer) / CELL },
  };
}

/** From and to, whole cells apart, within the picture. */
function stretch(values: readonly number[], size: number): [number, number] {
  const from = Math.max(0, Math.floor(Math.min(...values)) - MARGIN);
  const to = Math.min(size, Math.ceil(Math.max(...values)) + MARGIN);
  const length = Math.min(size, Math.ceil((to - from) / CELL) * CELL);
  return [Math.min(from, size - length), Math.min(from, size - length) + length];
}

/** Those whose middle lies in the zone; of a very small one, those around its middle, too. */
export function cellsOf(zone: Zone, frame: CellFrame): Uint16Array {
  const found = inside(zone, frame);
  if (found.length >= CELLS_LEAST) return Uint16Array.from(found);
  const all = Array.from({ length: frame.across * frame.down }, (_, cell) => cell);
  const from = distanceFrom(zone, frame);
  return Uint16Array.from(all.sort((a, b) => from(a) - from(b)).slice(0, CELLS_LEAST));
}

/** Of each cell: 1 where the neighbouring zone is far. */
export function farOf(cells: Uint16Array, neighbour: Zone | null, frame: CellFrame): Uint8Array {
  if (!neighbour) return new Uint8Array(cells.length).fill(1);
  const distances = Array.from(cells, distanceFrom(neighbour, frame));
  const limit = [...distances].sort((a, b) => b - a)[Math.floor(cells.length * FAR_PART)] ?? 0;
  return Uint8Array.from(distances, (distance) => (distance >= limit ? 1 : 0));
}

/** The frame's pixels as large as they are looked at; `into` holds them. */
export function closeUp(grey: Uint8Array, frame: CellFrame, into: Uint8Array): void {
  const { left, top, width, height, closer } = frame;
  const [wide, high] = [width * closer, height * closer];
  for (let y = 0; y < high; y += 1) {
    const down = Math.min(height - 1, Math.max(0, (y + 0.5) / closer - 0.5));
    const above = Math.floor(down);
    const below = Math.min(height - 1, above + 1);
    const partDown = down - above;
    const rowAbove = (top + above) * GREY_WIDTH + left;
    const rowBelow = (top + below) * GREY_WIDTH + left;
    for (let x = 0; x < wide; x += 1) {
      const across = Math.min(width - 1, Math.max(0, (x + 0.5) / closer - 0.5));
      const before = Math.floor(across);
      const after = Math.min(width - 1, before + 1);
      const part = across - before;
      const upper =
        (grey[rowAbove + before] as number) * (1 - part) + (grey[rowAbove + after] as number) * part;
      const lower =
        (grey[rowBelow + before] as number) * (1 - part) + (grey[rowBelow + after] as number) * part;
      into[y * wide + x] = upper * (1 - partDown) + lower * partDown + 0.5;
    }
  }
}

function inside(zone: Zone, frame: CellFrame): number[] {
  const found: number[] = [];
  for (let y = 0; y < frame.down; y += 1)
    for (let x = 0; x < frame.across; x += 1)
      if (contains(zone, shareX(x + 0.5, frame), shareY(y + 0.5, frame))) found.push(y * frame.across + x);
  return found;
}

const shareX = (cells: number, { left, closer }: CellFrame): number =>
  (left + (cells * CELL) / closer) / GREY_WIDTH;
const shareY = (cells: number, { top, closer }: CellFrame): number =>
  (top + (cells * CELL) / closer) / GREY_HEIGHT;

/** Of a cell from the middle of a zone, in pixels. */
function distanceFrom(zone: Zone, frame: CellFrame): (cell: number) => number {
  const x = zone.reduce((sum, corner) => sum + corner.x, 0) / zone.length;
  const y = zone.reduce((sum, corner) => sum + corner.y, 0) / zone.length;
  return (cell) =>
    Math.hypot(
      (shareX((cell % frame.across) + 0.5, frame) - x) * GREY_WIDTH,
      (shareY(Math.floor(cell / frame.across) + 0.5, frame) - y) * GREY_HEIGHT,
    );
}

function contains(zone: Zone, x: number, y: number): boolean {
  let isInside = false;
  for (const [index, corner] of zone.entries()) {
    const before = zone.at(index - 1) as { readonly x: number; readonly y: number };
    if (corner.y > y === before.y > y) continue;
    if (x < ((before.x - corner.x) * (y - corner.y)) / (before.y - corner.y) + corner.x) isInside = !isInside;
  }
  return isInside;
}
