/** Reads what is in a recorded file, closed, growing or torn. The disk is not trusted: a broken box ends the table. */
import { type FileHandle, open } from 'node:fs/promises';
import { type Box, boxes, requireBox } from '../fmp4/box.ts';
import { PRFT_BYTES, readProducerTime } from '../fmp4/producer-time.ts';
import { readMoof } from '../fmp4/read-moof.ts';
import { MediaError } from '../media-error.ts';
import { footerBytes, MOST_FRAGMENTS, parseFooter } from './segment-table.ts';
import type { Fragment, FragmentTable } from './types.ts';

/** Holds the table of ten minutes; a longer one takes a second read. */
const TAIL_BYTES = 32 * 1024;
const MOST_TAIL_BYTES = 2 * 1024 * 1024;
/** Holds the head of a second of pictures and sound. */
const HEAD_BYTES = 4096;
const MOST_HEAD_BYTES = 512 * 1024;

export interface FragmentScan extends FragmentTable {
  /** The file ends with its table: nothing more will come. */
  readonly closed: boolean;
  /** Where the last whole fragment ends; what lies behind it is a table, or torn, or not there yet. */
  readonly endBytes: number;
  readonly fileBytes: number;
}

/**
 * What a file holds now. Of a closed file its table is read (one read from the end, or two); any other is walked from
 * box to box. A file without one whole box gives `initBytes` 0.
 * @throws the system's error where the file cannot be opened or read
 */
export function readFragments(file: string): Promise<FragmentScan> {
  return new FragmentReader(file).read();
}

/** The same for a file that is asked for again while it grows: each time only what is new is read. */
export class FragmentReader {
  readonly #file: string;
  #closed: FragmentScan | undefined;
  #initBytes = 0;
  #timescale = 0;
  #fragments: Fragment[] = [];
  #end = 0;

  constructor(file: string) {
    this.#file = file;
  }

  async read(): Promise<FragmentScan> {
    if (this.#closed) return this.#closed;
    const handle = await open(this.#file, 'r');
    try {
      const { size } = await handle.stat();
      this.#closed = await readClosed(handle, size);
      return this.#closed ?? (await this.#walk(handle, size));
    } finally {
      await handle.close();
    }
  }

  async #walk(handle: FileHandle, size: number): Promise<FragmentScan> {
    if (this.#initBytes === 0) await this.#readInit(handle, size);
    while (this.#initBytes > 0 && this.#end < size && this.#fragments.length < MOST_FRAGMENTS) {
      const fragment = await readFragment(handle, this.#end, size, this.#timescale);
      if (!fragment) break;
      this.#fragments.push(fragment);
      this.#end = fragment.offset + fragment.bytes;
    }
    return {
      initBytes: this.#initBytes,
      timescale: this.#timescale,
      // A list that the reader goes on with must not grow under whoever was given it.
      fragments: [...this.#fragments],
      ...{ closed: false, endBytes: this.#end, fileBytes: size },
    };
  }

  async #readInit(handle: FileHandle, size: number): Promise<void> {
    const data = await readAt(handle, 0, Math.min(size, HEAD_BYTES));
    const init = initOf(data) ?? initOf(await readAt(handle, 0, Math.min(size, MOST_HEAD_BYTES)));
    if (!init) return;
    this.#initBytes = init.bytes;
    this.#timescale = init.timescale;
    this.#end = init.bytes;
  }
}

async function readClosed(handle: FileHandle, size: number): Promise<FragmentScan | undefined> {
  let tail = await readAt(handle, Math.max(0, size - TAIL_BYTES), Math.min(size, TAIL_BYTES));
  // Twice at most: the first look tells where the table's own size stands.
  for (let look = 0; look < 3; look += 1) {
    const bytes = footerBytes(tail);
    if (bytes === undefined || bytes > size || bytes > MOST_TAIL_BYTES) return undefined;
    if (bytes <= tail.length) {
      const footer = parseFooter(tail.subarray(tail.length - bytes), size);
      return footer && { ...footer.table, closed: true, endBytes: footer.offset, fileBytes: size };
    }
    tail = await readAt(handle, size - bytes, bytes);
  }
  return undefined;
}

/** One `prft`+`moof`+`mdat`, whole; undefined where there is none at `offset`. */
async function readFragment(
  handle: FileHandle,
  offset: number,
  size: number,
  timescale: number,
): Promise<Fragment | undefined> {
  let data = await readAt(handle, offset, Math.min(HEAD_BYTES, size - offset));
  const needed = headBytes(data);
  if (needed === undefined || needed > MOST_HEAD_BYTES || offset + needed > size) return undefined;
  if (needed > data.length) data = await readAt(handle, offset, needed);
  return data.length < needed ? undefined : parseHead(data, offset, size, timescale);
}

/** To the end of the `mdat`'s head. */
function headBytes(data: Buffer): number | undefined {
  if (data.length < PRFT_BYTES + 8 || data.toString('latin1', PRFT_BYTES + 4, PRFT_BYTES + 8) !== 'moof')
    return undefined;
  return PRFT_BYTES + data.readUInt32BE(PRFT_BYTES) + 8;
}

function parseHead(data: Buffer, offset: number, size: number, timescale: number): Fragment | undefined {
  const time = readProducerTime(data, 0);
  const moof: Box = {
    type: 'moof',
    start: PRFT_BYTES,
    body: PRFT_BYTES + 8,
    end: PRFT_BYTES + data.readUInt32BE(PRFT_BYTES),
  };
  if (!time || data.toString('latin1', moof.end + 4, moof.end + 8) !== 'mdat') return undefined;
  const bytes = moof.end + data.readUInt32BE(moof.end);
  if (bytes < moof.end + 8 || offset + bytes > size) return undefined;
  try {
    const { video } = readMoof(data, moof);
    const first = video?.samples[0];
    if (!video || !first) return undefined;
    const ticks = video.samples.reduce((sum, { durationTicks }) => sum + durationTicks, 0);
    return {
      ...{ offset, bytes, atMs: time.atMs, durationMs: (ticks * 1000) / timescale },
      ...{ keyframe: first.keyframe, decodeTime: video.decodeTime, presentationTime: time.mediaTime },
    };
  } catch (error) {
    // Not what we write: the table ends before it.
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}

function initOf(data: Buffer): { bytes: number; timescale: number } | undefined {
  try {
    let moov: Box | undefined;
    for (const box of boxes(data, 0, data.length)) {
      if (box.type === 'moov') moov = box;
      if (box.type !== 'ftyp') break;
    }
    if (!moov) return undefined;
    // The picture's track is the first.
    const mdhd = requireBox(data, moov, 'trak', 'mdia', 'mdhd');
    const timescale = data.readUInt32BE(mdhd.body + 12);
    return timescale > 0 ? { bytes: moov.end, timescale } : undefined;
  } catch (error) {
    // Torn, or nothing of ours.
    if (error instanceof MediaError || error instanceof RangeError) return undefined;
    throw error;
  }
}

async function readAt(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const data = Buffer.allocUnsafe(Math.max(0, bytes));
  let read = 0;
  while (read < data.length) {
    const { bytesRead } = await handle.read(data, read, data.length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return data.subarray(0, read);
}
