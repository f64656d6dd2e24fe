/** Single pictures of recorded files: keyframes, each with its wall clock, as fragmented MP4 of their own. */
import type { FileHandle } from 'node:fs/promises';
import { type Sample, writeFragment } from '../fmp4/write-fragment.ts';
import { MediaError } from '../media-error.ts';
import type { Fragment } from '../recorder/types.ts';
import { type FragmentHead, headBytes, parseHead } from './fragment-head.ts';
import { startOf } from './runs.ts';
import { openFile, readAt } from './segment-bytes.ts';
import { silentInit } from './silence.ts';
import type { PlayablePart } from './types.ts';

export interface PickedKeyframe {
  readonly part: PlayablePart;
  readonly fragment: Fragment;
}

export interface PictureAnswer {
  readonly buffers: readonly Buffer[];
  readonly bytes: number;
  /** Of its first picture. */
  readonly capturedAtMs: number;
  readonly codecString: string;
  readonly count: number;
}

/** A head of one second is about 1 KB; the rest is the picture, read next. */
const HEAD_BYTES = 4096;
/** A keyframe of 8K at the most careful quality is a few megabytes. */
const PICTURE_MOST_BYTES = 16 * 1024 * 1024;

/** The keyframe at or before an instant, of files in the order of time. Undefined: none of them reaches back so far. */
export function keyframeAt(parts: readonly PlayablePart[], atMs: number): PickedKeyframe | undefined {
  for (let index = parts.length - 1; index >= 0; index--) {
    const part = parts[index] as PlayablePart;
    const { fragments } = part.table;
    const fragment = fragments[startOf(fragments, atMs)];
    if (fragment && fragment.atMs <= atMs) return { part, fragment };
  }
  return undefined;
}

export interface PickRequest {
  readonly parts: readonly PlayablePart[];
  readonly fromMs: number;
  readonly toMs: number;
  /** At least so far from one to the next. */
  readonly everyMs: number;
  readonly most: number;
}

/** Keyframes over a range, the first at or before its beginning where there is one. */
export function keyframesOver({ parts, fromMs, toMs, everyMs, most }: PickRequest): PickedKeyframe[] {
  const picked: PickedKeyframe[] = [];
  let nextMs = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    const { fragments } = part.table;
    const last = fragments.at(-1);
    if (!last || last.atMs + last.durationMs <= fromMs) continue;
    for (let index = startOf(fragments, fromMs); index < fragments.length; index++) {
      const fragment = fragments[index] as Fragment;
      if (picked.length >= most || fragment.atMs >= toMs) return picked;
      if (!fragment.keyframe || fragment.atMs < nextMs) continue;
      picked.push({ part, fragment });
      nextMs = Math.max(fragment.atMs, fromMs) + everyMs;
    }
  }
  return picked;
}

/**
 * For each file `ftyp`+`moov`, then for each picture its `prft` (ISO/IEC 14496-12, 8.16.5: the wall clock), `moof` and
 * `mdat` with that picture alone. `mostBytes`: it stops with the picture that makes it as many.
 */
export async function picturesOf(
  picked: readonly PickedKeyframe[],
  mostBytes = 48 * 1024 * 1024,
): Promise<PictureAnswer> {
  const [first] = picked;
  if (!first) throw notThere();
  const buffers: Buffer[] = [];
  let bytes = 0;
  let count = 0;
  let handle: FileHandle | undefined;
  let current: PlayablePart | undefined;
  try {
    for (const { part, fragment } of picked) {
      if (bytes >= mostBytes) break;
      if (part !== current) {
        await handle?.close();
        handle = undefined;
        handle = await openFile(part.file.file);
        current = part;
        const init = silentInit(await readAt(handle, 0, part.table.initBytes));
        buffers.push(init);
        bytes += init.length;
      }
      const picture = await readPicture(handle as FileHandle, fragment);
      const written = [
        picture.before,
        writeFragment({ sequence: fragment.decodeTime, units: [picture.sample] }),
      ];
      buffers.push(...written);
      bytes += written.reduce((sum, { length }) => sum + length, 0);
      count += 1;
    }
  } finally {
    await handle?.close();
  }
  return {
    buffers,
    bytes,
    count,
    capturedAtMs: first.fragment.atMs,
    codecString: first.part.file.codecString,
  };
}

/** The first picture of a fragment, and what stood before its `moof`. */
async function readPicture(
  handle: FileHandle,
  fragment: Fragment,
): Promise<{ before: Buffer; sample: Sample }> {
  const { head, data } = await readHead(handle, fragment);
  const track = head.video;
  const [first] = track?.samples ?? [];
  if (!track || !first || first.bytes > PICTURE_MOST_BYTES || first.offset + first.bytes > fragment.bytes)
    throw notThere();
  return {
    before: data.subarray(0, head.moofStart),
    sample: {
      ...{ keyframe: true, decodeTime: track.decodeTime },
      ...{ durationTicks: first.durationTicks, compositionTicks: first.compositionTicks },
      data: await readAt(handle, fragment.offset + first.offset, first.bytes),
    },
  };
}

/** Of a fragment, as much as it takes to know where its pictures lie. */
export async function readHead(
  handle: FileHandle,
  fragment: Fragment,
): Promise<{ head: FragmentHead; data: Buffer }> {
  let data = await readAt(handle, fragment.offset, Math.min(HEAD_BYTES, fragment.bytes));
  const whole = headBytes(data);
  if (whole === undefined || whole > fragment.bytes) throw notThere();
  if (whole > data.length) data = await readAt(handle, fragment.offset, whole);
  return { head: parseHead(data), data };
}

function notThere(): MediaError {
  return new MediaError({ code: 'media_not_found', message: 'There is no such picture in the recording.' });
}
