import type { MediaInfo } from '../../types.ts';

/** A run of whole access units of about 200 ms; what `EXT-X-PART` names. */
export interface Part {
  /** Counts parts across segments: so the next part's name is known before it is known which segment it opens or ends. */
  readonly number: number;
  readonly durationMs: number;
  /** Begins with a keyframe. */
  readonly independent: boolean;
  /** The fragments' own buffers, in order: joined only when somebody asks. */
  readonly buffers: readonly Buffer[];
}

/** Parts from one keyframe to another; what `EXTINF` names once it is complete. */
export interface Segment {
  /** Media sequence number. */
  readonly msn: number;
  readonly info: MediaInfo;
  /** Names the init segment: the media sequence number of the first segment that uses it. */
  readonly initMsn: number;
  /** Does not continue the one before: the source was restarted. */
  readonly discontinuity: boolean;
  /** Wall clock (UTC, ms) of its first picture. */
  readonly startsAtMs: number;
  readonly parts: readonly Part[];
  readonly durationMs: number;
  readonly complete: boolean;
}
