/** FLV (Adobe, "Video File Format Specification Version 10.1", annex E): the header, and tags of H.264 pictures. */
import { codecConfig } from '../../fmp4/write-codec-config.ts';
import type { AccessUnit, MediaInfo } from '../../types.ts';

/** Video only; then `PreviousTagSize0`. */
export const FLV_HEADER = Buffer.from([0x46, 0x4c, 0x56, 1, 0x01, 0, 0, 0, 9, 0, 0, 0, 0]);

const VIDEO_TAG = 9;
const KEYFRAME_AVC = 0x17;
const INTER_AVC = 0x27;
const SEQUENCE_HEADER = 0;
const NAL_UNITS = 1;
/** Tag header, then the video's own: frame type and codec, packet type, composition time. */
const HEAD_BYTES = 11 + 5;
const TAIL_BYTES = 4;

/** The decoder's configuration; it goes before the first picture of each format. */
export function sequenceHeader(
  info: Pick<MediaInfo, 'codec' | 'parameterSets'>,
  timestampMs: number,
): Buffer {
  const configBox = codecConfig(info);
  // FLV wants what is in the box, not the box.
  const config = configBox.subarray(8);
  const tag = Buffer.allocUnsafe(HEAD_BYTES + config.length + TAIL_BYTES);
  const at = writeHead(tag, 0, {
    bytes: config.length,
    timestampMs,
    kind: KEYFRAME_AVC,
    packet: SEQUENCE_HEADER,
    shiftMs: 0,
  });
  config.copy(tag, at);
  tag.writeUInt32BE(HEAD_BYTES + config.length, at + config.length);
  return tag;
}

export interface TimedUnit {
  readonly unit: Pick<AccessUnit, 'data' | 'keyframe'>;
  /** Decode time on the viewers' time line. */
  readonly timestampMs: number;
  /** Presentation less decode time. */
  readonly shiftMs: number;
}

/** All these pictures' tags, in one buffer that stands by itself. */
export function pictureTags(pictures: readonly TimedUnit[]): Buffer {
  let bytes = 0;
  for (const { unit } of pictures) bytes += HEAD_BYTES + unit.data.length + TAIL_BYTES;
  const tags = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const { unit, timestampMs, shiftMs } of pictures) {
    const { length } = unit.data;
    const kind = unit.keyframe ? KEYFRAME_AVC : INTER_AVC;
    at = writeHead(tags, at, { bytes: length, timestampMs, kind, packet: NAL_UNITS, shiftMs });
    // NAL units behind 4-byte lengths, as the configuration says.
    at += unit.data.copy(tags, at);
    at = tags.writeUInt32BE(HEAD_BYTES + length, at);
  }
  return tags;
}

interface Head {
  readonly bytes: number;
  readonly timestampMs: number;
  readonly kind: number;
  readonly packet: number;
  readonly shiftMs: number;
}

function writeHead(out: Buffer, from: number, { bytes, timestampMs, kind, packet, shiftMs }: Head): number {
  const time = Math.round(timestampMs) >>> 0;
  let at = out.writeUInt8(VIDEO_TAG, from);
  at = out.writeUIntBE(bytes + 5, at, 3);
  at = out.writeUIntBE(time & 0xffffff, at, 3);
  at = out.writeUInt8(time >>> 24, at);
  at = out.writeUIntBE(0, at, 3);
  at = out.writeUInt8(kind, at);
  at = out.writeUInt8(packet, at);
  return out.writeIntBE(Math.round(shiftMs), at, 3);
}
