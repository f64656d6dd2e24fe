/** How the things on a plan fare now: cameras by their streams, windows by their records. */
import { useEffect, useState } from 'react';
import type { Camera, StreamStatusWire } from '../../../../../server/contract/cameras.ts';
import { colourAt } from '../../../../../server/contract/clock.ts';
import type { WindowStatus } from '../../../../../server/contract/overlays.ts';
import { asOf } from '../../../lib/overlays/as-of.ts';
import { useServices } from '../../../lib/services.ts';
import { useStreamStatuses } from '../../../lib/use-stream-statuses.ts';

export type CameraState = 'live' | 'starting' | 'offline' | 'idle';
export type PlanWindowState = 'serving' | 'idle' | 'near' | 'over' | 'unknown';

export function useCameraStates(cameras: readonly Camera[]): (cameraId: string) => CameraState {
  const statuses = useStreamStatuses(
    cameras.flatMap(({ id, profiles }) => profiles.map(({ profile }) => `${id}/${profile}`)),
  );
  return (id) => {
    const all = [statuses.get(`${id}/sub`), statuses.get(`${id}/main`)].map(stateOf);
    // One profile with a picture is a camera with a picture; one that fails tells more than one nobody wants.
    return (['live', 'offline', 'starting'] as const).find((state) => all.includes(state)) ?? 'idle';
  };
}

function stateOf(status: StreamStatusWire | undefined): CameraState {
  if (status === undefined) return 'idle';
  if (status.state === 'live') return 'live';
  if (status.offlineSince !== null && status.fault !== null) return 'offline';
  return status.state === 'idle' ? 'idle' : 'starting';
}

/** A clock changes its colour by time alone as well. */
const LOOK_MS = 2000;

export function useWindowStates(windowIds: readonly string[]): ReadonlyMap<string, PlanWindowState> {
  const { overlays, clock } = useServices();
  const [states, setStates] = useState<ReadonlyMap<string, PlanWindowState>>(new Map());
  const wanted = windowIds.join();
  useEffect(() => {
    const ids = wanted.split(',').filter((id) => id !== '');
    const look = () => {
      const nowMs = clock.now();
      const next = new Map(
        ids.map((id) => [id, windowStateOf(asOf(overlays.statuses(id), nowMs).status, nowMs)]),
      );
      setStates((before) => (ids.every((id) => before.get(id) === next.get(id)) ? before : next));
    };
    const detach = ids.map((id) => overlays.follow(id, look));
    const timer = setInterval(look, LOOK_MS);
    look();
    return () => {
      clearInterval(timer);
      for (const each of detach) each();
    };
  }, [overlays, clock, wanted]);
  return states;
}

function windowStateOf(status: WindowStatus | undefined, nowMs: number): PlanWindowState {
  if (status === undefined || status.state === 'unknown' || status.state === 'closed') return 'unknown';
  const caseClock = status.case?.clock;
  const colour = caseClock == null ? undefined : colourAt(caseClock, nowMs);
  if (colour === 'near' || colour === 'over') return colour;
  return status.state === 'idle' ? 'idle' : 'serving';
}
