/** `occupancy:follow` and `occupancy:unfollow`: what is seen of windows, for those who may see it. */
import { OCCUPANCY_RECENT_MS, occupancyFollow } from '../contract/occupancy.ts';
import type { Visibility, Visible } from '../places/index.ts';
import { AppError } from '../platform/errors.ts';
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
    const following = new Set<string>();
    const seenOf = async (visible: Visible, ids: readonly string[]) =>
      new Set((await windowsOf(visible, ids)).map((window) => window.id));
    const stillSeen = async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
      const seen = await seenOf(await visibility.visible(actor, 'occupancy:view'), ids);
      for (const id of ids) if (!seen.has(id)) following.delete(id);
      return seen;
    };
    const follower: Follower = {
      send: (span) => socket.emit('occupancy:update', span),
      mayFollow: async (ids) => {
        const seen = await stillSeen(ids);
        return new Set([...seen].filter((id) => following.has(id) && !socket.disconnected));
      },
    };
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
      const seen = await stillSeen(asked);
      hub.unfollow(
        follower,
        asked.filter((id) => !seen.has(id)),
      );
    };
    const stopWatching = onRightsChanged(actor.id, () => {
      // What cannot be looked at again is let go.
      inTurn(recheck).catch((error) => {
        log.warn({ err: error }, 'rights to windows’ occupancy could not be asked again');
        following.clear();
        hub.leave(follower);
      });
    });
    socket.on('disconnect', () => {
      stopWatching();
      hub.leave(follower);
    });
    socket.on(
      'occupancy:follow',
      socketHandler(occupancyFollow, log, ({ windowIds }) =>
        inTurn(async () => {
          const asked = [...new Set(windowIds)];
          const visible = await visibility.visible(actor, 'occupancy:view');
          const seen = await seenOf(visible, asked);
          if (new Set([...following, ...seen]).size > FOLLOW_MOST)
            throw new AppError(422, 'too_many_windows', `One page follows ${FOLLOW_MOST} windows at most.`);
          // Follows first and reads then, so that nothing falls between: what is told twice is one span.
          for (const id of seen) following.add(id);
          hub.follow(follower, [...seen]);
          const toMs = now();
          const past = await history.past([...seen], { fromMs: toMs - OCCUPANCY_RECENT_MS, toMs, visible });
          // It may have gone while the database was read.
          if (socket.disconnected) hub.leave(follower);
          return {
            windows: [...seen].map((windowId) => ({
              windowId,
              spans: (past.windows.get(windowId) ?? []).map(toWire),
            })),
            refused: asked.filter((id) => !seen.has(id)),
          };
        }),
      ),
    );
    socket.on(
      'occupancy:unfollow',
      socketHandler(occupancyFollow, log, ({ windowIds }) =>
        inTurn(() => {
          for (const id of windowIds) following.delete(id);
          hub.unfollow(follower, windowIds);
          return null;
        }),
      ),
    );
  };
}
