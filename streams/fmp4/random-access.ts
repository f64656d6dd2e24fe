import { box, fullBox, u32 } from './write-box.ts';
import { VIDEO_TRACK } from './write-init.ts';

export interface RandomAccessPoint {
  /** When it is shown, in ticks of the track. */
  readonly time: number;
  /** Where its `moof` begins in the file. */
  readonly moofOffset: number;
}

const ENTRY_BYTES = 19;
const MFRO_BYTES = 16;

/** `mfra` (ISO/IEC 14496-12, 8.8.9): where a player may begin; ends the file, so that its size is found from the end. */
export function writeRandomAccess(points: readonly RandomAccessPoint[]): Buffer {
  const entries = Buffer.alloc(points.length * ENTRY_BYTES);
  let at = 0;
  for (const { time, moofOffset } of points) {
    at = entries.writeUInt32BE(Math.floor(time / 2 ** 32), at);
    at = entries.writeUInt32BE(time >>> 0, at);
    at = entries.writeUInt32BE(Math.floor(moofOffset / 2 ** 32), at);
    at = entries.writeUInt32BE(moofOffset >>> 0, at);
    // The first track fragment, its first run, the first sample in it: one byte each.
    at = entries.writeUIntBE(0x010101, at, 3);
  }
  // Version 1: 64-bit times and offsets.
  const tfra = fullBox('tfra', 0x01000000, u32(VIDEO_TRACK, 0, points.length), entries);
  return box('mfra', tfra, fullBox('mfro', 0, u32(8 + tfra.length + MFRO_BYTES)));
}
