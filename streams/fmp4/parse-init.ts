import { MediaError } from '../media-error.ts';
import type { MediaFormat } from '../types.ts';
import { type Box, boxes, findBox, malformed, need, requireBox } from './box.ts';
import { type CodecConfig, parseAvcConfig, parseHevcConfig } from './codec-config.ts';
import type { Mp4Unit } from './unit-splitter.ts';

/** A format, and what the fragment parser must know beside it. */
export interface InitSegment extends MediaFormat {
  readonly trackId: number;
  /** From `trex`: stands where a fragment says nothing. */
  readonly defaults: SampleDefaults;
}

export interface SampleDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/**
 * Reads an init segment with one video track.
 * @throws MediaError `camera_codec_unsupported`, or `source_crashed` when it cannot be read.
 */
export function parseInit(unit: Mp4Unit): InitSegment {
  const moov = unit.boxes.find((box) => box.type === 'moov');
  if (!moov) throw malformed('moov is missing');
  const { data } = unit;
  const trak = [...boxes(data, moov.body, moov.end)].find((box) => box.type === 'trak' && isVideo(data, box));
  if (!trak) throw malformed('no video track');

  const tkhd = requireBox(data, trak, 'tkhd');
  const trackIdAt = tkhd.body + (data[tkhd.body] === 1 ? 20 : 12);
  need(tkhd, trackIdAt, 4);
  const mdhd = requireBox(data, trak, 'mdia', 'mdhd');
  const timescaleAt = mdhd.body + (data[mdhd.body] === 1 ? 20 : 12);
  need(mdhd, timescaleAt, 4);
  const timescale = data.readUInt32BE(timescaleAt);
  if (timescale === 0) throw malformed('timescale is 0');

  const trackId = data.readUInt32BE(trackIdAt);
  return {
    ...sampleEntry(data, trak),
    timescale,
    trackId,
    defaults: readTrex(data, moov, trackId),
  };
}

function isVideo(data: Buffer, trak: Box): boolean {
  const hdlr = requireBox(data, trak, 'mdia', 'hdlr');
  need(hdlr, hdlr.body, 12);
  return data.toString('latin1', hdlr.body + 8, hdlr.body + 12) === 'vide';
}

function sampleEntry(data: Buffer, trak: Box): CodecConfig & Pick<MediaFormat, 'codec' | 'width' | 'height'> {
  const stsd = requireBox(data, trak, 'mdia', 'minf', 'stbl', 'stsd');
  // FullBox header and entry count, then the first sample entry.
  const [entry] = [...boxes(data, stsd.body + 8, stsd.end)];
  if (!entry) throw malformed('stsd is empty');
  // VisualSampleEntry: 24 bytes to the width, 78 to its child boxes (ISO/IEC 14496-12, 12.1.3).
  need(entry, entry.body, 78);
  const width = data.readUInt16BE(entry.body + 24);
  const height = data.readUInt16BE(entry.body + 26);
  const children = { body: entry.body + 78, end: entry.end };
  const avcC = findBox(data, children, 'avcC');
  if (avcC) return { codec: 'h264', width, height, ...parseAvcConfig(data, avcC) };
  const hvcC = findBox(data, children, 'hvcC');
  if (!hvcC) throw unsupported(entry.type);
  return { codec: 'h265', width, height, ...parseHevcConfig(data, hvcC) };
}

function unsupported(entry: string): MediaError {
  return new MediaError({
    code: 'camera_codec_unsupported',
    message: `The camera's video is neither H.264 nor H.265 (${entry}).`,
    fatal: true,
  });
}

function readTrex(data: Buffer, moov: Box, trackId: number): SampleDefaults {
  const mvex = findBox(data, moov, 'mvex');
  for (const trex of mvex ? boxes(data, mvex.body, mvex.end) : []) {
    if (trex.type !== 'trex') continue;
    need(trex, trex.body, 24);
    if (data.readUInt32BE(trex.body + 4) !== trackId) continue;
    return {
      duration: data.readUInt32BE(trex.body + 12),
      size: data.readUInt32BE(trex.body + 16),
      flags: data.readUInt32BE(trex.body + 20),
    };
  }
  return { duration: 0, size: 0, flags: 0 };
}
