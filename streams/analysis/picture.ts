/** What pictures are judged on: one size for all cameras, whatever they send. */

/** A decoded keyframe, made this size: planar 4:2:0, limited range (16..235), as video has it. */
export const PICTURE_WIDTH = 640;
export const PICTURE_HEIGHT = 360;
const LUMA_BYTES = PICTURE_WIDTH * PICTURE_HEIGHT;
const CHROMA_BYTES = LUMA_BYTES / 4;
export const PICTURE_BYTES = LUMA_BYTES + 2 * CHROMA_BYTES;

export interface Picture {
  readonly luma: Uint8Array;
  /** Half as wide and high as the luma; 128 is no colour. */
  readonly blueness: Uint8Array;
  readonly redness: Uint8Array;
}

/** The planes of a raw picture, not copied. */
export function pictureOf(raw: Uint8Array): Picture {
  if (raw.length !== PICTURE_BYTES)
    throw new Error(`a picture has ${PICTURE_BYTES} bytes, not ${raw.length}`);
  return {
    luma: raw.subarray(0, LUMA_BYTES),
    blueness: raw.subarray(LUMA_BYTES, LUMA_BYTES + CHROMA_BYTES),
    redness: raw.subarray(LUMA_BYTES + CHROMA_BYTES),
  };
}

/** Where edges and changes are all that counts: luma alone, half as wide and high, for a sixth of the bytes. */
export const GREY_WIDTH = 320;
export const GREY_HEIGHT = 180;

/** How decoded pictures are handed out. */
export interface PictureShape {
  readonly bytes: number;
  /** For ffmpeg's `-vf`. */
  readonly filters: string;
}

export const COLOUR: PictureShape = {
  bytes: PICTURE_BYTES,
  filters: `scale=${PICTURE_WIDTH}:${PICTURE_HEIGHT}:flags=bilinear,format=yuv420p`,
};
export const GREY: PictureShape = {
  bytes: GREY_WIDTH * GREY_HEIGHT,
  filters: `scale=${GREY_WIDTH}:${GREY_HEIGHT}:flags=area,format=yuv420p,extractplanes=y`,
};
