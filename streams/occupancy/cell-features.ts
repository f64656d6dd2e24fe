/**
 * What a picture says cell by cell, told so that lamps, exposure and daylight hardly change it: which way edges run, and
 * how much lighter a cell is than those around it. Pure; one pass over a small grey picture.
 */

import { CELL, type CellFrame, WHOLE } from './cell-frame.ts';

/** Edges that get lighter to the right, to the left, downwards, upwards. */
export const DIRECTIONS = 4;
const BLACK = 16;
/** Brightness that levels are told for, whatever the light is. */
const USUAL_LIGHT = 100;
/** Edges weaker than this, in luma a pixel, are noise: they count less the weaker they are. */
const FAINT = 5;

export interface CellFeatures {
  /** `DIRECTIONS` values a cell, 0..1, against the edges around it. */
  readonly edges: Float32Array;
  /** By how much a cell is lighter than those around it, in luma at usual light. */
  readonly levels: Float32Array;
  /** Mean luma above black, 0..219. */
  readonly light: number;
}

type Grid = Pick<CellFrame, 'across' | 'down'>;

/**
 * `grey`: luma of as many cells as `grid` has, video range. `ofLight`: mean luma above black that levels are told for; a
 * close-up's own would change with whoever comes.
 */
export function cellFeatures(grey: Uint8Array, grid: Grid = WHOLE, ofLight?: number): CellFeatures {
  const { across: cellsAcross, down: cellsDown } = grid;
  const [width, height] = [cellsAcross * CELL, cellsDown * CELL];
  const sums = new Float32Array(cellsAcross * cellsDown * DIRECTIONS);
  const means = new Float32Array(cellsAcross * cellsDown);
  let total = 0;
  for (let y = 0; y < height; y += 1) {
    const up = Math.max(0, y - 1) * width;
    const down = Math.min(height - 1, y + 1) * width;
    const row = y * width;
    const cellRow = (y >> 2) * cellsAcross;
    for (let column = 0; column < cellsAcross; column += 1) {
      const left = column * CELL;
      let [lighterRight, lighterLeft, lighterDown, lighterUp, sum] = [0, 0, 0, 0, 0];
      for (let x = left; x < left + CELL; x += 1) {
        const before = x === 0 ? 0 : x - 1;
        const after = x === width - 1 ? x : x + 1;
        const across = (grey[row + after] as number) - (grey[row + before] as number);
        const along = (grey[down + x] as number) - (grey[up + x] as number);
        if (across > 0) lighterRight += across;
        else lighterLeft -= across;
        if (along > 0) lighterDown += along;
        else lighterUp -= along;
        sum += grey[row + x] as number;
      }
      const cell = cellRow + column;
      const at = cell * DIRECTIONS;
      sums[at] = (sums[at] as number) + lighterRight;
      sums[at + 1] = (sums[at + 1] as number) + lighterLeft;
      sums[at + 2] = (sums[at + 2] as number) + lighterDown;
      sums[at + 3] = (sums[at + 3] as number) + lighterUp;
      means[cell] = (means[cell] as number) + sum;
      total += sum;
    }
  }
  const light = ofLight ?? Math.max(0, total / (width * height) - BLACK);
  return { edges: againstSurroundings(sums, grid), levels: levelsOf(means, grid, light), light };
}

/** Smoothed a little, as nothing stands quite still in a compressed picture; then divided by the edges around. */
function againstSurroundings(sums: Float32Array, { across, down }: Grid): Float32Array {
  const smooth = new Float32Array(sums.length);
  for (let y = 0; y < down; y += 1)
    for (let x = 0; x < across; x += 1) {
      const here = (y * across + x) * DIRECTIONS;
      const left = x === 0 ? here : here - DIRECTIONS;
      const right = x === across - 1 ? here : here + DIRECTIONS;
      const up = y === 0 ? here : here - across * DIRECTIONS;
      const below = y === down - 1 ? here : here + across * DIRECTIONS;
      for (let way = 0; way < DIRECTIONS; way += 1)
        smooth[here + way] =
          ((sums[here + way] as number) * 2 +
            (sums[left + way] as number) +
            (sums[right + way] as number) +
            (sums[up + way] as number) +
            (sums[below + way] as number)) /
          6;
    }
  const faint = FAINT * CELL * CELL;
  for (let at = 0; at < smooth.length; at += DIRECTIONS) {
    const [a, b, c, d] = [smooth[at], smooth[at + 1], smooth[at + 2], smooth[at + 3]] as [
      number,
      number,
      number,
      number,
    ];
    // What noise leaves in all four directions alike says nothing.
    const floor = Math.min(a, b, c, d);
    const energy = Math.sqrt(a * a + b * b + c * c + d * d - 4 * floor * floor + faint * faint);
    smooth[at] = (a - floor) / energy;
    smooth[at + 1] = (b - floor) / energy;
    smooth[at + 2] = (c - floor) / energy;
    smooth[at + 3] = (d - floor) / energy;
  }
  return smooth;
}

const AROUND = 2;

function levelsOf(means: Float32Array, { across, down }: Grid, light: number): Float32Array {
  const integral = new Float64Array((across + 1) * (down + 1));
  const stride = across + 1;
  for (let y = 0; y < down; y += 1) {
    let sum = 0;
    for (let x = 0; x < across; x += 1) {
      sum += means[y * across + x] as number;
      integral[(y + 1) * stride + x + 1] = (integral[y * stride + x + 1] as number) + sum;
    }
  }
  const levels = new Float32Array(across * down);
  const scale = USUAL_LIGHT / Math.max(20, light) / (CELL * CELL);
  for (let y = 0; y < down; y += 1) {
    const top = Math.max(0, y - AROUND) * stride;
    const bottom = Math.min(down, y + AROUND + 1) * stride;
    for (let x = 0; x < across; x += 1) {
      const left = Math.max(0, x - AROUND);
      const right = Math.min(across, x + AROUND + 1);
      const sum =
        (integral[bottom + right] as number) -
        (integral[bottom + left] as number) -
        (integral[top + right] as number) +
        (integral[top + left] as number);
      const count = ((bottom - top) / stride) * (right - left);
      levels[y * across + x] = ((means[y * across + x] as number) - sum / count) * scale;
    }
  }
  return levels;
}
