import sharp from 'sharp';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** So much around what is asked for, of its own size. */
const MARGIN = 0.08;
/** A picture larger than this is none of ours. */
const PIXELS_MOST = 40_000_000;

/**
 * The part of a JPEG that these polygons (corners in 0..1) take, with a little around it. Undefined where they take
 * nothing of it.
 */
export async function cropJpeg(
  jpeg: Buffer,
  polygons: readonly (readonly Point[])[],
): Promise<Buffer | undefined> {
  const corners = polygons.flat();
  if (corners.length === 0) return undefined;
  const picture = sharp(jpeg, { limitInputPixels: PIXELS_MOST });
  const { width = 0, height = 0 } = await picture.metadata();
  const [left, across] = span(
    corners.map(({ x }) => x),
    width,
  );
  const [top, down] = span(
    corners.map(({ y }) => y),
    height,
  );
  if (across < 8 || down < 8) return undefined;
  return picture.extract({ left, top, width: across, height: down }).jpeg({ quality: 82 }).toBuffer();
}

/** From where, and how many, of `size` pixels. */
function span(shares: readonly number[], size: number): readonly [number, number] {
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const margin = (most - least) * MARGIN;
  const from = Math.floor(clamp(least - margin) * size);
  return [from, Math.ceil(clamp(most + margin) * size) - from];
}

const clamp = (share: number): number => Math.min(1, Math.max(0, share));
