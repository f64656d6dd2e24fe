/**
 * Cuts what was asked for out of the recorded files, byte for byte: a file's `ftyp`+`moov`, then whole fragments from the
 * keyframe at or before the in-point to the fragment that holds the out-point. Nothing is decoded, nothing written anew.
 */
import { constants, existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Fragment, readFragments } from '../../streams/recorder/index.ts';
import type { Footage, FootageSegment } from '../recordings/index.ts';
import { fileTime } from './china-time.ts';
import {
  type Job,
  type JobCamera,
  type JobRange,
  type MissingTime,
  mergedRanges,
  type Piece,
} from './job.ts';

export interface CutOptions {
  readonly job: Job;
  readonly cameras: readonly JobCamera[];
  readonly footage: Pick<Footage, 'segments' | 'coverage'>;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** 0–1. */
  readonly onProgress: (part: number) => void;
}

export interface CutFootage {
  readonly pieces: readonly Piece[];
  readonly missing: readonly MissingTime[];
}

const CHUNK_BYTES = 4 << 20;
const DONE = 'pieces.json';

/** What was cut before a restart is not cut again. */
export async function cutFootage(options: CutOptions): Promise<CutFootage> {
  const { job, footage, folder, signal, onProgress } = options;
  const done = join(folder, DONE);
  if (existsSync(done)) return JSON.parse(await readFile(done, 'utf8')) as CutFootage;
  const ranges = mergedRanges(job.ranges);
  const pieces: Piece[] = [];
  const missing: MissingTime[] = [];
  const wholeMs = ranges.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  let beforeMs = 0;
  let last: { readonly piece: Piece; readonly fromMs: number } | undefined;
  for (const range of ranges) {
    const { cameraId, fromMs, toMs } = range;
    for (const segment of await footage.segments(range)) {
      signal.throwIfAborted();
      let from = fromMs;
      let piece = await cut(options, segment, range, pieces.length);
      // Both ranges lie behind one keyframe: one piece shows both, no picture is there twice.
      if (last && piece && piece !== 'gone' && overlap(last.piece, piece)) {
        from = last.fromMs;
        pieces.pop();
        piece = await cut(options, segment, { ...range, fromMs: from }, pieces.length);
      }
      if (piece === 'gone')
        missing.push({
          ...{ cameraId, cause: 'disk', code: 'file_missing' },
          fromMs: Math.max(segment.startedAtMs, fromMs),
          toMs: Math.min(segment.endedAtMs, toMs),
        });
      else if (piece) {
        pieces.push(piece);
        last = { piece, fromMs: from };
      }
      onProgress((beforeMs + Math.min(toMs, segment.endedAtMs) - fromMs) / wholeMs);
    }
    const { spans } = await footage.coverage(range);
    for (const span of spans)
      if (span.kind === 'gap')
        missing.push({
          ...{ cameraId, cause: span.cause, code: span.code },
          ...{ fromMs: Date.parse(span.from), toMs: Date.parse(span.to) },
        });
    beforeMs += toMs - fromMs;
  }
  pieces.sort((a, b) => (a.name < b.name ? -1 : 1));
  const cutOut: CutFootage = { pieces, missing };
  await writeFile(`${done}.new`, JSON.stringify(cutOut), { flush: true });
  await rename(`${done}.new`, done);
  return cutOut;
}

function overlap({ source: one }: Piece, { source: next }: Piece): boolean {
  return one.segmentId === next.segmentId && next.offset < one.offset + one.bytes;
}

async function cut(
  { cameras, folder, signal }: CutOptions,
  segment: FootageSegment,
  range: JobRange,
  index: number,
): Promise<Piece | 'gone' | undefined> {
  const table = await readFragments(segment.file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (!table) return 'gone';
  const wanted = fragmentsOf(table.fragments, range);
  const [first] = wanted;
  const last = wanted.at(-1);
  if (!first || !last) return undefined;
  const bytes = last.offset + last.bytes - first.offset;
  const file = join('raw', `${String(index + 1).padStart(4, '0')}.mp4`);
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  const from = await open(segment.file, 'r');
  try {
    const to = await open(`${path}.new`, constants.O_CREAT | constants.O_TRUNC | constants.O_WRONLY, 0o600);
    try {
      await copyBytes(from, to, 0, table.initBytes, signal);
      await copyBytes(from, to, first.offset, bytes, signal);
      await to.datasync();
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
  await rename(`${path}.new`, path);
  const camera = cameras.find(({ id }) => id === segment.cameraId);
  const { cameraId, codec, width, height, sound, clockOffsetMs, driftPpm } = segment;
  return {
    ...{ cameraId, codec, width, height, sound, clockOffsetMs, driftPpm, file },
    name: `footage/${camera?.folder ?? cameraId}/${fileTime(first.atMs)}.mp4`,
    fromMs: first.atMs,
    toMs: last.atMs + last.durationMs,
    source: { segmentId: segment.id, initBytes: table.initBytes, offset: first.offset, bytes },
  };
}

/** From the last keyframe at or before the in-point, or the first there is, to the last fragment begun before the out-point. */
export function fragmentsOf(
  fragments: readonly Fragment[],
  { fromMs, toMs }: Pick<JobRange, 'fromMs' | 'toMs'>,
): readonly Fragment[] {
  const end = fragments.findLastIndex((one) => one.atMs < toMs) + 1;
  const reaches = fragments.findIndex((one) => one.atMs + one.durationMs > fromMs);
  if (reaches < 0 || reaches >= end) return [];
  const key = fragments.findLastIndex((one, at) => one.keyframe && at <= reaches && one.atMs <= fromMs);
  const begin = key >= 0 ? key : fragments.findIndex((one, at) => one.keyframe && at >= reaches);
  return begin < 0 ? [] : fragments.slice(begin, end);
}

async function copyBytes(
  from: FileHandle,
  to: FileHandle,
  offset: number,
  bytes: number,
  signal: AbortSignal,
): Promise<void> {
  const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, bytes));
  for (let done = 0; done < bytes; ) {
    signal.throwIfAborted();
    const { bytesRead } = await from.read(chunk, 0, Math.min(chunk.length, bytes - done), offset + done);
    if (bytesRead === 0) throw new Error('a recorded file is shorter than its table says');
    for (let written = 0; written < bytesRead; )
      written += (await to.write(chunk, written, bytesRead - written)).bytesWritten;
    done += bytesRead;
  }
}
