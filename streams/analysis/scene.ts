/**
 * Is this the view it was? Edges are compared, not light: lamps, daylight and shadows change far more than where
 * things stand. Block by block, so that people who come and go spoil some blocks and never the whole.
 */
import { Fft2d } from './fft.ts';
import { GRID_HEIGHT, GRID_WIDTH } from './measure-picture.ts';

const BLOCK = 10;
const ACROSS = GRID_WIDTH / BLOCK;
const DOWN = GRID_HEIGHT / BLOCK;
/** Edges stronger than this are all the same. */
const EDGE_MOST = 60;
/** Variance of edges within a block, for there to be something to recognise. */
const TEXTURE_ABOVE = 16;
const SAME_ABOVE = 0.7;

/** A view's edges, small enough to be kept of every camera. */
export interface Scene {
  readonly edges: Uint8Array;
  readonly brightness: number;
}

export function sceneOf(grid: Uint8Array): Scene {
  const raw = new Float32Array(grid.length);
  let sum = 0;
  for (let y = 1; y < GRID_HEIGHT - 1; y += 1)
    for (let x = 1; x < GRID_WIDTH - 1; x += 1) {
      const at = y * GRID_WIDTH + x;
      sum += grid[at] as number;
      const across = (grid[at + 1] as number) - (grid[at - 1] as number);
      const down = (grid[at + GRID_WIDTH] as number) - (grid[at - GRID_WIDTH] as number);
      raw[at] = Math.min(EDGE_MOST, Math.abs(across) + Math.abs(down));
    }
  const edges = new Uint8Array(grid.length);
  for (let y = 1; y < GRID_HEIGHT - 1; y += 1)
    for (let x = 1; x < GRID_WIDTH - 1; x += 1) {
      let near = 0;
      // A lens that trembles by a pixel is no other view.
      for (let dy = -1; dy <= 1; dy += 1)
        for (let dx = -1; dx <= 1; dx += 1) near += raw[(y + dy) * GRID_WIDTH + x + dx] as number;
      edges[y * GRID_WIDTH + x] = Math.round((near * 4) / 9);
    }
  return { edges, brightness: sum / ((GRID_WIDTH - 2) * (GRID_HEIGHT - 2)) };
}

export interface SceneMatch {
  /** Blocks of the old view that have something to recognise. */
  readonly blocks: number;
  /** Share of them that are recognised where they were. */
  readonly same: number;
  /** Where the view is to be found now, in shares of the picture, and the share of blocks recognised there. */
  readonly shift?: { readonly x: number; readonly y: number; readonly same: number };
}

/** Recognised as well as this, nobody looks for a shift. */
const SURELY_SAME = 0.6;

export function compareScenes(before: Scene, now: Scene): SceneMatch {
  const here = matchAt(before.edges, now.edges, 0, 0);
  if (here.blocks === 0 || here.same >= SURELY_SAME) return here;
  const found = findShift(before.edges, now.edges);
  if (found.x === 0 && found.y === 0) return here;
  const there = matchAt(before.edges, now.edges, found.x, found.y);
  // Where most of what could be recognised has left the picture, a shift is a guess.
  if (there.blocks < Math.max(6, here.blocks * 0.25)) return here;
  return { ...here, shift: { x: found.x / GRID_WIDTH, y: found.y / GRID_HEIGHT, same: there.same } };
}

function matchAt(before: Uint8Array, now: Uint8Array, dx: number, dy: number): SceneMatch {
  let blocks = 0;
  let same = 0;
  for (let row = 0; row < DOWN; row += 1)
    for (let column = 0; column < ACROSS; column += 1) {
      const left = column * BLOCK;
      const top = row * BLOCK;
      const isInside =
        left + dx >= 0 && top + dy >= 0 && left + dx + BLOCK <= GRID_WIDTH && top + dy + BLOCK <= GRID_HEIGHT;
      if (!isInside) continue;
      const likeness = likenessOf(before, now, left, top, dx, dy);
      if (likeness === undefined) continue;
      blocks += 1;
      if (likeness > SAME_ABOVE) same += 1;
    }
  return { blocks, same: blocks === 0 ? 0 : same / blocks };
}

