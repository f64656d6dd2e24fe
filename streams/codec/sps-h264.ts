import { BitReader, BitsError, tryRead, withoutEmulationPrevention } from './bit-reader.ts';

/** What a sequence parameter set of H.264 (ITU-T H.264 7.3.2.1.1) says that anybody here asks for. */
export interface SpsH264 {
  readonly id: number;
  readonly profileIdc: number;
  readonly levelIdc: number;
  /** RFC 6381: `avc1.64001f`. */
  readonly codecString: string;
  /** What is shown: after cropping, before any sample aspect ratio. */
  readonly width: number;
  readonly height: number;
  readonly chromaFormatIdc: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** False where pictures may be fields. */
  readonly frameMbsOnly: boolean;
  /** From the VUI; many cameras say nothing, or something else than they do. */
  readonly fps?: number;
  /** How many pictures may be shown after one that was decoded later; undefined where it is not said. */
  readonly maxReorderFrames?: number;
}

/** Profiles whose parameter set says which chroma format and bit depth it has. */
const HIGH_PROFILES = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const EXTENDED_SAR = 255;
const LARGEST_SIDE = 16_384;

/** Reads a NAL unit of type 7, without start code. Undefined where it makes no sense. */
export function parseSpsH264(nal: Buffer): SpsH264 | undefined {
  if (nal.length < 4 || ((nal[0] ?? 0) & 0x1f) !== 7) return undefined;
  return tryRead(() => readSps(nal));
}

function readSps(nal: Buffer): SpsH264 {
  const bits = new BitReader(withoutEmulationPrevention(nal, 1));
  const profileIdc = bits.bits(8);
  const constraints = bits.bits(8);
  const levelIdc = bits.bits(8);
  const id = bits.unsigned(31);
  const chroma = HIGH_PROFILES.has(profileIdc) ? readChroma(bits) : DEFAULT_CHROMA;
  bits.unsigned(12); // log2_max_frame_num_minus4
  skipPictureOrder(bits);
  bits.unsigned(16); // max_num_ref_frames
  bits.skip(1); // gaps_in_frame_num_value_allowed_flag
  const widthInMbs = bits.unsigned(LARGEST_SIDE / 16 - 1) + 1;
  const heightInUnits = bits.unsigned(LARGEST_SIDE / 16 - 1) + 1;
  const frameMbsOnly = bits.flag();
  if (!frameMbsOnly) bits.skip(1); // mb_adaptive_frame_field_flag
  bits.skip(1); // direct_8x8_inference_flag
  const fieldFactor = frameMbsOnly ? 1 : 2;
  const crop = bits.flag() ? readCrop(bits, chroma.chromaArrayType, fieldFactor) : { x: 0, y: 0 };
  const width = widthInMbs * 16 - crop.x;
  const height = heightInUnits * 16 * fieldFactor - crop.y;
  if (width <= 0 || height <= 0 || height > LARGEST_SIDE) throw new BitsError('no picture is left');
  const bytes = Buffer.from([profileIdc, constraints, levelIdc]);
  return {
    id,
    profileIdc,
    levelIdc,
    codecString: `avc1.${bytes.toString('hex')}`,
    width,
    height,
    chromaFormatIdc: chroma.chromaFormatIdc,
    bitDepthLuma: chroma.bitDepthLuma,
    bitDepthChroma: chroma.bitDepthChroma,
    frameMbsOnly,
    // A usability hint only: one that is cut short must not cost the picture.
    ...(bits.flag() && readVui(bits)),
  };
}

interface Chroma {
  readonly chromaFormatIdc: number;
  readonly chromaArrayType: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
}

const DEFAULT_CHROMA: Chroma = { chromaFormatIdc: 1, chromaArrayType: 1, bitDepthLuma: 8, bitDepthChroma: 8 };

function readChroma(bits: BitReader): Chroma {
  const chromaFormatIdc = bits.unsigned(3);
  const separatePlanes = chromaFormatIdc === 3 && bits.flag();
  const bitDepthLuma = 8 + bits.unsigned(6);
  const bitDepthChroma = 8 + bits.unsigned(6);
  bits.skip(1); // qpprime_y_zero_transform_bypass_flag
  if (bits.flag()) {
    const lists = chromaFormatIdc === 3 ? 12 : 8;
    for (let i = 0; i < lists; i += 1) if (bits.flag()) skipScalingList(bits, i < 6 ? 16 : 64);
  }
  const chromaArrayType = separatePlanes ? 0 : chromaFormatIdc;
  return { chromaFormatIdc, chromaArrayType, bitDepthLuma, bitDepthChroma };
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let i = 0; i < size; i += 1) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256;
    if (next !== 0) last = next;
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.unsigned(2);
  if (type === 0) bits.unsigned(12);
  if (type !== 1) return;
  bits.skip(1);
  bits.signed();
  bits.signed();
  for (let left = bits.unsigned(255); left > 0; left -= 1) bits.signed();
}

function readCrop(
  bits: BitReader,
  chromaArrayType: number,
  fieldFactor: number,
): { readonly x: number; readonly y: number } {
  const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
  const unitY = (chromaArrayType === 1 ? 2 : 1) * fieldFactor;
  const x = bits.unsigned(LARGEST_SIDE) + bits.unsigned(LARGEST_SIDE);
  const y = bits.unsigned(LARGEST_SIDE) + bits.unsigned(LARGEST_SIDE);
  return { x: x * unitX, y: y * unitY };
}

type Vui = Pick<SpsH264, 'fps' | 'maxReorderFrames'>;

/** E.1.1. What was read before it ends early still counts. */
function readVui(bits: BitReader): Vui {
  let fps: number | undefined;
  const maxReorderFrames = tryRead(() => {
    if (bits.flag() && bits.bits(8) === EXTENDED_SAR) bits.skip(32);
    if (bits.flag()) bits.skip(1); // overscan
    if (bits.flag()) {
      bits.skip(4); // video_format, video_full_range_flag
      if (bits.flag()) bits.skip(24); // colour description
    }
    if (bits.flag()) {
      bits.unsigned(5); // chroma sample locations
      bits.unsigned(5);
    }
    if (bits.flag()) {
      const unitsInTick = bits.bits(32);
      const timescale = bits.bits(32);
      bits.skip(1); // fixed_frame_rate_flag
      fps = plausibleFps(timescale / (2 * unitsInTick));
    }
    const nalHrd = bits.flag();
    if (nalHrd) skipHrd(bits);
    const vclHrd = bits.flag();
    if (vclHrd) skipHrd(bits);
    if (nalHrd || vclHrd) bits.skip(1); // low_delay_hrd_flag
    bits.skip(1); // pic_struct_present_flag
    if (!bits.flag()) return undefined;
    bits.skip(1); // motion_vectors_over_pic_boundaries_flag
    for (let i = 0; i < 4; i += 1) bits.unsigned(16);
    return bits.unsigned(16);
  });
  return { ...(fps !== undefined && { fps }), ...(maxReorderFrames !== undefined && { maxReorderFrames }) };
}

function skipHrd(bits: BitReader): void {
  const count = bits.unsigned(31) + 1;
  bits.skip(8);
  for (let i = 0; i < count; i += 1) {
    bits.unsigned();
    bits.unsigned();
    bits.skip(1);
  }
  bits.skip(20);
}

/** Cameras have between one picture in ten seconds and 240 a second; anything else was not meant. */
export function plausibleFps(fps: number): number | undefined {
  return fps >= 0.1 && fps <= 240 ? fps : undefined;
}
