import { MediaError } from '../media-error.ts';
import type { StreamView } from '../types.ts';

/** Waits for the stream's first keyframe, at most so long, or until the source fails. */
export function firstKeyframe(stream: StreamView, waitMs: number): Promise<void> {
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

/** Why there is none: the stream's own fault, if it has one. */
export function notReady(stream: StreamView): MediaError {
  const { fault } = stream.status;
  if (fault) return new MediaError({ code: fault.code, message: fault.message });
  return new MediaError({ code: 'stream_not_ready', message: 'The stream has no picture yet.' });
}
