import type { FileHandle } from 'node:fs/promises';
import { type Box, boxes, requireBox } from '../fmp4/box.ts';
import { parseInit } from '../fmp4/parse-init.ts';
import { MediaError } from '../media-error.ts';
import type { SegmentFile } from './types.ts';

export type SegmentFormat = Pick<SegmentFile, 'codec' | 'codecString' | 'width' | 'height' | 'sound'>;

/** What a file's `ftyp`+`moov` say of it; undefined where they are not ours. */
export async function readSegmentInit(
  handle: FileHandle,
  initBytes: number,
): Promise<SegmentFormat | undefined> {
  const data = Buffer.alloc(initBytes);
  const { bytesRead } = await handle.read(data, 0, initBytes, 0);
  if (bytesRead < initBytes) return undefined;
  try {
    const top = [...boxes(data, 0, data.length)];
    const { codec, codecString, width, height } = parseInit({ kind: 'init', data, boxes: top });
    const moov = top.find(({ type }) => type === 'moov');
    return { codec, codecString, width, height, sound: moov !== undefined && hasSound(data, moov) };
  } catch (error) {
    // A file that something else wrote, or that rotted.
    if (error instanceof MediaError) return undefined;
    throw error;
  }
}

function hasSound(data: Buffer, moov: Box): boolean {
  return [...boxes(data, moov.body, moov.end)].some((trak) => {
    if (trak.type !== 'trak') return false;
    const { body } = requireBox(data, trak, 'mdia', 'hdlr');
    return data.toString('latin1', body + 8, body + 12) === 'soun';
  });
}
