/** `overlays:follow` and `overlays:unfollow`: live statuses for those who may see the window. */
import { overlaysFollow, overlaysUnfollow } from '../contract/sockets.ts';
import type { Visibility, Visible } from '../places/index.ts';
import { FollowedKeys } from '../platform/following/followed-keys.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketHandler } from '../platform/sockets.ts';
import type { Follower, OverlayHub } from './overlay-hub.ts';

export interface OverlaysSocketsOptions {
  readonly hub: OverlayHub;
  readonly visibility: Visibility;
  readonly windowsOf: (visible: Visible, ids: readonly string[]) => Promise<readonly { id: string }[]>;
  readonly log: Logger;
  /** Calls back when what a person may do is not what it was. */
  readonly onRightsChanged: (userId: string, recheck: () => void) => () => void;
}

/** As many windows as a page may follow: the largest wall several times over. */
const FOLLOW_MOST = 1000;

/** Rights are asked when following, and again whenever they change or end. */
export function overlaysSockets(options: OverlaysSocketsOptions): SocketHandlers {
  const { hub, visibility, windowsOf, log, onRightsChanged } = options;
  return (socket, actor) => {
    const followed = new FollowedKeys({
      maySee: async (ids) => {
        const visible = await visibility.visible(actor, 'overlays:view');
        return new Set((await windowsOf(visible, ids)).map(({ id }) => id));
      },
      unfollow: (ids) => hub.unfollow(follower, ids),
      leave: () => hub.leave(follower),
      isGone: () => socket.disconnected,
      ...{ most: FOLLOW_MOST, log, what: 'windows' },
    });
    const follower: Follower = {
      send: (status) => socket.emit('overlays:update', status),
      mayFollow: (ids) => followed.still(ids),
    };
    const stopWatching = onRightsChanged(actor.id, () => followed.recheck());
    socket.on('disconnect', () => {
      stopWatching();
      hub.leave(follower);
    });
    socket.on(
      'overlays:follow',
      socketHandler(overlaysFollow, log, async ({ windows }) => {
        const wants = new Map(windows.map((one) => [one.windowId, one]));
        const { begun, refused } = await followed.follow([...wants.keys()], (seen) =>
          hub.follow(
            follower,
            [...wants.values()].filter(({ windowId }) => seen.includes(windowId)),
          ),
        );
        return { windows: begun, refused };
      }),
    );
    socket.on(
      'overlays:unfollow',
      socketHandler(overlaysUnfollow, log, ({ windowIds }) => followed.unfollow(windowIds)),
    );
  };
}
