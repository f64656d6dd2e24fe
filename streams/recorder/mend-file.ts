import { type FileHandle, open } from 'node:fs/promises';
import { boxes } from '../fmp4/box.ts';
import { readMoof } from '../fmp4/read-moof.ts';
import { MediaError } from '../media-error.ts';
import { readFragments } from './fragment-reader.ts';
import { readSegmentInit, type SegmentFormat } from './read-segment-init.ts';
import { writeFooter } from './segment-table.ts';
import type { Fragment, FragmentTable } from './types.ts';

export interface MendedFile {
  readonly table: FragmentTable;
  readonly format: SegmentFormat;
  readonly bytes: number;
  /** It had been torn, and is whole now. */
  readonly wasTorn: boolean;
}

/** How many fragments at the end may hold bytes that never reached the disk, though the file is long enough. */
const DOUBTED = 10;
const MOST_FRAGMENT_BYTES = 64 * 1024 * 1024;

/**
 * A file that is closed is only looked at. One that is not is cut at the end of its last whole fragment, and closed
 * with its table; undefined where there is not one whole fragment, and nothing is changed.
 * @throws the system's error
 */
export async function mendFile(file: string): Promise<MendedFile | undefined> {
  const scan = await readFragments(file);
  if (scan.fragments.length === 0) return undefined;
  const handle = await open(file, scan.closed ? 'r' : 'r+');
  try {
    const format = await readSegmentInit(handle, scan.initBytes);
    if (!format) return undefined;
    if (scan.closed) return { table: scan, format, bytes: scan.fileBytes, wasTorn: false };
    const fragments = await withoutRot(handle, scan.fragments);
    const last = fragments.at(-1);
    if (!last) return undefined;
    const table = { initBytes: scan.initBytes, timescale: scan.timescale, fragments };
    const bytes = await close(handle, table, last.offset + last.bytes);
    return { table, format, bytes, wasTorn: true };
  } finally {
    await handle.close();
  }
}

/** On a full disk it stays without its table: it is whole, and walked where others are looked up. */
async function close(handle: FileHandle, table: FragmentTable, end: number): Promise<number> {
  await handle.truncate(end);
  const footer = writeFooter(table);
  let bytes = end + footer.length;
  try {
    await handle.write(footer, 0, footer.length, end);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    await handle.truncate(end);
    bytes = end;
  }
  await handle.datasync();
  return bytes;
}

async function withoutRot(handle: FileHandle, fragments: readonly Fragment[]): Promise<readonly Fragment[]> {
  let count = fragments.length;
  for (let look = 0; look < DOUBTED && count > 0; look += 1) {
    const last = fragments[count - 1];
    if (last && (await isWhole(handle, last))) break;
    count -= 1;
  }
  return fragments.slice(0, count);
}

/** The lengths before the NAL units lead from picture to picture: bytes that were never written do not. */
async function isWhole(handle: FileHandle, { offset, bytes }: Fragment): Promise<boolean> {
  if (bytes > MOST_FRAGMENT_BYTES) return false;
  const data = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(data, 0, bytes, offset);
  if (bytesRead < bytes) return false;
  try {
    for (const moof of boxes(data, 0, bytes)) {
      if (moof.type !== 'moof') continue;
      const { video } = readMoof(data, moof);
      if (!video) return false;
      return video.samples.every((sample) => {
        const from = moof.start + sample.offset;
        return isPicture(data, from, from + sample.bytes);
      });
    }
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
  }
  return false;
}

function isPicture(data: Buffer, from: number, to: number): boolean {
  let at = from;
  while (at + 4 < to && to <= data.length) {
    const length = data.readUInt32BE(at);
    if (length === 0) return false;
    at += 4 + length;
  }
  return at === to;
}
