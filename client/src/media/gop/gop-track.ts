/** The picture's track in a `moov`: what a decoder has to be told before the first sample. */
import { type Box, boxesIn, byteAt, findBox, GopFault, uint16, uint32 } from './mp4-boxes.ts';

export interface GopTrack {
  readonly id: number;
  /** Ticks per second. */
  readonly timescale: number;
  readonly width: number;
  readonly height: number;
  /** `avcC` or `hvcC` as it lies there: WebCodecs' `description`. */
  readonly description: Uint8Array;
  readonly coding: 'h264' | 'h265';
  /** From `trex`, for what a `trun` leaves out. */
  readonly defaults: SampleDefaults;
}

export interface SampleDefaults {
  readonly durationTicks: number;
  readonly bytes: number;
  readonly flags: number;
}

/** A VisualSampleEntry's own fields (ISO/IEC 14496-12, 12.1.3) before the boxes inside it. */
const ENTRY_FIELDS = 78;
const codings: Readonly<Record<string, { box: string; coding: GopTrack['coding'] }>> = {
  avc1: { box: 'avcC', coding: 'h264' },
  avc3: { box: 'avcC', coding: 'h264' },
  hvc1: { box: 'hvcC', coding: 'h265' },
  hev1: { box: 'hvcC', coding: 'h265' },
};

/** The first video track. Throws a `GopFault` when there is none. */
export function readTrack(moov: Uint8Array): GopTrack {
  for (const box of boxesIn(moov)) {
    if (box.type !== 'trak') continue;
    const track = videoTrack(box);
    if (track !== undefined) return { ...track, defaults: defaultsOf(moov, track.id) };
  }
  throw new GopFault('no video track');
}

function videoTrack({ body: trak }: Box): Omit<GopTrack, 'defaults'> | undefined {
  const header = findBox(trak, 'tkhd');
  const mediaHeader = findBox(trak, 'mdia', 'mdhd');
  const entries = findBox(trak, 'mdia', 'minf', 'stbl', 'stsd');
  if (header === undefined || mediaHeader === undefined || entries === undefined) return undefined;
  // Version and flags, then a count, then the entries; each is a box.
  for (const entry of boxesIn(entries, 8)) {
    const known = codings[entry.type];
    if (known === undefined) continue;
    const description = findBox(entry.body.subarray(ENTRY_FIELDS), known.box);
    if (description === undefined || description.length < 7) throw new GopFault(`no ${known.box}`);
    const timescale = uint32(mediaHeader, byteAt(mediaHeader, 0) === 1 ? 20 : 12);
    if (timescale === 0) throw new GopFault('a timescale of 0');
    return {
      id: uint32(header, byteAt(header, 0) === 1 ? 20 : 12),
      timescale,
      width: uint16(entry.body, 24),
      height: uint16(entry.body, 26),
      description,
      coding: known.coding,
    };
  }
  return undefined;
}

function defaultsOf(moov: Uint8Array, trackId: number): SampleDefaults {
  const extends_ = findBox(moov, 'mvex');
  if (extends_ !== undefined)
    for (const { type, body } of boxesIn(extends_))
      if (type === 'trex' && uint32(body, 4) === trackId)
        return { durationTicks: uint32(body, 12), bytes: uint32(body, 16), flags: uint32(body, 20) };
  return { durationTicks: 0, bytes: 0, flags: 0 };
}
