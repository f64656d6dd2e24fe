/** What other slices ask of the recordings. Answers are of what is on disk; rights are the asker's errand. */
import type { Profile } from '../../streams/index.ts';
import type { CameraCoverage } from '../contract/recordings.ts';

export interface FootageSegment {
  readonly id: string;
  readonly cameraId: string;
  readonly profile: Profile;
  /** Absolute. */
  readonly file: string;
  readonly startedAtMs: number;
  /** Of what is known to be on disk; it may have grown since while `open`. */
  readonly endedAtMs: number;
  readonly bytes: number;
  readonly open: boolean;
  readonly codec: 'h264' | 'h265';
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  readonly sound: boolean;
  readonly driftPpm: number | null;
  readonly clockOffsetMs: number | null;
}

export interface FootageRange {
  readonly cameraId: string;
  /** Left out: the best there is, `main` before `sub`, chosen for the whole range. */
  readonly profile?: Profile;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface CoverageAsked extends FootageRange {
  /** Spans shorter than this may be joined with their neighbours. */
  readonly grainMs?: number;
}

/** A camera placed at a window, within a range asked for. */
export interface PlacedCamera {
  readonly cameraId: string;
  readonly cameraName: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly clerkZone: readonly { readonly x: number; readonly y: number }[];
  readonly applicantZone: readonly { readonly x: number; readonly y: number }[] | null;
}

export interface Footage {
  /** Those that overlap the range, in the order of time. */
  segments(range: FootageRange): Promise<FootageSegment[]>;
  segment(id: string): Promise<FootageSegment | undefined>;
  coverage(range: CoverageAsked): Promise<CameraCoverage>;
  /** Of many at once, in their order: one question to the index. */
  coverageOf(ranges: readonly CoverageAsked[]): Promise<CameraCoverage[]>;
  /** Which cameras looked at a window, through the placements valid then. */
  camerasOf(windowId: string, fromMs: number, toMs: number): Promise<PlacedCamera[]>;
}
