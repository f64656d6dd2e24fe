/**
 * Reads the machine-readable clock that the fake cameras burn into every frame (see `burnt_clock.py`): when
 * that frame was pushed, in ms since the Unix epoch. Runs in the browser too: no Node imports here.
 */

const COLUMNS = 28;
const ROWS = 2;
const PICTURE_WIDTH_IN_BLOCKS = 80;
const PICTURE_HEIGHT_IN_BLOCKS = 45;
const LEFT = PICTURE_WIDTH_IN_BLOCKS - COLUMNS - 1;
const TOP = PICTURE_HEIGHT_IN_BLOCKS - ROWS - 1;

export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a picture that holds the clock, so that a reader need not fetch the rest of the pixels. */
export function burntClockRegion(width: number, height: number): Rectangle {
  const x = Math.floor((LEFT * width) / PICTURE_WIDTH_IN_BLOCKS);
  const y = Math.floor((TOP * height) / PICTURE_HEIGHT_IN_BLOCKS);
  return { x, y, width: width - x, height: height - y };
}

/**
 * The clock in a picture, or undefined where there is none or it cannot be read with certainty. `pixels` is
 * RGBA: a whole picture, or its `region` of a picture of `of` pixels.
 */
export function readBurntClock(
  pixels: Pixels,
  region: Rectangle = { x: 0, y: 0, width: pixels.width, height: pixels.height },
  of: { readonly width: number; readonly height: number } = pixels,
): number | undefined {
  const blockWidth = of.width / PICTURE_WIDTH_IN_BLOCKS;
  const blockHeight = of.height / PICTURE_HEIGHT_IN_BLOCKS;
  let word = 0n;
  for (let row = 0; row < ROWS; row++) {
    const level = (column: number): number => {
      const left = (LEFT + column) * blockWidth - region.x;
      const top = (TOP + row) * blockHeight - region.y;
      return brightness(pixels, left, top, blockWidth, blockHeight);
    };
    const white = level(0);
    const black = level(1);
    if (!(white - black > 60)) return undefined;
    for (let column = 2; column < COLUMNS; column++) {
      word = (word << 1n) | (level(column) * 2 > white + black ? 1n : 0n);
    }
  }
  const timeMs = word >> 8n;
  return crc8(timeMs) === Number(word & 0xffn) && timeMs > 0n ? Number(timeMs) : undefined;
}

/** Mean green of the inner half of a block: its edges are smeared by scaling and coding. */
function brightness(pixels: Pixels, left: number, top: number, width: number, height: number): number {
  const x0 = Math.round(left + width / 4);
  const x1 = Math.max(x0 + 1, Math.round(left + (width * 3) / 4));
  const y0 = Math.round(top + height / 4);
  const y1 = Math.max(y0 + 1, Math.round(top + (height * 3) / 4));
  let sum = 0;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) sum += pixels.data[(y * pixels.width + x) * 4 + 1] ?? Number.NaN;
  }
  return sum / ((x1 - x0) * (y1 - y0));
}

function crc8(value: bigint): number {
  let crc = 0;
  for (let shift = 40n; shift >= 0n; shift -= 8n) {
    crc ^= Number((value >> shift) & 0xffn);
    for (let bit = 0; bit < 8; bit++) crc = (crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1) & 0xff;
  }
  return crc;
}
