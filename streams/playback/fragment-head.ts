/** What a `moof` says of its samples (ISO/IEC 14496-12, 8.8), as the recorder writes it: one `traf` a track, one `trun` a `traf`. */
import { type Box, boxes, findBox, malformed, need, requireBox } from '../fmp4/box.ts';

export interface HeadSample {
  /** Byte offset from the beginning of the fragment. */
  readonly offset: number;
  readonly bytes: number;
  readonly durationTicks: number;
  readonly compositionTicks: number;
  readonly keyframe: boolean;
}

export interface TrackHead {
  readonly trackId: number;
  readonly decodeTime: number;
  /** Of its `traf`, from the beginning of the fragment. */
  readonly start: number;
  readonly end: number;
  readonly samples: readonly HeadSample[];
}

export interface FragmentHead {
  /** Where `moof` begins and ends; what is before it (`prft`) belongs to the fragment. */
  readonly moofStart: number;
  readonly moofEnd: number;
  readonly tracks: readonly TrackHead[];
}

const NON_SYNC = 0x10000;

/** How many bytes hold the whole head, or undefined: these are too few to say. */
export function headBytes(data: Buffer): number | undefined {
  let at = 0;
  while (at + 8 <= data.length) {
    const size = data.readUInt32BE(at);
    const type = data.toString('latin1', at + 4, at + 8);
    if (size < 8) throw malformed('a fragment’s box has no size', { type });
    if (type === 'moof') return at + size;
    at += size;
  }
  return undefined;
}

/** @throws MediaError `source_crashed` where it is not a fragment's beginning, or not all of its head. */
export function parseHead(data: Buffer): FragmentHead {
  const end = headBytes(data);
  if (end === undefined || end > data.length) throw malformed('a fragment without its moof');
  const moof = [...boxes(data, 0, end)].find(({ type }) => type === 'moof') as Box;
  const tracks: TrackHead[] = [];
  for (const box of boxes(data, moof.body, moof.end))
    if (box.type === 'traf') tracks.push(trackHead(data, box, moof.start));
  return { moofStart: moof.start, moofEnd: moof.end, tracks };
}

function trackHead(data: Buffer, traf: Box, moofStart: number): TrackHead {
  const tfhd = requireBox(data, traf, 'tfhd');
  const has = flagsOf(data, tfhd);
  const fields = reader(data, tfhd, tfhd.body + 8);
  if (has & 0x1) {
    fields.next();
    fields.next();
  }
  if (has & 0x2) fields.next();
  const duration = has & 0x8 ? fields.next() : 0;
  const bytes = has & 0x10 ? fields.next() : 0;
  const flags = has & 0x20 ? fields.next() : 0;
  need(tfhd, tfhd.body, 8);
  return {
    trackId: data.readUInt32BE(tfhd.body + 4),
    decodeTime: decodeTimeOf(data, traf),
    start: traf.start,
    end: traf.end,
    samples: samplesOf(data, traf, moofStart, { duration, bytes, flags }),
  };
}

interface Defaults {
  readonly duration: number;
  readonly bytes: number;
  readonly flags: number;
}

function samplesOf(data: Buffer, traf: Box, moofStart: number, defaults: Defaults): HeadSample[] {
  const trun = findBox(data, traf, 'trun');
  if (!trun) return [];
  const has = flagsOf(data, trun);
  need(trun, trun.body, 8);
  const count = data.readUInt32BE(trun.body + 4);
  const fields = reader(data, trun, trun.body + 8);
  let offset = moofStart + (has & 0x1 ? fields.next() | 0 : 0);
  const firstFlags = has & 0x4 ? fields.next() : undefined;
  const samples: HeadSample[] = [];
  for (let index = 0; index < count; index++) {
    const durationTicks = has & 0x100 ? fields.next() : defaults.duration;
    const bytes = has & 0x200 ? fields.next() : defaults.bytes;
    const own = has & 0x400 ? fields.next() : defaults.flags;
    const flags = index === 0 ? (firstFlags ?? own) : own;
    const compositionTicks = has & 0x800 ? fields.next() | 0 : 0;
    samples.push({ offset, bytes, durationTicks, compositionTicks, keyframe: (flags & NON_SYNC) === 0 });
    offset += bytes;
  }
  return samples;
}

function decodeTimeOf(data: Buffer, traf: Box): number {
  const tfdt = requireBox(data, traf, 'tfdt');
  need(tfdt, tfdt.body, 8);
  if (data[tfdt.body] !== 1) return data.readUInt32BE(tfdt.body + 4);
  need(tfdt, tfdt.body, 12);
  return data.readUInt32BE(tfdt.body + 4) * 2 ** 32 + data.readUInt32BE(tfdt.body + 8);
}

function flagsOf(data: Buffer, box: Box): number {
  need(box, box.body, 4);
  return data.readUInt32BE(box.body) & 0xffffff;
}

function reader(data: Buffer, box: Box, from: number): { next(): number } {
  let at = from;
  return {
    next: () => {
      need(box, at, 4);
      at += 4;
      return data.readUInt32BE(at - 4);
    },
  };
}
