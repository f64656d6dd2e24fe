import { BitReader, BitsError, tryRead, withoutEmulationPrevention } from './bit-reader.ts';
import { hevcCodecString } from './hevc-codec-string.ts';
import { plausibleFps } from './sps-h264.ts';
import { skipScalingListData, skipShortTermSets } from './sps-h265-lists.ts';

/** What a sequence parameter set of H.265 (ITU-T H.265 7.3.2.2) says that anybody here asks for. */
export interface SpsH265 {
  readonly id: number;
  readonly vpsId: number;
  /** The twelve bytes of the general profile, tier and level, as `hvcC` has them. */
  readonly profileTierLevel: Buffer;
  /** RFC 6381: `hvc1.1.6.L93.B0`. */
  readonly codecString: string;
  /** What is shown: after the conformance window. */
  readonly width: number;
  readonly height: number;
  readonly chromaFormatIdc: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  readonly temporalLayers: number;
  readonly temporalIdNested: boolean;
  /** How many pictures may be shown after one that was decoded later. */
  readonly maxReorderFrames: number;
  /** From the VUI, where there is one. */
  readonly fps?: number;
}

const EXTENDED_SAR = 255;
const LARGEST_SIDE = 16_384;
const PROFILE_TIER_LEVEL_BYTES = 12;

/** Reads a NAL unit of type 33, without start code. Undefined where it makes no sense. */
export function parseSpsH265(nal: Buffer): SpsH265 | undefined {
  if (nal.length < 2 + PROFILE_TIER_LEVEL_BYTES || (((nal[0] ?? 0) >> 1) & 0x3f) !== 33) return undefined;
  return tryRead(() => readSps(withoutEmulationPrevention(nal, 2)));
}

function readSps(bytes: Buffer): SpsH265 {
  const bits = new BitReader(bytes);
  const vpsId = bits.bits(4);
  const subLayers = bits.bits(3);
  if (subLayers > 6) throw new BitsError('too many layers');
  const temporalIdNested = bits.flag();
  const profileTierLevel = Buffer.from(bytes.subarray(1, 1 + PROFILE_TIER_LEVEL_BYTES));
  skipProfileTierLevel(bits, subLayers);
  const id = bits.unsigned(15);
  const chromaFormatIdc = bits.unsigned(3);
  const separatePlanes = chromaFormatIdc === 3 && bits.flag();
  const size = readSize(bits, separatePlanes ? 0 : chromaFormatIdc);
  const bitDepthLuma = 8 + bits.unsigned(8);
  const bitDepthChroma = 8 + bits.unsigned(8);
  const pictureOrderBits = bits.unsigned(12) + 4;
  const maxReorderFrames = readReordering(bits, subLayers);
  const fps = tryRead(() => readFps(bits, pictureOrderBits));
  return {
    id,
    vpsId,
    profileTierLevel,
    codecString: hevcCodecString(profileTierLevel),
    ...size,
    chromaFormatIdc,
    bitDepthLuma,
    bitDepthChroma,
    temporalLayers: subLayers + 1,
    temporalIdNested,
    maxReorderFrames,
    ...(fps !== undefined && { fps }),
  };
}

/** 7.3.3. */
function skipProfileTierLevel(bits: BitReader, subLayers: number): void {
  bits.skip(PROFILE_TIER_LEVEL_BYTES * 8);
  const present: { profile: boolean; level: boolean }[] = [];
  for (let i = 0; i < subLayers; i += 1) present.push({ profile: bits.flag(), level: bits.flag() });
  if (subLayers > 0) bits.skip(2 * (8 - subLayers));
  for (const { profile, level } of present) bits.skip((profile ? 88 : 0) + (level ? 8 : 0));
}

function readSize(bits: BitReader, chromaArrayType: number): { width: number; height: number } {
  let width = bits.unsigned(LARGEST_SIDE);
  let height = bits.unsigned(LARGEST_SIDE);
  if (bits.flag()) {
    const unitX = chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1;
    const unitY = chromaArrayType === 1 ? 2 : 1;
    width -= unitX * (bits.unsigned(LARGEST_SIDE) + bits.unsigned(LARGEST_SIDE));
    height -= unitY * (bits.unsigned(LARGEST_SIDE) + bits.unsigned(LARGEST_SIDE));
  }
  if (width <= 0 || height <= 0) throw new BitsError('no picture is left');
  return { width, height };
}

/** The highest layer's `sps_max_num_reorder_pics`. */
function readReordering(bits: BitReader, subLayers: number): number {
  const forEachLayer = bits.flag();
  let reorder = 0;
  for (let i = forEachLayer ? 0 : subLayers; i <= subLayers; i += 1) {
    bits.unsigned(16);
    reorder = bits.unsigned(16);
    bits.unsigned();
  }
  return reorder;
}

/** Everything between the reordering and the VUI's timing is only there to be stepped over. */
function readFps(bits: BitReader, pictureOrderBits: number): number | undefined {
  for (let i = 0; i < 6; i += 1) bits.unsigned(32); // block sizes and transform depths
  if (bits.flag() && bits.flag()) skipScalingListData(bits);
  bits.skip(2); // amp, sample adaptive offset
  if (bits.flag()) {
    bits.skip(8); // pcm bit depths
    bits.unsigned(32);
    bits.unsigned(32);
    bits.skip(1);
  }
  skipShortTermSets(bits);
  if (bits.flag()) {
    for (let left = bits.unsigned(32); left > 0; left -= 1) bits.skip(pictureOrderBits + 1);
  }
  bits.skip(2); // temporal mvp, strong intra smoothing
  return bits.flag() ? readVuiFps(bits) : undefined;
}

/** E.2.1, as far as the timing. */
function readVuiFps(bits: BitReader): number | undefined {
  if (bits.flag() && bits.bits(8) === EXTENDED_SAR) bits.skip(32);
  if (bits.flag()) bits.skip(1); // overscan
  if (bits.flag()) {
    bits.skip(4);
    if (bits.flag()) bits.skip(24);
  }
  if (bits.flag()) {
    bits.unsigned(5);
    bits.unsigned(5);
  }
  bits.skip(3); // neutral chroma, fields, frame field info
  if (bits.flag()) for (let i = 0; i < 4; i += 1) bits.unsigned(LARGEST_SIDE);
  if (!bits.flag()) return undefined;
  const unitsInTick = bits.bits(32);
  const timescale = bits.bits(32);
  return plausibleFps(timescale / unitsInTick);
}
