/** A tile's way back: nothing is loaded until somebody goes back, and nothing more once he is live again. */
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Profile } from '../../../../server/contract/cameras.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { windowStatus } from '../../../../server/contract/overlays.ts';
import { type CameraCoverage, cameraCoverage } from '../../../../server/contract/recordings.ts';
import { api } from '../../lib/api.ts';
import { useServices } from '../../lib/services.ts';
import { BufferPlayback, bufferFrom } from './buffer-playback.ts';

export interface LiveBuffer {
  /** Undefined: the picture is live. */
  readonly playback: BufferPlayback | undefined;
  /** What there is of the last ten minutes, as it was when somebody went back. */
  readonly coverage: CameraCoverage | undefined;
  /** By so much; forward past the end is live again. */
  step(ms: number): void;
  /** To an instant, under somebody's hand until `endScrub`. */
  scrub(atMs: number): void;
  endScrub(): void;
  toggle(): void;
  /** Live at once. */
  live(): void;
}

/** Nearer to now there is nothing on disk yet: who asks for it wants the live picture. */
const NEAREST_MS = 9000;

export function useLiveBuffer(options: {
  readonly cameraId: string;
  /** What is played where the server does not say what there is. */
  readonly profile: Profile;
  readonly host: RefObject<HTMLElement | null>;
  readonly windowIds: readonly string[];
  /** Nobody looks (any more): then it ends. */
  readonly watched: boolean;
}): LiveBuffer {
  const { cameraId, profile, host, watched } = options;
  const { clock, overlays } = useServices();
  const [playback, setPlayback] = useState<BufferPlayback>();
  const [coverage, setCoverage] = useState<CameraCoverage>();
  const running = useRef<BufferPlayback>(undefined);
  /** Where somebody wants to be while the way there is still being asked for. */
  const wanted = useRef<number>(undefined);
  const windows = useRef(options.windowIds);
  windows.current = options.windowIds;

  const live = useCallback(() => {
    wanted.current = undefined;
    running.current?.close();
    running.current = undefined;
    setPlayback(undefined);
    setCoverage(undefined);
  }, []);

  const open = useCallback(
    async (atMs: number) => {
      const asked = wanted.current !== undefined;
      wanted.current = atMs;
      if (asked) return;
      const serverNow = () => clock.now();
      const from = bufferFrom(serverNow());
      for (const windowId of windows.current)
        void recallStatuses(windowId, from, serverNow()).then(
          (statuses) => overlays.recall(windowId, statuses),
          // The strip then shows the oldest status it knows; the picture matters more.
          () => undefined,
        );
      // Without it, gaps are drawn without their cause; what is there plays all the same.
      const known = await fetchCoverage(cameraId, from, serverNow()).catch(() => undefined);
      if (wanted.current === undefined || host.current === null) return;
      const made = new BufferPlayback({
        ...{ cameraId, host: host.current, serverNow, fetchCoverage },
        profile: known?.profile ?? profile,
        atMs: wanted.current,
      });
      wanted.current = undefined;
      running.current = made;
      made.start();
      setCoverage(known);
      setPlayback(made);
    },
    [cameraId, profile, host, clock, overlays],
  );

  useEffect(() => (watched ? undefined : live()), [watched, live]);
  useEffect(() => () => live(), [live]);

  return useMemo(() => {
    const go = (atMs: number, how: 'jump' | 'scrub') => {
      const now = clock.now();
      if (how === 'jump' && atMs > now - NEAREST_MS) live();
      else if (running.current === undefined)
        void open(Math.max(bufferFrom(now), Math.min(atMs, now - NEAREST_MS)));
      else running.current[how](Math.min(atMs, now - NEAREST_MS));
    };
    return {
      playback,
      coverage,
      step: (ms) => go((running.current?.engine.playhead.atMs ?? wanted.current ?? clock.now()) + ms, 'jump'),
      scrub: (atMs) => go(atMs, 'scrub'),
      endScrub: () => running.current?.engine.endScrub(),
      toggle: () => running.current?.engine.toggle(),
      live,
    };
  }, [playback, coverage, clock, live, open]);
}

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();

function fetchCoverage(cameraId: string, fromMs: number, toMs: number): Promise<CameraCoverage> {
  const query = { from: iso(fromMs), to: iso(toMs) };
  return api(`/cameras/${cameraId}/coverage`, { schema: cameraCoverage, query });
}

/** A busy window has some twenty in ten minutes. */
const MOST_STATUSES = 200;

async function recallStatuses(windowId: string, fromMs: number, toMs: number) {
  const query = { from: iso(fromMs), to: iso(toMs), limit: MOST_STATUSES };
  return (await api(`/windows/${windowId}/statuses`, { schema: listOf(windowStatus), query })).items;
}