/** Zero-mean normalised correlation, -1..1; undefined where the old block has nothing to recognise. */
function likenessOf(
  before: Uint8Array,
  now: Uint8Array,
  left: number,
  top: number,
  dx: number,
  dy: number,
): number | undefined {
  let a = 0;
  let b = 0;
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let y = top; y < top + BLOCK; y += 1)
    for (let x = left; x < left + BLOCK; x += 1) {
      const one = before[y * GRID_WIDTH + x] as number;
      const two = now[(y + dy) * GRID_WIDTH + x + dx] as number;
      a += one;
      b += two;
      aa += one * one;
      bb += two * two;
      ab += one * two;
    }
  const count = BLOCK * BLOCK;
  const varianceA = aa / count - (a / count) ** 2;
  // The edges are kept fourfold.
  if (varianceA < TEXTURE_ABOVE * 16) return undefined;
  const varianceB = bb / count - (b / count) ** 2;
  if (varianceB <= 0) return 0;
  return (ab / count - (a / count) * (b / count)) / Math.sqrt(varianceA * varianceB);
}

const FFT_WIDTH = 256;
const FFT_HEIGHT = 128;
const fft = new Fft2d(FFT_WIDTH, FFT_HEIGHT);

/** Phase correlation: by how much everything moved, as one; 0, 0 where nothing stands out. */
function findShift(before: Uint8Array, now: Uint8Array): { readonly x: number; readonly y: number } {
  // Both real pictures in one transform: one as its real part, one as its imaginary part.
  const re = padded(before);
  const im = padded(now);
  fft.transform(re, im);
  const outRe = new Float64Array(re.length);
  const outIm = new Float64Array(re.length);
  for (let y = 0; y < FFT_HEIGHT; y += 1)
    for (let x = 0; x < FFT_WIDTH; x += 1) {
      const at = y * FFT_WIDTH + x;
      const mirror = ((FFT_HEIGHT - y) % FFT_HEIGHT) * FFT_WIDTH + ((FFT_WIDTH - x) % FFT_WIDTH);
      const ar = ((re[at] as number) + (re[mirror] as number)) / 2;
      const ai = ((im[at] as number) - (im[mirror] as number)) / 2;
      const br = ((im[at] as number) + (im[mirror] as number)) / 2;
      const bi = ((re[mirror] as number) - (re[at] as number)) / 2;
      const cr = br * ar + bi * ai;
      const ci = bi * ar - br * ai;
      const size = Math.hypot(cr, ci) || 1;
      outRe[at] = cr / size;
      outIm[at] = ci / size;
    }
  fft.transform(outRe, outIm, true);
  let best = 0;
  for (let at = 1; at < outRe.length; at += 1) if ((outRe[at] as number) > (outRe[best] as number)) best = at;
  const x = best % FFT_WIDTH;
  const y = Math.floor(best / FFT_WIDTH);
  return { x: x > FFT_WIDTH / 2 ? x - FFT_WIDTH : x, y: y > FFT_HEIGHT / 2 ? y - FFT_HEIGHT : y };
}

/** About its mean, and fading towards its borders, which would else be the strongest edges of all. */
function padded(edges: Uint8Array): Float64Array {
  const mean = edges.reduce((sum, value) => sum + value, 0) / edges.length;
  const out = new Float64Array(FFT_WIDTH * FFT_HEIGHT);
  for (let y = 0; y < GRID_HEIGHT; y += 1)
    for (let x = 0; x < GRID_WIDTH; x += 1)
      out[y * FFT_WIDTH + x] =
        ((edges[y * GRID_WIDTH + x] as number) - mean) * fade(x, GRID_WIDTH) * fade(y, GRID_HEIGHT);
  return out;
}

const fade = (at: number, size: number): number => Math.min(1, (Math.min(at, size - 1 - at) * 10) / size);
