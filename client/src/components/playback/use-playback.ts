/** A playback for as long as a component lives: the engine, its tracks, and what React needs to hear of them. */
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { CameraRange } from '../../../../server/contract/playback.ts';
import { type CameraCoverage, cameraCoverage } from '../../../../server/contract/recordings.ts';
import { api } from '../../lib/api.ts';
import { useServices } from '../../lib/services.ts';
import {
  PlaybackEngine,
  type PlayheadState,
  type Track,
  type TrackFacts,
  type TrackSpec,
  type TrackState,
} from '../../media/playback/index.ts';

export interface UsePlaybackOptions {
  readonly tracks: readonly TrackSpec[];
  /** Where the playhead begins: wall clock, ms. Later changes are jumps of the caller's (`playback.jump`). */
  readonly at: number;
  /** What somebody said why he looks at; undefined: nothing yet, and nothing is loaded. */
  readonly viewing: { readonly cameras: readonly CameraRange[] } | undefined;
  /** Where what there is of a time is known otherwise than by asking for it. */
  readonly fetchCoverage?: FetchCoverage;
}

export type FetchCoverage = (cameraId: string, fromMs: number, toMs: number) => Promise<CameraCoverage>;

export const askCoverage: FetchCoverage = (cameraId, fromMs, toMs) =>
  api(`/cameras/${cameraId}/coverage`, {
    schema: cameraCoverage,
    query: { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() },
  });

/** The engine itself: `playhead`, `jump`, `step`, `toggle`, `scrub`, `onFrame`. */
export type Playback = PlaybackEngine;

export function usePlayback({
  tracks,
  at,
  viewing,
  fetchCoverage = askCoverage,
}: UsePlaybackOptions): Playback {
  const { clock } = useServices();
  const [playback] = useState(
    () =>
      new PlaybackEngine({
        atMs: at,
        serverNow: () => clock.now(),
        fetchCoverage,
      }),
  );
  useEffect(() => {
    playback.start();
    return () => playback.close();
  }, [playback]);
  const wanted = tracks.map(({ cameraId, profile = 'main' }) => `${cameraId}/${profile}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` says what of `tracks` counts
  useEffect(() => playback.setTracks(tracks), [playback, wanted]);
  const cameras = viewing?.cameras;
  useEffect(() => playback.setAllowed(cameras ?? false), [playback, cameras]);
  return playback;
}

export function usePlayheadState(playback: Playback): PlayheadState {
  return useSyncExternalStore(playback.playhead.subscribe, playback.playhead.getState);
}

export function useTracks(playback: Playback): readonly Track[] {
  return useSyncExternalStore(playback.subscribe, playback.getTracks);
}

export function useTrackState(track: Track): TrackState {
  return useSyncExternalStore(track.subscribe, track.getState);
}

export function useTrackFacts(track: Track): TrackFacts {
  return useSyncExternalStore(track.subscribe, track.getFacts);
}

/** The playhead's instant, at most every `everyMs`: for words beside the picture. Wall clock, ms. */
export function usePlayheadAt(playback: Playback, everyMs = 100): number {
  const beat = useMemo(() => {
    let at = playback.playhead.atMs;
    return {
      get: () => at,
      subscribe: (listener: () => void) => {
        let toldAtMs = Number.NEGATIVE_INFINITY;
        return playback.onFrame((atMs) => {
          const now = performance.now();
          if (atMs === at || now - toldAtMs < everyMs) return;
          toldAtMs = now;
          at = atMs;
          listener();
        });
      },
    };
  }, [playback, everyMs]);
  return useSyncExternalStore(beat.subscribe, beat.get);
}
