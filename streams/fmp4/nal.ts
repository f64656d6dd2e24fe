/** What we must know of NAL units (ITU-T H.264 table 7-1, H.265 table 7-1): keyframes and parameter sets. */

export type VideoCodec = 'h264' | 'h265';

/** The NAL units of an access unit with 4-byte lengths, as views. Stops quietly at a length that does not fit. */
export function* nalUnits(accessUnit: Buffer): Generator<Buffer> {
  let at = 0;
  while (at + 4 < accessUnit.length) {
    const length = accessUnit.readUInt32BE(at);
    const end = at + 4 + length;
    if (length === 0 || end > accessUnit.length) return;
    yield accessUnit.subarray(at + 4, end);
    at = end;
  }
}

function nalType(codec: VideoCodec, nal: Buffer): number {
  const header = nal[0] ?? 0;
  return codec === 'h264' ? header & 0x1f : (header >> 1) & 0x3f;
}

/** What one look through an access unit tells. */
export interface AccessUnitFacts {
  /** Holds an IDR (H.264) or any IRAP picture (H.265): decoding can start here. */
  readonly randomAccess: boolean;
  /** The sequence parameter set it carries, if it does. */
  readonly sps?: Buffer;
}

/** Looks at the NAL headers only, and no further than the first slice. */
export function inspectAccessUnit(codec: VideoCodec, accessUnit: Buffer): AccessUnitFacts {
  let sps: Buffer | undefined;
  for (const nal of nalUnits(accessUnit)) {
    const type = nalType(codec, nal);
    if (type === (codec === 'h264' ? 7 : 33)) sps = nal;
    const isSlice = codec === 'h264' ? type >= 1 && type <= 5 : type <= 31;
    if (!isSlice) continue;
    const randomAccess = codec === 'h264' ? type === 5 : type >= 16 && type <= 23;
    return sps ? { randomAccess, sps } : { randomAccess };
  }
  return sps ? { randomAccess: false, sps } : { randomAccess: false };
}
