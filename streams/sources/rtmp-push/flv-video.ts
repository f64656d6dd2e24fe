/** The inside of FLV's video tags: AVC as ever, and AVC and HEVC as Enhanced RTMP (veovera, v1) writes them. */
import { parseSpsH264 } from '../../codec/sps-h264.ts';
import { parseSpsH265 } from '../../codec/sps-h265.ts';
import { parseAvcConfig, parseHevcConfig } from '../../fmp4/codec-config.ts';
import { StreamFaultError } from '../../media-error.ts';
import type { MediaFormat } from '../../types.ts';
import { broken } from './flv-reader.ts';

export type FlvVideo =
  | { readonly kind: 'format'; readonly format: Omit<MediaFormat, 'audio' | 'timescale'> }
  | {
      readonly kind: 'picture';
      readonly keyframe: boolean;
      /** NAL units behind 4-byte lengths. */
      readonly data: Buffer;
      readonly compositionMs: number;
    };

const AVC = 7;
const HEVC_OF_OLD = 12;
const KEYFRAME = 1;
const SEQUENCE_START = 0;
const CODED_FRAMES = 1;
const CODED_FRAMES_X = 3;

/** Undefined for what says nothing of pictures. */
export function readVideo(tag: Buffer): FlvVideo | undefined {
  const head = tag[0] ?? 0;
  return (head & 0x80) !== 0 ? readEnhanced(tag) : readPlain(tag);
}

function readPlain(tag: Buffer): FlvVideo | undefined {
  const codecId = (tag[0] ?? 0) & 0x0f;
  if (codecId !== AVC && codecId !== HEVC_OF_OLD) throw unsupported();
  if (tag.length < 5) return undefined;
  const codec = codecId === AVC ? 'h264' : 'h265';
  if (tag[1] === SEQUENCE_START) return formatOf(codec, tag.subarray(5));
  if (tag[1] !== CODED_FRAMES) return undefined;
  return picture((tag[0] ?? 0) >> 4, tag.subarray(5), tag.readIntBE(2, 3));
}

function readEnhanced(tag: Buffer): FlvVideo | undefined {
  if (tag.length < 5) return undefined;
  const packet = (tag[0] ?? 0) & 0x0f;
  const frameType = ((tag[0] ?? 0) >> 4) & 7;
  const fourCc = tag.toString('latin1', 1, 5);
  const codec = fourCc === 'avc1' ? 'h264' : fourCc === 'hvc1' ? 'h265' : undefined;
  if (codec === undefined) throw unsupported();
  if (packet === SEQUENCE_START) return formatOf(codec, tag.subarray(5));
  if (packet === CODED_FRAMES_X) return picture(frameType, tag.subarray(5), 0);
  if (packet !== CODED_FRAMES || tag.length < 8) return undefined;
  return picture(frameType, tag.subarray(8), tag.readIntBE(5, 3));
}

function picture(frameType: number, data: Buffer, compositionMs: number): FlvVideo | undefined {
  return data.length === 0
    ? undefined
    : { kind: 'picture', keyframe: frameType === KEYFRAME, data, compositionMs };
}

function formatOf(codec: 'h264' | 'h265', record: Buffer): FlvVideo {
  const box = { type: codec, start: 0, body: 0, end: record.length };
  const config = codec === 'h264' ? parseAvcConfig(record, box) : parseHevcConfig(record, box);
  // The tag's memory goes; the format stays.
  const parameterSets = config.parameterSets.map((set) => Buffer.from(set));
  const sps = parameterSets.find((set) =>
    codec === 'h264' ? ((set[0] ?? 0) & 0x1f) === 7 : (set[0] ?? 0) >> 1 === 33,
  );
  const size = sps && (codec === 'h264' ? parseSpsH264(sps) : parseSpsH265(sps));
  if (!size) throw broken('its parameter sets make no sense');
  const { width, height } = size;
  return { kind: 'format', format: { codec, codecString: config.codecString, parameterSets, width, height } };
}

function unsupported(): StreamFaultError {
  return new StreamFaultError({
    code: 'camera_codec_unsupported',
    message: 'The encoder pushes video that is neither H.264 nor H.265.',
  });
}
