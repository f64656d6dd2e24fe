import { withoutEmulationPrevention } from '../codec/bit-reader.ts';
import type { MediaFormat } from '../types.ts';
import { box, u16 } from './write-box.ts';

const H265_VPS = 32;
const H265_SPS = 33;
const H265_PPS = 34;

/** `avcC` (ISO/IEC 14496-15, 5.3.3.1) or `hvcC` (8.3.3.1) from the format's parameter sets; NAL lengths are 4 bytes. */
export function codecConfig(format: Pick<MediaFormat, 'codec' | 'parameterSets'>): Buffer {
  return format.codec === 'h264' ? avcC(format.parameterSets) : hvcC(format.parameterSets);
}

function avcC(sets: readonly Buffer[]): Buffer {
  const sps = sets.filter((set) => ((set[0] ?? 0) & 0x1f) === 7);
  const pps = sets.filter((set) => ((set[0] ?? 0) & 0x1f) === 8);
  // Profile, constraint flags and level stand at the head of the SPS.
  const head = [1, sps[0]?.[1] ?? 0, sps[0]?.[2] ?? 0, sps[0]?.[3] ?? 0, 0xff];
  return box('avcC', head, [0xe0 | sps.length], ...behindLengths(sps), [pps.length], ...behindLengths(pps));
}

function hvcC(sets: readonly Buffer[]): Buffer {
  const ofType = (type: number) => sets.filter((set) => (((set[0] ?? 0) >> 1) & 0x3f) === type);
  const sps = withoutEmulationPrevention(ofType(H265_SPS)[0] ?? Buffer.alloc(0), 0);
  // Behind the NAL header (2 bytes) and one byte of ids stand 12 bytes of profile, tier and level (H.265, 7.3.3).
  const profileTierLevel = Buffer.alloc(12);
  sps.copy(profileTierLevel, 0, 3, 15);
  const layers = (((sps[2] ?? 0) >> 1) & 7) + 1;
  const nesting = (sps[2] ?? 0) & 1;
  const arrays = [H265_VPS, H265_SPS, H265_PPS].flatMap((type) => {
    const own = ofType(type);
    return own.length === 0 ? [] : [Buffer.from([0x80 | type]), u16(own.length), ...behindLengths(own)];
  });
  return box(
    'hvcC',
    [1],
    profileTierLevel,
    // No spatial segmentation, unknown parallelism, 4:2:0, 8 bits: decoders read these from the SPS itself.
    [0xf0, 0x00, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, (layers << 3) | (nesting << 2) | 3],
    [[H265_VPS, H265_SPS, H265_PPS].filter((type) => ofType(type).length > 0).length],
    ...arrays,
  );
}

function behindLengths(sets: readonly Buffer[]): Buffer[] {
  return sets.flatMap((set) => [u16(set.length), set]);
}
