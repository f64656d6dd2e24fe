/**
 * Whether somebody said why he looks at these cameras at this instant. His viewings hold in the session they were
 * made in: one that the server does not know of (any more) is asked for anew.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { CameraRange, Viewing } from '../../../../server/contract/playback.ts';
import { useServices } from '../../lib/services.ts';
import type { Playback } from './use-playback.ts';
import { coversAll, rangesOf, useOwnViewings, viewingsKey } from './use-viewing.ts';

export interface Covered {
  /** What may be asked for; undefined while it is not known yet. */
  readonly viewing: { readonly cameras: readonly CameraRange[] } | undefined;
  /** Of the newest that holds: offered again when more is looked at. */
  readonly purpose: string | undefined;
  covers(cameraIds: readonly string[], atMs: number): boolean;
  add(viewing: Viewing): void;
  /** The server refused what these should have opened. */
  distrust(): void;
}

export function useCovered(): Covered {
  const { clock } = useServices();
  const queries = useQueryClient();
  const { data, error } = useOwnViewings();
  const [distrusted, setDistrusted] = useState<ReadonlySet<string>>(() => new Set());
  const [made, setMade] = useState<readonly Viewing[]>([]);
  const holding = useMemo(() => {
    if (data === undefined && error === null) return undefined;
    const known = [...made, ...(data ?? []).filter(({ id }) => !made.some((each) => each.id === id))];
    return known.filter(({ id, until }) => !distrusted.has(id) && Date.parse(until) > clock.now());
  }, [data, error, made, distrusted, clock]);
  const cameras = useMemo(() => holding && { cameras: rangesOf(holding, clock.now()) }, [holding, clock]);
  return {
    viewing: cameras,
    purpose: holding?.[0]?.purpose,
    covers: (cameraIds, atMs) => holding !== undefined && coversAll(holding, cameraIds, atMs, clock.now()),
    add: (viewing) => {
      setMade((before) => [viewing, ...before]);
      void queries.invalidateQueries({ queryKey: viewingsKey });
    },
    distrust: useCallback(
      () => setDistrusted((before) => new Set([...before, ...(holding ?? []).map(({ id }) => id)])),
      [holding],
    ),
  };
}

/** Tells when the server refuses for want of a purpose what the page took for covered. */
export function useRefusals(playback: Playback, covered: boolean, onRefused: () => void): void {
  useEffect(() => {
    if (!covered) return;
    const look = () => {
      const refused = playback
        .getTracks()
        .map((track) => track.getState())
        .some(
          (state) => state.kind === 'failed' && state.code === 'purpose_required' && state.message !== '',
        );
      if (refused) onRefused();
    };
    const stops = playback.getTracks().map((track) => track.subscribe(look));
    return () => {
      for (const stop of stops) stop();
    };
  }, [playback, covered, onRefused]);
}
