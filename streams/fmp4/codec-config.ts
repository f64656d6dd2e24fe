import { hevcCodecString } from '../codec/hevc-codec-string.ts';
import { type Box, malformed, need } from './box.ts';

export interface CodecConfig {
  readonly codecString: string;
  readonly parameterSets: readonly Buffer[];
}

/** Reads `avcC` (ISO/IEC 14496-15, 5.3.3.1). */
export function parseAvcConfig(data: Buffer, box: Box): CodecConfig {
  need(box, box.body, 7);
  if (((data[box.body + 4] ?? 0) & 3) !== 3) throw malformed('NAL lengths are not 4 bytes');
  const sets: Buffer[] = [];
  let at = readSets(data, box, box.body + 6, (data[box.body + 5] ?? 0) & 0x1f, sets);
  need(box, at, 1);
  at = readSets(data, box, at + 1, data[at] ?? 0, sets);
  if (sets.length === 0) throw malformed('avcC holds no parameter sets');
  return {
    codecString: `avc1.${data.subarray(box.body + 1, box.body + 4).toString('hex')}`,
    parameterSets: sets,
  };
}

/** Reads `hvcC` (ISO/IEC 14496-15, 8.3.3.1). VPS, SPS, PPS in the order they stand. */
export function parseHevcConfig(data: Buffer, box: Box): CodecConfig {
  need(box, box.body, 23);
  if (((data[box.body + 21] ?? 0) & 3) !== 3) throw malformed('NAL lengths are not 4 bytes');
  const sets: Buffer[] = [];
  let at = box.body + 23;
  for (let array = data[box.body + 22] ?? 0; array > 0; array -= 1) {
    need(box, at, 3);
    const isParameterSet = [32, 33, 34].includes((data[at] ?? 0) & 0x3f);
    at = readSets(data, box, at + 3, data.readUInt16BE(at + 1), isParameterSet ? sets : []);
  }
  return { codecString: hevcCodecString(data.subarray(box.body + 1, box.body + 13)), parameterSets: sets };
}

function readSets(data: Buffer, box: Box, from: number, count: number, into: Buffer[]): number {
  let at = from;
  for (let left = count; left > 0; left -= 1) {
    need(box, at, 2);
    const length = data.readUInt16BE(at);
    need(box, at + 2, length);
    into.push(data.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return at;
}
