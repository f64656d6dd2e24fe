/** The bytes of a recorded file, any range of them, read as fast as whoever takes them. */
import { type FileHandle, open } from 'node:fs/promises';
import { MediaError } from '../media-error.ts';
import type { Fragment, FragmentTable } from '../recorder/types.ts';
import { silenceFragment, silentInit } from './silence.ts';
import type { PlayablePart } from './types.ts';

export interface BytesRequest {
  readonly part: PlayablePart;
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  /** False: what may be heard of it is zeroes. */
  readonly sound: boolean;
}

const CHUNK_BYTES = 256 * 1024;

/** How many bytes of a file there are to be had: all of a closed one, of an open one up to its last whole fragment. */
export function readableBytes({ file, table }: PlayablePart, sizeOnDisk: number): number {
  const last = table.fragments.at(-1);
  const whole = last ? last.offset + last.bytes : table.initBytes;
  return file.open ? Math.min(whole, sizeOnDisk) : sizeOnDisk;
}

/** Chunks in order. Closes the file when it is done, or given up. */
export async function* bytesOf(request: BytesRequest): AsyncGenerator<Buffer> {
  const { part, start, end, sound } = request;
  const handle = await openFile(part.file.file);
  try {
    if (sound || !part.file.sound) yield* chunks(handle, start, end);
    else yield* silentChunks(handle, part.table, start, end);
  } finally {
    await handle.close();
  }
}

export async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (error) {
    throw new MediaError({
      code: 'media_not_found',
      message: 'The recording is not there any more.',
      cause: error,
    });
  }
}

/** @throws MediaError `media_not_found` where the file is shorter than that */
export async function readAt(handle: FileHandle, offset: number, bytes: number): Promise<Buffer> {
  const data = Buffer.allocUnsafe(bytes);
  let got = 0;
  while (got < bytes) {
    const { bytesRead } = await handle.read(data, got, bytes - got, offset + got);
    if (bytesRead === 0)
      throw new MediaError({ code: 'media_not_found', message: 'The recording ends before that.' });
    got += bytesRead;
  }
  return data;
}

async function* chunks(handle: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at <= end; at += CHUNK_BYTES)
    yield await readAt(handle, at, Math.min(CHUNK_BYTES, end - at + 1));
}

async function* silentChunks(
  handle: FileHandle,
  { initBytes, fragments }: FragmentTable,
  start: number,
  end: number,
): AsyncGenerator<Buffer> {
  if (start < initBytes)
    yield silentInit(await readAt(handle, 0, initBytes)).subarray(start, Math.min(initBytes, end + 1));
  let at = Math.max(start, initBytes);
  for (let index = firstOver(fragments, at); index < fragments.length; index++) {
    const { offset, bytes } = fragments[index] as Fragment;
    if (offset > end) return;
    // Between fragments lies nothing of ours; were there something, nobody knows what it holds.
    if (at < offset) yield Buffer.alloc(offset - at);
    const fragment = await readAt(handle, offset, bytes);
    silenceFragment(fragment);
    yield fragment.subarray(Math.max(0, at - offset), Math.min(bytes, end + 1 - offset));
    at = Math.max(at, offset + bytes);
  }
  // Its own tables: numbers, no samples.
  if (at <= end) yield* chunks(handle, at, end);
}

/** The first fragment that ends behind `at`. */
export function firstOver(fragments: readonly Fragment[], at: number): number {
  let low = 0;
  let high = fragments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { offset, bytes } = fragments[middle] as Fragment;
    if (offset + bytes <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
