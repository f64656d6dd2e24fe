/** `notices:follow`: one's own inbox, as it fills and as it is read elsewhere. */
import type { Bus } from '../platform/bus.ts';
import type { Logger } from '../platform/log.ts';
import { type LiveSocket, type SocketHandlers, socketAsk } from '../platform/sockets.ts';
import type { InboxStore } from './inbox.store.ts';
import { inboxChanged } from './notices.ts';

export interface NoticesSocketsOptions {
  readonly inbox: InboxStore;
  readonly bus: Bus;
  readonly log: Logger;
  /** How long news of one person are gathered: a burst of cards is one message. */
  readonly gatherMs?: number;
}

const GATHER_MS = 200;

export function noticesSockets({ inbox, bus, log, gatherMs = GATHER_MS }: NoticesSocketsOptions): {
  readonly sockets: SocketHandlers;
  close(): void;
} {
  const followers = new Map<string, Set<LiveSocket>>();
  const gathering = new Map<string, NodeJS.Timeout>();

  const leave = (userId: string, socket: LiveSocket): void => {
    const all = followers.get(userId);
    all?.delete(socket);
    if (all?.size === 0) followers.delete(userId);
  };
  const tell = async (userId: string): Promise<void> => {
    const all = followers.get(userId);
    if (!all) return;
    const [unread, newest] = await Promise.all([inbox.unread(userId), inbox.newest(userId)]);
    for (const socket of all) socket.emit('notices:news', { unread, newest: newest ?? null });
  };
  const detach = bus.subscribe(inboxChanged, ({ userIds }) => {
    for (const userId of userIds) {
      if (!followers.has(userId) || gathering.has(userId)) continue;
      const timer = setTimeout(() => {
        gathering.delete(userId);
        tell(userId).catch((error: unknown) => log.warn({ err: error }, 'an inbox could not be told of'));
      }, gatherMs);
      gathering.set(userId, timer);
    }
  });

  return {
    sockets: (socket, actor) => {
      socket.on('disconnect', () => leave(actor.id, socket));
      socket.on(
        'notices:follow',
        socketAsk(log, async () => {
          const unread = await inbox.unread(actor.id);
          // It may have gone while the database was read.
          if (!socket.disconnected) {
            const all = followers.get(actor.id) ?? new Set();
            followers.set(actor.id, all.add(socket));
          }
          return { unread };
        }),
      );
      socket.on(
        'notices:unfollow',
        socketAsk(log, () => {
          leave(actor.id, socket);
          return null;
        }),
      );
    },
    close: () => {
      detach();
      for (const timer of gathering.values()) clearTimeout(timer);
      gathering.clear();
      followers.clear();
    },
  };
}
