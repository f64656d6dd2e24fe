/** Counts above the wall: pictures of the tiles on screen, and clocks of all the hall's windows. */
import { createStore } from 'zustand';
import { colourAt } from '../../../../server/contract/clock.ts';
import { asOf } from '../../lib/overlays/as-of.ts';
import type { OverlayStore } from '../../lib/overlays/overlay-store.ts';
import type { TileState } from '../../media/tile-state.ts';

export interface WallTally {
  readonly live: number;
  readonly troubled: number;
  /** The windows whose case is near its limit, and those over it, in the hall's order. */
  readonly near: readonly string[];
  readonly over: readonly string[];
}

export interface WallTallyOptions {
  readonly overlays: Pick<OverlayStore, 'follow' | 'statuses'>;
  readonly serverNow: () => number;
}

/** A clock changes its colour by time alone as well. */
const LOOK_MS = 2000;

export function createWallTally({ overlays, serverNow }: WallTallyOptions) {
  const states = new Map<string, TileState['kind']>();
  const store = createStore<WallTally>(() => ({ live: 0, troubled: 0, near: [], over: [] }));
  return {
    store,
    onState: (cameraId: string, kind: TileState['kind'] | undefined) => {
      if (kind === undefined) states.delete(cameraId);
      else states.set(cameraId, kind);
      const kinds = [...states.values()];
      store.setState({
        live: kinds.filter((each) => each === 'live').length,
        troubled: kinds.filter((each) => each !== 'live' && each !== 'starting').length,
      });
    },
    /** Counts these windows, on whatever page they are, until the returned function is called. */
    watch: (windowIds: readonly string[]): (() => void) => {
      const count = () => {
        const nowMs = serverNow();
        const coloured = (colour: string) =>
          windowIds.filter((windowId) => {
            const clock = asOf(overlays.statuses(windowId), nowMs).status?.case?.clock;
            return clock != null && colourAt(clock, nowMs) === colour;
          });
        const { near, over } = store.getState();
        const next = { near: coloured('near'), over: coloured('over') };
        if (!sameIds(near, next.near) || !sameIds(over, next.over)) store.setState(next);
      };
      const detach = windowIds.map((windowId) => overlays.follow(windowId, count));
      const timer = setInterval(count, LOOK_MS);
      count();
      return () => {
        clearInterval(timer);
        for (const each of detach) each();
      };
    },
  };
}

function sameIds(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}
