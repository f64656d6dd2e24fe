/**
 * Reading H.264 access units as MP4 stores them: NAL units, each behind a 4-byte length. Only what an output
 * needs to know of them; nothing is decoded.
 */

export const NAL_SLICE = 1;
export const NAL_IDR = 5;
export const NAL_SPS = 7;
export const NAL_PPS = 8;

/** Calls `visit` with each NAL unit's bounds. Returns false where a length points past the end. */
export function forEachNal(accessUnit: Buffer, visit: (start: number, end: number) => void): boolean {
  let offset = 0;
  while (offset + 4 <= accessUnit.length) {
    const start = offset + 4;
    const end = start + accessUnit.readUInt32BE(offset);
    if (end > accessUnit.length) return false;
    if (end > start) visit(start, end);
    offset = end;
  }
  return offset === accessUnit.length;
}

export function nalType(bytes: Buffer, start = 0): number {
  return (bytes[start] ?? 0) & 0x1f;
}

/** `profile_idc` of a sequence parameter set: 66 baseline, 77 main, 100 high. */
export function profileOf(parameterSets: readonly Buffer[]): number | undefined {
  return parameterSets.find((set) => nalType(set) === NAL_SPS)?.[1];
}

/** What browsers decode over WebRTC. High 10, 4:2:2 and 4:4:4 are not among it. */
const BROWSER_PROFILES = new Set([66, 77, 100]);

export function isBrowserProfile(profileIdc: number): boolean {
  return BROWSER_PROFILES.has(profileIdc);
}

/**
 * Whether the access unit holds a bidirectional slice. Such a stream's decode order may differ from its display
 * order, which RTP receivers in browsers do not undo: pictures would jump back and forth.
 */
export function hasBSlice(accessUnit: Buffer): boolean {
  let found = false;
  forEachNal(accessUnit, (start, end) => {
    if (found || nalType(accessUnit, start) !== NAL_SLICE) return;
    const type = sliceType(accessUnit, start + 1, end);
    found = type === 1 || type === 6;
  });
  return found;
}

/** `slice_type` (H.264 7.3.3), the slice header's second Exp-Golomb number, after `first_mb_in_slice`. */
function sliceType(bytes: Buffer, start: number, end: number): number | undefined {
  let bit = start * 8;
  const last = end * 8;
  const read = (): number => {
    const at = bit++;
    return ((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
  };
  const golomb = (): number | undefined => {
    let zeros = 0;
    while (bit < last && read() === 0) zeros += 1;
    if (zeros > 24 || bit + zeros > last) return undefined;
    let value = 1;
    for (let i = 0; i < zeros; i++) value = value * 2 + read();
    return value - 1;
  };
  return golomb() === undefined ? undefined : golomb();
}
