/** Counts above the wall: pictures of the tiles on screen, and clocks and cards of all the hall's windows. */
import { createStore } from 'zustand';
import type { CardLevel } from '../../../../server/contract/alerts.ts';
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
  /** Those whose case has such a card. */
  readonly yellow: readonly string[];
  readonly red: readonly string[];
}

export interface WallTallyOptions {
  readonly overlays: Pick<OverlayStore, 'follow' | 'statuses'>;
  readonly serverNow: () => number;
}

const watched = ['near', 'over', 'yellow', 'red'] as const;

/** A clock changes its colour by time alone as well. */
const LOOK_MS = 2000;

export function createWallTally({ overlays, serverNow }: WallTallyOptions) {
  const states = new Map<string, TileState['kind']>();
  const store = createStore<WallTally>(() => ({
    ...{ live: 0, troubled: 0 },
    ...{ near: [], over: [], yellow: [], red: [] },
  }));
  return {
    store,
    onState: (cameraId: string, kind: TileState['kind'] | undefined) => {
      if (kind === undefined) states.delete(cameraId);
      else states.set(cameraId, kind);
      const kinds = [...states.values()];
      store.setState({
        live: kinds.filter((each) => each === 'live').length,
        troubled: kinds.filter((each) => each !== 'live' && each !== 'starting' && each !== 'paused').length,
      });
    },
    /** Counts these windows, on whatever page they are, until the returned function is called. */
    watch: (windowIds: readonly string[]): (() => void) => {
      const count = () => {
        const nowMs = serverNow();
        const shown = windowIds.map((windowId) => ({
          windowId,
          case: asOf(overlays.statuses(windowId), nowMs).status?.case,
        }));
        const clocked = (colour: string) =>
          shown.flatMap(({ windowId, case: one }) =>
            one?.clock != null && colourAt(one.clock, nowMs) === colour ? [windowId] : [],
          );
        const carded = (level: CardLevel) =>
          shown.flatMap(({ windowId, case: one }) => (one?.card?.level === level ? [windowId] : []));
        const next = {
          near: clocked('near'),
          over: clocked('over'),
          yellow: carded('yellow'),
          red: carded('red'),
        };
        const before = store.getState();
        if (watched.some((kind) => !sameIds(before[kind], next[kind]))) store.setState(next);
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
