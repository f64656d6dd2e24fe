/** `occupancy:follow` and `occupancy:unfollow`: what is seen of windows, for those who may see it. */
import { OCCUPANCY_RECENT_MS, occupancyFollow } from '../contract/occupancy.ts';
import type { Visibility, Visible } from '../places/index.ts';
import { FollowedKeys } from '../platform/following/followed-keys.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketHandler } from '../platform/sockets.ts';
import type { KeptHistory } from './kept-history.ts';
import type { Follower, OccupancyHub } from './occupancy-hub.ts';
import { toWire } from './window-spans.ts';

export interface OccupancySocketsOptions {
  readonly hub: OccupancyHub;
  readonly history: Pick<KeptHistory, 'past'>;
  readonly visibility: Visibility;
  readonly windowsOf: (visible: Visible, ids: readonly string[]) => Promise<readonly { id: string }[]>;
  readonly now: () => number;
  readonly log: Logger;
  /** Calls back when what a person may do is not what it was. */
  readonly onRightsChanged: (userId: string, recheck: () => void) => () => void;
}

/** As many windows as a page may follow: the largest wall several times over. */
const FOLLOW_MOST = 1000;

/** Rights are asked when following, and again whenever they change or end. */
export function occupancySockets(options: OccupancySocketsOptions): SocketHandlers {
  const { hub, history, visibility, windowsOf, now, log, onRightsChanged } = options;
  return (socket, actor) => {
    const visible = () => visibility.visible(actor, 'occupancy:view');
    const windows = new FollowedKeys({
      maySee: async (ids) => new Set((await windowsOf(await visible(), ids)).map(({ id }) => id)),
      unfollow: (ids) => hub.unfollow(follower, ids),
      leave: () => hub.leave(follower),
      isGone: () => socket.disconnected,
      ...{ most: FOLLOW_MOST, log, what: 'windows' },
    });
    const follower: Follower = {
      send: (span) => socket.emit('occupancy:update', span),
      mayFollow: (ids) => windows.still(ids),
    };
    const stopWatching = onRightsChanged(actor.id, () => windows.recheck());
    socket.on('disconnect', () => {
      stopWatching();
      hub.leave(follower);
    });
    socket.on(
      'occupancy:follow',
      socketHandler(occupancyFollow, log, async ({ windowIds }) => {
        const { begun, refused } = await windows.follow(windowIds, async (seen) => {
          // Follows first and reads then, so that nothing falls between: what is told twice is one span.
          hub.follow(follower, seen);
          const toMs = now();
          const span = { fromMs: toMs - OCCUPANCY_RECENT_MS, toMs, visible: await visible() };
          const past = await history.past(seen, span);
          return seen.map((windowId) => ({
            windowId,
            spans: (past.windows.get(windowId) ?? []).map(toWire),
          }));
        });
        return { windows: begun, refused };
      }),
    );
    socket.on(
      'occupancy:unfollow',
      socketHandler(occupancyFollow, log, ({ windowIds }) => windows.unfollow(windowIds)),
    );
  };
}
