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
      const image = await frameOf(camera.id, abort.signal);
      if (abort.signal.aborted) return;
      if (image !== undefined) {
        const url = URL.createObjectURL(image);
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

/** Undefined: there is none now, for whatever reason. */
async function frameOf(cameraId: string, signal: AbortSignal): Promise<Blob | undefined> {
  try {
    const response = await fetch(`/media/${cameraId}/main/frame.jpg`, {
      signal,
      cache: 'no-store',
      credentials: 'same-origin',
    });
    return response.ok ? await response.blob() : undefined;
  } catch {
    // Left meanwhile, or the line is down: both are "none now".
    return undefined;
  }
}
