/** Counts over the tiles of a wall, kept by the tiles themselves as they change. */
import { createStore } from 'zustand';
import type { ClockColour } from '../../../../server/contract/cases.ts';
import type { TileState } from '../../media/tile-state.ts';

export interface WallTally {
  readonly live: number;
  readonly troubled: number;
  readonly near: number;
  readonly over: number;
}

export function createWallTally() {
  const states = new Map<string, TileState['kind']>();
  const colours = new Map<string, ClockColour>();
  const store = createStore<WallTally>(() => ({ live: 0, troubled: 0, near: 0, over: 0 }));
  const count = () => {
    const kinds = [...states.values()];
    const shown = [...colours.values()];
    store.setState({
      live: kinds.filter((kind) => kind === 'live').length,
      troubled: kinds.filter((kind) => kind !== 'live' && kind !== 'starting').length,
      near: shown.filter((colour) => colour === 'near').length,
      over: shown.filter((colour) => colour === 'over').length,
    });
  };
  return {
    store,
    onState: (cameraId: string, kind: TileState['kind'] | undefined) => {
      if (kind === undefined) states.delete(cameraId);
      else states.set(cameraId, kind);
      count();
    },
    onColour: (windowId: string, colour: ClockColour | undefined) => {
      if (colour === undefined) colours.delete(windowId);
      else colours.set(windowId, colour);
      count();
    },
  };
}
