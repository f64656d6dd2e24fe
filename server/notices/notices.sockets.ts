/** `notices:follow`: one's own inbox, as it fills and as it is read elsewhere. */
import type { Bus } from '../platform/bus.ts';
import { Followers } from '../platform/following/followers.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketAsk } from '../platform/sockets.ts';
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
  const followers = new Followers();
  const gathering = new Map<string, NodeJS.Timeout>();

  const tell = async (userId: string): Promise<void> => {
    const [unread, newest] = await Promise.all([inbox.unread(userId), inbox.newest(userId)]);
    for (const socket of followers.ofUser(userId))
      socket.emit('notices:news', { unread, newest: newest ?? null });
  };
  const detach = bus.subscribe(inboxChanged, ({ userIds }) => {
    for (const userId of userIds) {
      if (gathering.has(userId) || followers.ofUser(userId).length === 0) continue;
      const timer = setTimeout(() => {
        gathering.delete(userId);
        tell(userId).catch((error: unknown) => log.warn({ err: error }, 'an inbox could not be told of'));
      }, gatherMs);
      gathering.set(userId, timer);
    }
  });

  return {
    sockets: (socket, actor) => {
      followers.attach(socket, 'notices:unfollow', log);
      socket.on(
        'notices:follow',
        socketAsk(log, () =>
          followers.follow(socket, async () => ({ unread: await inbox.unread(actor.id) })),
        ),
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
