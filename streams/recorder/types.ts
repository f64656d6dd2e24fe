/** What the recorder, whoever keeps its index and whoever reads its files agree on. Types only. */
import type { Profile, StreamFault } from '../types.ts';

/** Why there is no picture of a time. */
export type GapCause = 'camera' | 'line' | 'server' | 'disk' | 'off';

/** A file of a camera profile: fragmented MP4 that any player plays as it lies there, also while it grows. */
export interface SegmentFile {
  /** UUID, also in the file's name. */
  readonly id: string;
  readonly cameraId: string;
  readonly profile: Profile;
  /** The disk it lies on, as the index names it. */
  readonly diskId: string;
  /** From the disk's folder: `<cameraId>/<profile>/<2026-11-23>/<startedAtMs>-<id>.mp4`. */
  readonly path: string;
  /** Wall clock (server, UTC, ms) of its first picture, as measured on arrival. */
  readonly startedAtMs: number;
  readonly codec: 'h264' | 'h265';
  /** RFC 6381. */
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  readonly sound: boolean;
  /** The camera sends sound that was to be kept, and there was no encoder for it to be had. */
  readonly soundMissing?: boolean;
  /** Of the live buffer: kept for ten minutes, never held, never exported. Its path begins with `buffer/`. */
  readonly buffer: boolean;
}

/** How far a file has come: what is told here is on disk (fdatasync). */
export interface SegmentProgress {
  readonly id: string;
  /** Wall clock of the end of its last picture. */
  readonly endedAtMs: number;
  readonly bytes: number;
}

/** The last of a file; `driftPpm`: the camera's media clock against ours over the file; `clockOffsetMs`: its wall clock less ours. */
export interface SegmentEnd extends SegmentProgress {
  readonly driftPpm: number | null;
  readonly clockOffsetMs: number | null;
}

export interface GapTold {
  readonly cameraId: string;
  readonly profile: Profile;
  readonly fromMs: number;
  readonly cause: GapCause;
  readonly code: StreamFault['code'] | string | null;
}

/** Told of everything by the recorder; synchronous, never throws: whoever keeps the index queues and tries again. */
export interface SegmentIndexPort {
  opened(segment: SegmentFile): void;
  /** Of all that grew, about every 10 s. */
  grew(progress: readonly SegmentProgress[]): void;
  closed(end: SegmentEnd): void;
  /**
   * There is no picture from `fromMs` on, and why; the next `opened` of that camera profile ends it. Told again with
   * the same `fromMs`: the cause is known better now. With a later one: the cause is another from then on.
   */
  gapBegan(gap: GapTold): void;
  /** A file of the live buffer is gone. */
  removed?(id: string): void;
}

/** Where the next file goes. Asked at each new file; null: nowhere, which is a gap with cause `disk`. */
export interface DiskPort {
  pick(cameraId: string): { readonly diskId: string; readonly folder: string } | null;
  /** A write failed (`ENOSPC`, `EIO`, `ENOENT` …): the recorder goes on with the next disk. */
  failed(diskId: string, error: NodeJS.ErrnoException): void;
}

/** One `moof`+`mdat` of a file. */
export interface Fragment {
  /** Byte offset of its first box, and how many bytes to the end of its `mdat`. */
  readonly offset: number;
  readonly bytes: number;
  /** Wall clock (server, UTC, ms) of its first picture. */
  readonly atMs: number;
  readonly durationMs: number;
  /** Begins with a keyframe. */
  readonly keyframe: boolean;
  /** Decode time of its first picture in the file's own ticks. */
  readonly decodeTime: number;
  /**
   * Where on the file's presentation time `atMs` lies, in ticks: what is shown at `t` was taken at
   * `atMs + (t − presentationTime) / timescale`. Beyond `decodeTime` only where there are B-frames.
   */
  readonly presentationTime: number;
}

export interface FragmentTable {
  /** `ftyp`+`moov`: the first so many bytes. */
  readonly initBytes: number;
  readonly timescale: number;
  readonly fragments: readonly Fragment[];
}
