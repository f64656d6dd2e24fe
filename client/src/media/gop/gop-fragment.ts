/** What a `moof` says of the samples in the `mdat` behind it (ISO/IEC 14496-12, 8.8). */
import type { GopTrack, SampleDefaults } from './gop-track.ts';
import { type Box, boxesIn, findBox, GopFault, uint32 } from './mp4-boxes.ts';

export interface SamplePlace {
  readonly bytes: number;
  readonly durationTicks: number;
  /** Presentation less decode time. */
  readonly compositionTicks: number;
  readonly keyframe: boolean;
}

/** Ten minutes of 30 pictures a second: no GOP is longer, and no answer of ours. */
const MOST_SAMPLES = 18_000;

const tfhdFields = [
  [0x000001, 8],
  [0x000002, 4],
] as const;
const DURATION = 0x000008;
const SIZE = 0x000010;
const FLAGS = 0x000020;

const run = {
  dataOffset: 0x000001,
  firstFlags: 0x000004,
  duration: 0x000100,
  size: 0x000200,
  flags: 0x000400,
  composition: 0x000800,
} as const;

/** Set for a sample that others must be decoded before. */
const NOT_SYNC = 0x00010000;

/** The track's samples in the order they lie in the `mdat`. Other tracks (sound) must not be in it, or are left. */
export function readFragment(
  moof: Uint8Array,
  track: GopTrack,
  others: 'refuse' | 'leave' = 'refuse',
): SamplePlace[] {
  const places: SamplePlace[] = [];
  for (const box of boxesIn(moof)) {
    if (box.type !== 'traf') continue;
    const header = findBox(box.body, 'tfhd');
    if (header === undefined) throw new GopFault('a track fragment without header');
    if (uint32(header, 4) !== track.id) {
      if (others === 'leave') continue;
      throw new GopFault('another track among the pictures');
    }
    const defaults = fragmentDefaults(header, track.defaults);
    for (const inner of boxesIn(box.body)) if (inner.type === 'trun') readRun(inner, defaults, places);
  }
  return places;
}

function fragmentDefaults(header: Uint8Array, track: SampleDefaults): SampleDefaults {
  const flags = uint32(header, 0) & 0xffffff;
  let at = 8;
  for (const [flag, bytes] of tfhdFields) if (flags & flag) at += bytes;
  const next = (flag: number, other: number): number => {
    if (!(flags & flag)) return other;
    at += 4;
    return uint32(header, at - 4);
  };
  return {
    durationTicks: next(DURATION, track.durationTicks),
    bytes: next(SIZE, track.bytes),
    flags: next(FLAGS, track.flags),
  };
}

function readRun({ body }: Box, defaults: SampleDefaults, places: SamplePlace[]): void {
  const flags = uint32(body, 0) & 0xffffff;
  const version = uint32(body, 0) >>> 24;
  const count = uint32(body, 4);
  if (places.length + count > MOST_SAMPLES) throw new GopFault(`${count} samples in one run`);
  let at = 8;
  const next = (present: number, other: number): number => {
    if (!(flags & present)) return other;
    at += 4;
    return uint32(body, at - 4);
  };
  next(run.dataOffset, 0);
  const firstFlags = next(run.firstFlags, defaults.flags);
  for (let index = 0; index < count; index += 1) {
    const durationTicks = next(run.duration, defaults.durationTicks);
    const bytes = next(run.size, defaults.bytes);
    const sampleFlags = next(run.flags, index === 0 ? firstFlags : defaults.flags);
    const composition = next(run.composition, 0);
    places.push({
      bytes,
      durationTicks,
      compositionTicks: version === 0 ? composition : composition | 0,
      keyframe: (sampleFlags & NOT_SYNC) === 0,
    });
  }
}
