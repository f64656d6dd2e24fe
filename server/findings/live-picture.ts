/** A camera's newest picture: of a stream that runs anyway, else pulled for it, last on its hall's line. */
import {
  LineFullError,
  Snapshots,
  type StreamHub,
  type StreamKey,
  type StreamView,
} from '../../streams/index.ts';
import type { TakenPicture } from './picture-fetcher.ts';

export interface LivePictureOptions {
  readonly hub: Pick<StreamHub, 'peek' | 'acquire'>;
  readonly enterLine: (key: StreamKey) => Promise<() => void>;
}

const MOST_WIDE = 1920;
const WAIT_MS = 10_000;

/** Answers undefined where the line is full; a camera that is away throws its fault. */
export function livePicture({ hub, enterLine }: LivePictureOptions) {
  const snapshots = new Snapshots({ atOnce: 1 });
  const of = async (stream: StreamView): Promise<TakenPicture> =>
    snapshots.frameJpeg(stream, { maxWidth: MOST_WIDE, waitMs: WAIT_MS });
  return async (cameraId: string): Promise<TakenPicture | undefined> => {
    for (const profile of ['main', 'sub'] as const) {
      const stream = hub.peek({ cameraId, profile });
      if (stream?.status.state.name === 'live' && stream.latestKeyframe()) return of(stream);
    }
    const key: StreamKey = { cameraId, profile: 'main' };
    let leave: () => void;
    try {
      leave = await enterLine(key);
    } catch (error) {
      if (error instanceof LineFullError) return undefined;
      throw error;
    }
    const lease = hub.acquire(key, 'finding');
    try {
      return await of(lease.stream);
    } finally {
      lease.release();
      leave();
    }
  };
}
