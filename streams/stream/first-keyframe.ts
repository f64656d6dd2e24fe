import { MediaError } from '../media-error.ts';
import type { AccessUnit, MediaInfo, StreamView } from '../types.ts';

/**
 * The newest keyframe of a stream that somebody holds; of one that is only starting, its first. Good until the next
 * turn: `retain` or copy.
 * @throws MediaError the stream's fault, or `stream_not_ready`, when there is none and none comes in time
 */
export async function waitForKeyframe(
  stream: StreamView,
  waitMs: number,
): Promise<{ info: MediaInfo; unit: AccessUnit }> {
  if (!stream.latestKeyframe()) await firstKeyframe(stream, waitMs);
  const keyframe = stream.latestKeyframe();
  if (keyframe) return keyframe;
  const { fault } = stream.status;
  if (fault) throw new MediaError({ code: fault.code, message: fault.message });
  throw new MediaError({ code: 'stream_not_ready', message: 'The stream has no picture yet.' });
}

/** Waits for the stream's first keyframe, at most so long, or until the source fails. */
function firstKeyframe(stream: StreamView, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      offStatus();
      // The first picture can come while subscribing, before there is a way to stop.
      queueMicrotask(() => unsubscribe());
      resolve();
    };
    const timer = setTimeout(finish, waitMs);
    const offStatus = stream.onStatus((status) => {
      if (status.state.name === 'backing-off') finish();
    });
    const unsubscribe = stream.subscribe({
      onInit: () => undefined,
      onAccessUnit: ({ keyframe }) => {
        if (keyframe) finish();
      },
    });
  });
}
