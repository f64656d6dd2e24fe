import sharp from 'sharp';
import { PICTURE_HEIGHT, PICTURE_WIDTH, type Picture } from './picture.ts';

/** Each picture is small; the media plane needs the cores. */
sharp.concurrency(1);
sharp.cache(false);

export interface JpegSize {
  readonly width: number;
  readonly height: number;
}

/** A small JPEG for lists. */
export function thumbnailJpeg(picture: Picture, shape: JpegSize): Promise<Buffer> {
  // Every fourth pixel each way: 160 × 90.
  return encode(picture, 4, sized(shape, 160), 60);
}

/** As large as pictures are judged, in the camera's own shape. */
export function pictureJpeg(picture: Picture, shape: JpegSize): Promise<Buffer> {
  return encode(picture, 1, sized(shape, PICTURE_WIDTH), 78);
}

/** What a JPEG of ours was made of, as far as views are compared. */
export async function lumaOfJpeg(jpeg: Buffer): Promise<Uint8Array> {
  const { data } = await sharp(jpeg)
    .resize(PICTURE_WIDTH, PICTURE_HEIGHT, { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const luma = new Uint8Array(PICTURE_WIDTH * PICTURE_HEIGHT);
  // Back to video's range.
  for (let at = 0; at < luma.length; at += 1) luma[at] = 16 + ((data[at] as number) * 219) / 255;
  return luma;
}

/** The camera's own shape at that width. */
export function sized({ width, height }: JpegSize, wanted: number): JpegSize {
  const shape = width > 0 && height > 0 ? height / width : PICTURE_HEIGHT / PICTURE_WIDTH;
  return { width: wanted, height: Math.max(2, Math.round((wanted * shape) / 2) * 2) };
}

function encode(picture: Picture, step: number, size: JpegSize, quality: number): Promise<Buffer> {
  const width = PICTURE_WIDTH / step;
  const height = PICTURE_HEIGHT / step;
  return sharp(toRgb(picture, step), { raw: { width, height, channels: 3 } })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'cubic' })
    .jpeg({ quality })
    .toBuffer();
}

/** BT.601, limited range, of every `step`th pixel (their mean, where there are several). */
function toRgb({ luma, blueness, redness }: Picture, step: number): Buffer {
  const width = PICTURE_WIDTH / step;
  const height = PICTURE_HEIGHT / step;
  const out = Buffer.allocUnsafe(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const chroma = ((y * step) >> 1) * (PICTURE_WIDTH / 2) + ((x * step) >> 1);
      const light = 1.164 * (lightAt(luma, x * step, y * step, step) - 16);
      const blue = (blueness[chroma] as number) - 128;
      const red = (redness[chroma] as number) - 128;
      out[at] = clamp(light + 1.596 * red);
      out[at + 1] = clamp(light - 0.392 * blue - 0.813 * red);
      out[at + 2] = clamp(light + 2.017 * blue);
      at += 3;
    }
  return out;
}

function lightAt(luma: Uint8Array, left: number, top: number, step: number): number {
  let sum = 0;
  for (let y = top; y < top + step; y += 1)
    for (let x = left; x < left + step; x += 1) sum += luma[y * PICTURE_WIDTH + x] as number;
  return sum / (step * step);
}

const clamp = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : Math.round(value));
