/** `overlays:follow` and `overlays:unfollow`: live statuses for those who may see the window. */
import { overlaysFollow, overlaysUnfollow } from '../contract/sockets.ts';
import type { Visibility, Visible } from '../places/index.ts';
import { AppError } from '../platform/errors.ts';
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
    const maySee = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
      const visible = await visibility.visible(actor, 'overlays:view');
      return new Set((await windowsOf(visible, ids)).map((window) => window.id));
    };
    const follower: Follower = {
      send: (status) => socket.emit('overlays:update', status),
      mayFollow: async (ids) => {
        const seen = await maySee(ids);
        for (const id of ids) if (!seen.has(id)) following.delete(id);
        return seen;
      },
    };
    const following = new Set<string>();
    /** One after the other, as the page asked: an unfollow must not overtake the follow before it. */
    let turn: Promise<unknown> = Promise.resolve();
    const inTurn = <T>(run: () => Promise<T> | T): Promise<T> => {
      const mine = turn.then(run);
      // Its own asker is told of a failure; the next in turn goes on regardless.
      turn = mine.catch(() => undefined);
      return mine;
    };
    const recheck = async () => {
      if (following.size === 0) return;
      const asked = [...following];
      const visible = await visibility.visible(actor, 'overlays:view');
      const seen = new Set((await windowsOf(visible, asked)).map((window) => window.id));
      const lost = asked.filter((id) => !seen.has(id));
      for (const id of lost) following.delete(id);
      hub.unfollow(follower, lost);
    };
    const stopWatching = onRightsChanged(actor.id, () => {
      // What cannot be looked at again is let go: no overlay rather than one without a right to it.
      inTurn(recheck).catch((error) => {
        log.warn({ err: error }, 'rights to overlays could not be asked again');
        following.clear();
        hub.leave(follower);
      });
    });
    socket.on('disconnect', () => {
      stopWatching();
      hub.leave(follower);
    });
    socket.on(
      'overlays:follow',
      socketHandler(overlaysFollow, log, ({ windows }) =>
        inTurn(async () => {
          const asked = new Map(windows.map((one) => [one.windowId, one]));
          const seen = await maySee([...asked.keys()]);
          const wants = [...asked.values()].filter((one) => seen.has(one.windowId));
          if (new Set([...following, ...seen]).size > FOLLOW_MOST)
            throw new AppError(422, 'too_many_windows', `One page follows ${FOLLOW_MOST} windows at most.`);
          for (const { windowId } of wants) following.add(windowId);
          const followed = await hub.follow(follower, wants);
          // It may have gone while the database was read.
          if (socket.disconnected) hub.leave(follower);
          return { windows: followed, refused: [...asked.keys()].filter((id) => !seen.has(id)) };
        }),
      ),
    );
    socket.on(
      'overlays:unfollow',
      socketHandler(overlaysUnfollow, log, ({ windowIds }) =>
        inTurn(() => {
          for (const id of windowIds) following.delete(id);
          hub.unfollow(follower, windowIds);
          return null;
        }),
      ),
    );
  };
}
