import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../types.ts';
import { mendFile } from './mend-file.ts';
import { BUFFER_FOLDER, dayOf, parseSegmentPath, type SegmentPlace } from './segment-path.ts';
import type { FragmentTable, SegmentEnd, SegmentFile } from './types.ts';

export interface RepairOptions {
  /** The disk's, absolute. */
  readonly folder: string;
  readonly diskId: string;
  /** Files that need no look: the index has their end, or they are being written. */
  readonly isSettled: (id: string) => boolean;
  /**
   * Only days (UTC) from that of this instant on, ms: when the index was last told that a file was closed, less a
   * day. Left out: everything there is, which for a year of 200 cameras takes minutes.
   */
  readonly sinceMs?: number;
  /**
   * Files begun from this instant on, ms, are let be: they may be being written, and not be told of yet. Left out: all
   * are looked at, as nothing records.
   */
  readonly beforeMs?: number;
  /** From the disk's folder: files of any day that the index has no end of. */
  readonly open?: readonly string[];
  readonly log: Log;
  readonly signal?: AbortSignal;
}

export type RepairedFile =
  | { readonly kind: 'whole' | 'mended'; readonly segment: SegmentFile; readonly end: SegmentEnd }
  /** Not one whole fragment was in it. */
  | { readonly kind: 'removed'; readonly id: string; readonly path: string }
  /** The index has it, the disk has not. */
  | { readonly kind: 'missing'; readonly path: string };

/** Over less than this, arrivals say nothing of a camera's clock. */
const DRIFT_LEAST_MS = 120_000;

/**
 * Goes through a disk after a start: gives for each file that is not settled what the index must know of it. Torn
 * files are whole then. One file at a time, so that recording and viewers hardly notice.
 */
export async function* repair(options: RepairOptions): AsyncGenerator<RepairedFile> {
  const { isSettled, signal, open = [], beforeMs = Number.POSITIVE_INFINITY } = options;
  const seen = new Set<string>();
  for (const path of open) {
    if (signal?.aborted) return;
    seen.add(path);
    const place = parseSegmentPath(path);
    if (place && !isSettled(place.id)) yield* repairFile(options, path, place);
  }
  for await (const path of segmentPaths(options)) {
    if (signal?.aborted) return;
    const place = parseSegmentPath(path);
    if (!place || place.startedAtMs >= beforeMs) continue;
    if (!seen.has(path) && !isSettled(place.id)) yield* repairFile(options, path, place);
  }
}

async function* repairFile(
  { folder, diskId, log, isSettled }: RepairOptions,
  path: string,
  place: SegmentPlace,
): AsyncGenerator<RepairedFile> {
  const file = join(folder, path);
  try {
    const mended = await mendFile(file);
    if (!mended) {
      // It may have been begun since the folder was read.
      if (isSettled(place.id)) return;
      await unlink(file);
      log.warn({ path, diskId }, 'a recording without one whole fragment was removed');
      yield { kind: 'removed', id: place.id, path };
      return;
    }
    const { table, format, bytes, wasTorn } = mended;
    const segment = { ...place, ...format, diskId, path };
    const end = { id: place.id, bytes, ...endOf(table), clockOffsetMs: null };
    yield { kind: wasTorn ? 'mended' : 'whole', segment, end };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') yield { kind: 'missing', path };
    // One file that cannot be read must not keep the others from being looked at.
    else log.error({ err: error, path, diskId }, 'a recording could not be looked at');
  }
}

function endOf({ fragments, timescale }: FragmentTable): Pick<SegmentEnd, 'endedAtMs' | 'driftPpm'> {
  const [first] = fragments;
  const last = fragments.at(-1);
  if (!first || !last) return { endedAtMs: 0, driftPpm: null };
  const wallMs = last.atMs - first.atMs;
  const mediaMs = ((last.decodeTime - first.decodeTime) * 1000) / timescale;
  const driftPpm = wallMs < DRIFT_LEAST_MS ? null : Math.round((mediaMs / wallMs - 1) * 1e6);
  return { endedAtMs: Math.round(last.atMs + last.durationMs), driftPpm };
}

/** Camera by camera, day by day, in the order of time. The live buffer is nobody's business here. */
async function* segmentPaths({ folder, sinceMs }: RepairOptions): AsyncGenerator<string> {
  const firstDay = sinceMs === undefined ? '' : dayOf(sinceMs);
  for (const camera of await names(folder)) {
    if (camera === BUFFER_FOLDER) continue;
    for (const profile of ['main', 'sub']) {
      for (const day of await names(join(folder, camera, profile))) {
        if (day < firstDay) continue;
        for (const name of await names(join(folder, camera, profile, day)))
          yield `${camera}/${profile}/${day}/${name}`;
      }
    }
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}
