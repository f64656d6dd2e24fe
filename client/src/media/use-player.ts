/** React's thin hold on a player: made for a container, started while watched, closed when gone. */
import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Profile } from '../../../server/contract/cameras.ts';
import { useServices } from '../lib/services.ts';
import { createPlayer } from './create-player.ts';
import type { WeighedTile } from './load/tile-modes.ts';
import type { Player } from './player.ts';
import type { TileState } from './tile-state.ts';

export type Weight = Pick<WeighedTile, 'chosen' | 'carded'>;

export interface HeldPlayer {
  readonly player: Player | undefined;
  /** Where the `<video>` goes. */
  readonly container: RefObject<HTMLDivElement | null>;
}

export function usePlayer(
  cameraId: string,
  profile: Profile,
  watched: boolean,
  preferred = false,
  /** Of one tile of many: what speaks for its moving when not all can. */
  weigh?: () => Weight,
): HeldPlayer {
  const services = useServices();
  const container = useRef<HTMLDivElement>(null);
  const [player, setPlayer] = useState<Player>();
  const wanted = useRef(watched);
  wanted.current = watched;
  const weight = useRef(weigh);
  weight.current = weigh;
  useEffect(() => {
    if (container.current === null) return;
    const made = createPlayer({ cameraId, profile, container: container.current, services, preferred });
    const leave =
      weight.current === undefined
        ? undefined
        : services.tileLoad.join({
            player: made,
            container: container.current,
            weigh: () => weight.current?.() ?? { chosen: false, carded: false },
          });
    // Not a render later: every millisecond before the first picture is waited through by somebody.
    if (wanted.current) made.start();
    setPlayer(made);
    return () => {
      leave?.();
      made.close();
    };
  }, [cameraId, profile, services, preferred]);
  useEffect(() => {
    if (watched) player?.start();
    else player?.stop();
  }, [player, watched]);
  return { player, container };
}

const never = () => () => undefined;

/** Changes only when the tile should look different. */
export function usePlayerState(player: Player | undefined): TileState | undefined {
  return useSyncExternalStore(player?.subscribe ?? never, () => player?.state);
}
