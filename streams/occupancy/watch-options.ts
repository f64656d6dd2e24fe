import type { KeyframeDecoder } from '../analysis/index.ts';
import type { StreamHub } from '../stream/stream-hub.ts';
import type { Log, StreamKey } from '../types.ts';
import type { BlindCause, LearntPlaces, OccupancyListener } from './types.ts';

export interface OccupancyWatchOptions {
  readonly hub: Pick<StreamHub, 'peek' | 'acquire' | 'status'>;
  /**
   * Room on the hall's line, for whoever goes last; throws `LineFullError`. Answers the way to leave. `onEvicted`: the
   * room is needed for somebody else.
   */
  readonly enterLine: (key: StreamKey, onEvicted: () => void) => Promise<() => void>;
  readonly listener: OccupancyListener;
  readonly learnt: LearntPlaces;
  readonly log: Log;
  /** Wall clock, UTC, ms. */
  readonly now: () => number;
  /** At most one picture a camera in so long. Default 1 s. */
  readonly everyMs?: number;
  /** In the shape `GREY`; closed with the watch. Default: one of its own. */
  readonly decoder?: Pick<KeyframeDecoder, 'decode' | 'close'>;
}

/** What the watch has done so far, and how it stands now. */
export interface OccupancyFigures {
  readonly cameras: number;
  /** Pictures looked at. */
  readonly pictures: number;
  /** Keyframes that were let go, because too many waited. */
  readonly skipped: number;
  readonly undecodable: number;
  /** CPU of this process for judging, ms, over all pictures. */
  readonly judgingMs: number;
  /** Pictures that wait for the decoder or are in it. */
  readonly queue: number;
  /** Streams that run for the watch only. */
  readonly leases: number;
  readonly blind: Readonly<Partial<Record<BlindCause, number>>>;
}
