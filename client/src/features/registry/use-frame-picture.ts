/** A still picture of a camera to draw on; tried again while the stream is starting. */
import { useCallback, useEffect, useState } from 'react';
import type { Camera } from '../../../../server/contract/cameras.ts';

const TRIES = 6;
const EVERY_MS = 2000;

export function useFramePicture(camera: Camera) {
  const [picture, setPicture] = useState<string>();
  const [failed, setFailed] = useState(false);
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round is asked for by counting it up
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fetchFrame = async (left: number): Promise<void> => {
      const response = await fetch(`/media/${camera.id}/main/frame.jpg`, {
        signal: abort.signal,
        cache: 'no-store',
        credentials: 'same-origin',
      }).catch(() => undefined);
      if (abort.signal.aborted) return;
      if (response?.ok === true) {
        const url = URL.createObjectURL(await response.blob());
        setFailed(false);
        setPicture((before) => {
          if (before !== undefined) URL.revokeObjectURL(before);
          return url;
        });
      } else if (left > 1) timer = setTimeout(() => void fetchFrame(left - 1), EVERY_MS);
      else setFailed(true);
    };
    void fetchFrame(TRIES);
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [camera.id, round]);
  const refresh = useCallback(() => setRound((before) => before + 1), []);
  return { picture, failed, refresh };
}
