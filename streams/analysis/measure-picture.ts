import { PICTURE_HEIGHT, PICTURE_WIDTH, type Picture } from './picture.ts';

/** The picture in little, each value the mean of 4 × 4 pixels. */
export const GRID_WIDTH = 160;
export const GRID_HEIGHT = 90;
const CELL = PICTURE_WIDTH / GRID_WIDTH;

/** What one picture says by itself; brightness and colour as video has them (black 16, white 235, no colour 128). */
export interface PictureFacts {
  readonly brightness: number;
  /** Shares of the picture, 0..1. */
  readonly darkShare: number;
  readonly brightShare: number;
  readonly blueShare: number;
  /** Share of blocks in which there is anything to be seen. */
  readonly detail: number;
  /** How fast edges rise: about 0.25 where the focus is right, towards 0.06 where everything is a ramp. */
  readonly sharpness: number;
  /** Share of the picture that has edges; sharpness says nothing where there are hardly any. */
  readonly edges: number;
  /** The mean colour, from no colour. */
  readonly cast: { readonly blue: number; readonly red: number };
  /** Luma, `GRID_WIDTH` × `GRID_HEIGHT`. */
  readonly grid: Uint8Array;
  /** Of the luma as it was decoded: equal only where the pictures are. */
  readonly hash: number;
}

const DARK_BELOW = 38;
const BRIGHT_ABOVE = 222;
const BLUE_ABOVE = 160;
const BLOCK = 20;
/** Standard deviation of luma in a block. */
const DETAIL_ABOVE = 5;
const EDGE_ABOVE = 24;

export function measurePicture({ luma, blueness, redness }: Picture): PictureFacts {
  const tones = measureTones(luma);
  return {
    ...tones,
    ...measureColour(blueness, redness),
    detail: measureDetail(luma),
    ...measureSharpness(luma),
    grid: gridOf(luma),
  };
}

function measureTones(luma: Uint8Array) {
  let sum = 0;
  let dark = 0;
  let bright = 0;
  let hash = 0x811c9dc5;
  // Every other pixel: half the work, and as good.
  for (let at = 0; at < luma.length; at += 2) {
    const value = luma[at] as number;
    sum += value;
    if (value < DARK_BELOW) dark += 1;
    else if (value > BRIGHT_ABOVE) bright += 1;
    // FNV-1a.
    hash = Math.imul(hash ^ value, 0x01000193);
  }
  const count = luma.length / 2;
  return {
    brightness: sum / count,
    darkShare: dark / count,
    brightShare: bright / count,
    hash: hash >>> 0,
  };
}

function measureColour(blueness: Uint8Array, redness: Uint8Array) {
  let blue = 0;
  let red = 0;
  let blueCount = 0;
  for (let at = 0; at < blueness.length; at += 1) {
    const value = blueness[at] as number;
    blue += value;
    red += redness[at] as number;
    if (value > BLUE_ABOVE) blueCount += 1;
  }
  const count = blueness.length;
  return { blueShare: blueCount / count, cast: { blue: blue / count - 128, red: red / count - 128 } };
}

function measureDetail(luma: Uint8Array): number {
  let detailed = 0;
  let blocks = 0;
  for (let top = 0; top < PICTURE_HEIGHT; top += BLOCK)
    for (let left = 0; left < PICTURE_WIDTH; left += BLOCK) {
      let sum = 0;
      let squares = 0;
      for (let y = top; y < top + BLOCK; y += 2) {
        const row = y * PICTURE_WIDTH;
        for (let x = left; x < left + BLOCK; x += 1) {
          const value = luma[row + x] as number;
          sum += value;
          squares += value * value;
        }
      }
      const count = (BLOCK * BLOCK) / 2;
      const mean = sum / count;
      if (squares / count - mean * mean > DETAIL_ABOVE * DETAIL_ABOVE) detailed += 1;
      blocks += 1;
    }
  return detailed / blocks;
}

/**
 * The rise over two pixels against the rise over eight, squared and summed over edges only: it depends neither on how
 * much there is to be seen nor on the light, so that people coming and going do not change it.
 */
function measureSharpness(luma: Uint8Array): { readonly sharpness: number; readonly edges: number } {
  const reach = 4;
  let near = 0;
  let far = 0;
  let edges = 0;
  let looked = 0;
  for (let y = reach; y < PICTURE_HEIGHT - reach; y += 2) {
    const row = y * PICTURE_WIDTH;
    for (let x = reach; x < PICTURE_WIDTH - reach; x += 2) {
      const at = row + x;
      looked += 1;
      const across = (luma[at + reach] as number) - (luma[at - reach] as number);
      const down =
        (luma[at + reach * PICTURE_WIDTH] as number) - (luma[at - reach * PICTURE_WIDTH] as number);
      const isAcross = Math.abs(across) >= Math.abs(down);
      const rise = isAcross ? across : down;
      if (Math.abs(rise) < EDGE_ABOVE) continue;
      const step = isAcross ? 1 : PICTURE_WIDTH;
      const short = (luma[at + step] as number) - (luma[at - step] as number);
      near += short * short;
      far += rise * rise;
      edges += 1;
    }
  }
  return { sharpness: far === 0 ? 0 : near / far, edges: edges / looked };
}

/** Also for pictures that were kept as files. */
export function gridOf(luma: Uint8Array): Uint8Array {
  const grid = new Uint8Array(GRID_WIDTH * GRID_HEIGHT);
  for (let y = 0; y < GRID_HEIGHT; y += 1)
    for (let x = 0; x < GRID_WIDTH; x += 1) {
      let sum = 0;
      for (let dy = 0; dy < CELL; dy += 1) {
        const at = (y * CELL + dy) * PICTURE_WIDTH + x * CELL;
        sum +=
          (luma[at] as number) +
          (luma[at + 1] as number) +
          (luma[at + 2] as number) +
          (luma[at + 3] as number);
      }
      grid[y * GRID_WIDTH + x] = Math.round(sum / (CELL * CELL));
    }
  return grid;
}
