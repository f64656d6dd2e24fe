/** What is built, and what is found out on the way. Everything here can be written to a file and read back. */
import type { EvidenceOptions } from '../contract/evidence.ts';

export interface JobRange {
  readonly cameraId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface Job {
  readonly id: string;
  readonly title: string;
  readonly purpose: string;
  readonly caseId: string | null;
  readonly caseNo: string | null;
  readonly options: EvidenceOptions;
  readonly ranges: readonly JobRange[];
  readonly askedBy: string;
  readonly askedByName: string;
  readonly askedAtMs: number;
}

export interface JobCamera {
  readonly id: string;
  readonly name: string;
  readonly hallName: string;
  /** Its folder's name in the package: `01-一号机`. */
  readonly folder: string;
}

/** A run of whole fragments of one recorded file, as it was recorded. */
export interface Piece {
  readonly cameraId: string;
  /** Within the work folder. */
  readonly file: string;
  /** In the package. */
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly codec: 'h264' | 'h265';
  readonly width: number;
  readonly height: number;
  readonly sound: boolean;
  readonly clockOffsetMs: number | null;
  readonly driftPpm: number | null;
  /** Which bytes of which recorded file: the first `initBytes`, then `bytes` from `offset` on. */
  readonly source: {
    readonly segmentId: string;
    readonly initBytes: number;
    readonly offset: number;
    readonly bytes: number;
  };
}

/** A time that was asked for and has no footage. */
export interface MissingTime {
  readonly cameraId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause: string;
  readonly code: string | null;
}

/** Ranges of one camera that touch or overlap are one: no second of footage is in the package twice. */
export function mergedRanges(ranges: readonly JobRange[]): JobRange[] {
  const merged: { cameraId: string; fromMs: number; toMs: number }[] = [];
  const sorted = [...ranges].sort(
    (a, b) => a.cameraId.localeCompare(b.cameraId) || a.fromMs - b.fromMs || a.toMs - b.toMs,
  );
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last?.cameraId === range.cameraId && range.fromMs <= last.toMs)
      last.toMs = Math.max(last.toMs, range.toMs);
    else merged.push({ ...range });
  }
  return merged;
}

/** Letters, digits and Chinese of a name, for a file's: any file system takes it. */
export function fileWord(name: string): string {
  const word = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  // By whole characters: half of a rare one is no text.
  return word === '' ? 'camera' : [...word].slice(0, 40).join('');
}
