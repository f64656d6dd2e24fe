/** Sound of the camera that leads: off until asked for, one at a time, for who may listen. */
import { useEffect, useState } from 'react';
import { type Playback, useTracks } from '../../components/playback/use-playback.ts';
import { useMay } from '../../lib/me.ts';

/** Undefined: not for this person. */
export function useTrackSound(
  playback: Playback,
  cameraId: string | undefined,
): { readonly on: boolean; readonly toggle: () => void } | undefined {
  const may = useMay();
  const tracks = useTracks(playback);
  const [on, setOn] = useState(false);
  useEffect(() => {
    for (const track of tracks) track.setSound(on && track.cameraId === cameraId);
  }, [tracks, on, cameraId]);
  return may('live:listen') ? { on, toggle: () => setOn(!on) } : undefined;
}
