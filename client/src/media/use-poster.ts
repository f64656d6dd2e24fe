/** The newest keyframe the server holds, shown until the first live frame; with its age when the server tells it. */
import { useEffect, useState } from 'react';
import type { Profile } from '../../../server/contract/cameras.ts';

export interface Poster {
  readonly url: string;
  readonly capturedAtMs: number | undefined;
}

export function usePoster(cameraId: string, profile: Profile, wanted: boolean): Poster | undefined {
  const [poster, setPoster] = useState<Poster>();
  useEffect(() => {
    if (!wanted) return;
    const abort = new AbortController();
    let url: string | undefined;
    fetchPoster(cameraId, profile, abort.signal)
      .then((found) => {
        if (found === undefined || abort.signal.aborted) return;
        url = found.url;
        setPoster(found);
      })
      .catch(() => {
        // No poster: the tile says "connecting" on a dark ground, which is just as true.
      });
    return () => {
      abort.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
      setPoster(undefined);
    };
  }, [cameraId, profile, wanted]);
  return poster;
}

async function fetchPoster(
  cameraId: string,
  profile: Profile,
  signal: AbortSignal,
): Promise<Poster | undefined> {
  const response = await fetch(`/media/${cameraId}/${profile}/frame.jpg`, {
    signal,
    credentials: 'same-origin',
  });
  if (!response.ok) return undefined;
  const at = Date.parse(response.headers.get('last-modified') ?? '');
  const url = URL.createObjectURL(await response.blob());
  return { url, capturedAtMs: Number.isNaN(at) ? undefined : at };
}
