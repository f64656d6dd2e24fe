/**
 * What ends a closed file: a table of its fragments in a `uuid` box of ours, which players pass over, and an `mfra`,
 * by which they seek. The table's size stands in its last four bytes, the `mfra`'s in the file's: one read from the
 * end finds both. The layout is in ADR 0016.
 */
import { crc32 } from 'node:zlib';
import { PRFT_BYTES } from '../fmp4/producer-time.ts';
import { writeRandomAccess } from '../fmp4/random-access.ts';
import type { Fragment, FragmentTable } from './types.ts';

/** b7a1c1d8-5d3c-4d0e-9c55-6d696e676368 */
const USER_TYPE = Buffer.from('b7a1c1d85d3c4d0e9c556d696e676368', 'hex');
const VERSION = 1;
const HEAD_BYTES = 8 + 16 + 24;
const ENTRY_BYTES = 24;
const TAIL_BYTES = 8;
/** More than this no file of ours has: 20 minutes of fragments of 60 ms. */
export const MOST_FRAGMENTS = 20_000;

export interface Footer {
  readonly table: FragmentTable;
  /** Where the table begins: the last fragment's end. */
  readonly offset: number;
}

/** Table and `mfra`, to be written where the last fragment ends. */
export function writeFooter({ initBytes, timescale, fragments }: FragmentTable): Buffer {
  const firstAtMs = fragments[0]?.atMs ?? 0;
  const out = Buffer.alloc(HEAD_BYTES + fragments.length * ENTRY_BYTES + TAIL_BYTES);
  out.writeUInt32BE(out.length, 0);
  out.write('uuid', 4, 'latin1');
  USER_TYPE.copy(out, 8);
  out.writeUInt32BE(VERSION, 24);
  out.writeUInt32BE(timescale, 28);
  out.writeUInt32BE(initBytes, 32);
  out.writeUInt32BE(fragments.length, 36);
  out.writeDoubleBE(firstAtMs, 40);
  let at = HEAD_BYTES;
  for (const one of fragments) {
    at = out.writeUInt32BE(one.bytes, at);
    at = out.writeUIntBE(Math.max(0, Math.round((one.atMs - firstAtMs) * 1000)), at, 6);
    at = out.writeUInt32BE(Math.round((one.durationMs * timescale) / 1000), at);
    at = out.writeUIntBE(one.decodeTime, at, 6);
    const shift = Math.max(0, Math.min(0xffffff, one.presentationTime - one.decodeTime));
    at = out.writeUIntBE(shift, at, 3);
    at = out.writeUInt8(one.keyframe ? 1 : 0, at);
  }
  at = out.writeUInt32BE(crc32(out.subarray(24, at)), at);
  out.writeUInt32BE(out.length, at);
  const points = fragments
    .filter(({ keyframe }) => keyframe)
    .map(({ offset, presentationTime }) => ({ time: presentationTime, moofOffset: offset + PRFT_BYTES }));
  return Buffer.concat([out, writeRandomAccess(points)]);
}

/**
 * How many bytes at the end of a file its table and `mfra` take, by its last bytes; undefined where it does not end
 * so. `tail` is what was read of the end; a longer one may be needed (the answer is then more than its length).
 */
export function footerBytes(tail: Buffer): number | undefined {
  const { length } = tail;
  if (length < 16 || tail.toString('latin1', length - 12, length - 8) !== 'mfro') return undefined;
  const mfra = tail.readUInt32BE(length - 4);
  if (mfra + 4 > length) return mfra + HEAD_BYTES;
  return mfra + tail.readUInt32BE(length - mfra - 4);
}

/** Reads the table that `tail`, a file's last bytes, begins with. `fileBytes`: the size of the file. */
export function parseFooter(tail: Buffer, fileBytes: number): Footer | undefined {
  if (tail.length < HEAD_BYTES + TAIL_BYTES || tail.readUInt32BE(24) !== VERSION) return undefined;
  if (tail.toString('latin1', 4, 8) !== 'uuid' || !tail.subarray(8, 24).equals(USER_TYPE)) return undefined;
  const size = tail.readUInt32BE(0);
  const count = tail.readUInt32BE(36);
  if (count > MOST_FRAGMENTS || size !== HEAD_BYTES + count * ENTRY_BYTES + TAIL_BYTES) return undefined;
  if (size > tail.length || tail.readUInt32BE(size - 8) !== crc32(tail.subarray(24, size - 8)))
    return undefined;
  const timescale = tail.readUInt32BE(28);
  const initBytes = tail.readUInt32BE(32);
  const fragments = readEntries(tail, count, { timescale, initBytes, firstAtMs: tail.readDoubleBE(40) });
  const last = fragments.at(-1);
  const offset = fileBytes - tail.length;
  const end = last ? last.offset + last.bytes : initBytes;
  return end === offset && timescale > 0 ? { table: { initBytes, timescale, fragments }, offset } : undefined;
}

function readEntries(
  tail: Buffer,
  count: number,
  { timescale, initBytes, firstAtMs }: { timescale: number; initBytes: number; firstAtMs: number },
): Fragment[] {
  const fragments: Fragment[] = [];
  let offset = initBytes;
  for (let index = 0; index < count; index += 1) {
    const at = HEAD_BYTES + index * ENTRY_BYTES;
    const bytes = tail.readUInt32BE(at);
    const decodeTime = tail.readUIntBE(at + 14, 6);
    fragments.push({
      offset,
      bytes,
      atMs: firstAtMs + tail.readUIntBE(at + 4, 6) / 1000,
      durationMs: (tail.readUInt32BE(at + 10) * 1000) / timescale,
      keyframe: tail[at + 23] === 1,
      decodeTime,
      presentationTime: decodeTime + tail.readUIntBE(at + 20, 3),
    });
    offset += bytes;
  }
  return fragments;
}
