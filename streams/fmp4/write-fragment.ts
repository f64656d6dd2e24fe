import type { AccessUnit, AudioFrame } from '../types.ts';
import { AUDIO_TRACK, VIDEO_TRACK } from './write-init.ts';

/** What of an access unit goes into a file. */
export type Sample = Pick<
  AccessUnit,
  'data' | 'keyframe' | 'decodeTime' | 'durationTicks' | 'compositionTicks'
>;
export type SoundSample = Pick<AudioFrame, 'data' | 'decodeTime'> & {
  /** In ticks of the sound's rate. Default: an AAC frame's. */
  readonly durationTicks?: number;
};

export interface FragmentInput {
  /** `mfhd`'s number. */
  readonly sequence: number;
  /** In decode order: at least one. */
  readonly units: readonly Sample[];
  readonly sound?: readonly SoundSample[];
}

/** ISO/IEC 14496-12, 8.8.3.1: a sync sample that depends on nothing; one that depends on others. */
const SYNC = 0x02000000;
const NON_SYNC = 0x01010000;
const TFHD_BYTES = 16;
const TFDT_BYTES = 20;
const TRUN_HEAD_BYTES = 20;
const TRAF_BYTES = 8 + TFHD_BYTES + TFDT_BYTES + TRUN_HEAD_BYTES;
/** AAC frames are 1,024 samples long (ISO/IEC 14496-3). */
const AAC_FRAME_SAMPLES = 1024;

/**
 * One `moof`+`mdat` of these access units, and the sound that goes with them. Copies: the answer stands by itself.
 * A sample lasts until the next one's decode time; what the source thought of its length counts for the last only.
 */
export function writeFragment(input: FragmentInput): Buffer {
  const { units, sound = [] } = input;
  const moof = moofBytes(input);
  const out = Buffer.allocUnsafe(moof + 8 + bytesOf(units) + bytesOf(sound));
  let at = writeHead(out, 0, moof, input);
  for (const { data } of units) at += data.copy(out, at);
  for (const { data } of sound) at += data.copy(out, at);
  return out;
}

/**
 * The same without the samples: `moof` and the head of its `mdat`, after which the pictures' bytes and then the
 * sound's are to follow, unchanged and in order. The first `before` bytes are left for something else.
 */
export function fragmentHead(input: FragmentInput, before = 0): Buffer {
  const moof = moofBytes(input);
  const out = Buffer.allocUnsafe(before + moof + 8);
  writeHead(out, before, moof, input);
  return out;
}

/** Composition offsets are written only where there are some. */
function bytesPerUnit(units: readonly Sample[]): number {
  return units.some((unit) => unit.compositionTicks !== 0) ? 16 : 12;
}

function moofBytes({ units, sound = [] }: FragmentInput): number {
  const video = TRAF_BYTES + units.length * bytesPerUnit(units);
  return 8 + 16 + video + (sound.length === 0 ? 0 : TRAF_BYTES + sound.length * 8);
}

function writeHead(out: Buffer, from: number, moof: number, { sequence, units, sound = [] }: FragmentInput) {
  const perUnit = bytesPerUnit(units);
  const shifted = perUnit === 16;
  const videoBytes = bytesOf(units);
  let at = head(out, from, moof, 'moof');
  at = head(out, at, 16, 'mfhd');
  at = out.writeUInt32BE(0, at);
  at = out.writeUInt32BE(sequence >>> 0, at);

  at = head(out, at, TRAF_BYTES + units.length * perUnit, 'traf');
  at = trackHead(out, at, VIDEO_TRACK, units[0]?.decodeTime ?? 0);
  // Version 1: offsets may be negative. Data offset, then duration, size, flags (and composition) a sample.
  at = runHead(out, at, shifted ? 0x01000f01 : 0x01000701, units.length, perUnit, moof + 8);
  for (const [index, unit] of units.entries()) {
    const next = units[index + 1];
    at = out.writeUInt32BE(next ? Math.max(0, next.decodeTime - unit.decodeTime) : unit.durationTicks, at);
    at = out.writeUInt32BE(unit.data.length, at);
    at = out.writeUInt32BE(unit.keyframe ? SYNC : NON_SYNC, at);
    if (shifted) at = out.writeInt32BE(unit.compositionTicks, at);
  }

  if (sound.length > 0) {
    at = head(out, at, TRAF_BYTES + sound.length * 8, 'traf');
    at = trackHead(out, at, AUDIO_TRACK, sound[0]?.decodeTime ?? 0);
    at = runHead(out, at, 0x00000301, sound.length, 8, moof + 8 + videoBytes);
    for (const { data, durationTicks = AAC_FRAME_SAMPLES } of sound) {
      at = out.writeUInt32BE(durationTicks, at);
      at = out.writeUInt32BE(data.length, at);
    }
  }
  return head(out, at, 8 + videoBytes + bytesOf(sound), 'mdat');
}

function trackHead(out: Buffer, from: number, track: number, decodeTime: number): number {
  let at = head(out, from, TFHD_BYTES, 'tfhd');
  // Offsets count from this moof.
  at = out.writeUInt32BE(0x020000, at);
  at = out.writeUInt32BE(track, at);
  at = head(out, at, TFDT_BYTES, 'tfdt');
  at = out.writeUInt32BE(0x01000000, at);
  at = out.writeUInt32BE(Math.floor(decodeTime / 2 ** 32), at);
  return out.writeUInt32BE(decodeTime % 2 ** 32, at);
}

function runHead(
  out: Buffer,
  from: number,
  flags: number,
  count: number,
  perSample: number,
  dataOffset: number,
): number {
  let at = head(out, from, TRUN_HEAD_BYTES + count * perSample, 'trun');
  at = out.writeUInt32BE(flags, at);
  at = out.writeUInt32BE(count, at);
  return out.writeUInt32BE(dataOffset, at);
}

function head(out: Buffer, at: number, size: number, type: string): number {
  out.writeUInt32BE(size, at);
  out.write(type, at + 4, 'latin1');
  return at + 8;
}

function bytesOf(samples: readonly { readonly data: Buffer }[]): number {
  let bytes = 0;
  for (const { data } of samples) bytes += data.length;
  return bytes;
}
