import type { MediaInfo } from '../../types.ts';
import type { Part } from './part.ts';

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
