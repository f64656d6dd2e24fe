/** `prft` (ISO/IEC 14496-12, 8.16.5): the wall clock that belongs to a place on a track's time line. */
import { VIDEO_TRACK } from './write-init.ts';

export interface ProducerTime {
  /** UTC, ms; fractions count. */
  readonly atMs: number;
  /** In ticks of the track. */
  readonly mediaTime: number;
}

export const PRFT_BYTES = 32;
/** Version 1 (64-bit media time); flags 24: the instant is that of capture. */
const VERSION_AND_FLAGS = 0x01000018;
/** From NTP's epoch (1900) to ours. */
const NTP_SECONDS = 2_208_988_800;

/** Writes the box at `at`; returns where it ends. */
export function writeProducerTime(out: Buffer, at: number, { atMs, mediaTime }: ProducerTime): number {
  const seconds = Math.floor(atMs / 1000);
  const fraction = Math.min(2 ** 32 - 1, Math.round((atMs / 1000 - seconds) * 2 ** 32));
  out.writeUInt32BE(PRFT_BYTES, at);
  out.write('prft', at + 4, 'latin1');
  out.writeUInt32BE(VERSION_AND_FLAGS, at + 8);
  out.writeUInt32BE(VIDEO_TRACK, at + 12);
  out.writeUInt32BE((seconds + NTP_SECONDS) >>> 0, at + 16);
  out.writeUInt32BE(fraction, at + 20);
  out.writeUInt32BE(Math.floor(mediaTime / 2 ** 32), at + 24);
  out.writeUInt32BE(mediaTime >>> 0, at + 28);
  return at + PRFT_BYTES;
}

/** Reads one of ours; undefined where it is none. */
export function readProducerTime(data: Buffer, at: number): ProducerTime | undefined {
  if (at + PRFT_BYTES > data.length || data.readUInt32BE(at) !== PRFT_BYTES) return undefined;
  if (data.toString('latin1', at + 4, at + 8) !== 'prft' || data[at + 8] !== 1) return undefined;
  const seconds = data.readUInt32BE(at + 16) - NTP_SECONDS;
  return {
    atMs: seconds * 1000 + (data.readUInt32BE(at + 20) * 1000) / 2 ** 32,
    mediaTime: data.readUInt32BE(at + 24) * 2 ** 32 + data.readUInt32BE(at + 28),
  };
}
