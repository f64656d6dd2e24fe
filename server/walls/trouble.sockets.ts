/** `trouble:follow`: windows that need a look, to whoever may see them at that moment, about once a second at most. */
import type { Trouble } from '../contract/walls.ts';
import type { Logger } from '../platform/log.ts';
import { type LiveSocket, type SocketHandlers, socketAsk } from '../platform/sockets.ts';
import type { TroubleBoard } from './trouble.ts';

export interface TroubleSocketsOptions {
  readonly board: TroubleBoard;
  readonly log: Logger;
}

/** After something happened; and without that, as time passes: who waits waits longer, what was fresh is not. */
const SOON_MS = 1000;
const ANYWAY_MS = 5000;

export interface TroubleSockets {
  readonly sockets: SocketHandlers;
  /** Something happened that may have made or ended trouble. */
  nudge(): void;
  close(): void;
}

export function troubleSockets({ board, log }: TroubleSocketsOptions): TroubleSockets {
  /** With what each was told last. */
  const followers = new Map<LiveSocket, string>();
  let timer: NodeJS.Timeout | undefined;
  let dueMs = 0;
  let closed = false;

  const plan = (inMs: number): void => {
    if (closed || followers.size === 0) return;
    const atMs = performance.now() + inMs;
    if (timer !== undefined && dueMs <= atMs) return;
    clearTimeout(timer);
    dueMs = atMs;
    timer = setTimeout(() => {
      timer = undefined;
      tell()
        .catch((error) =>
          log.warn({ err: error }, 'windows in trouble could not be told to those who follow'),
        )
        .finally(() => plan(ANYWAY_MS));
    }, inMs);
    timer.unref();
  };
  /** Rights are asked each time; who sees the same is served by one look. */
  const tell = async (): Promise<void> => {
    const bySight = new Map<string, { items: Promise<Trouble[]>; sockets: LiveSocket[] }>();
    for (const socket of followers.keys()) {
      const sight = await board.sightOf(socket.data.actor);
      const key = JSON.stringify(sight);
      const group = bySight.get(key) ?? { items: board.current(sight, {}), sockets: [] };
      group.sockets.push(socket);
      bySight.set(key, group);
    }
    for (const { items, sockets } of bySight.values()) {
      const found = await items;
      const text = told(found);
      for (const socket of sockets) {
        if (!followers.has(socket) || followers.get(socket) === text) continue;
        followers.set(socket, text);
        socket.emit('trouble:changed', { items: found });
      }
    }
  };

  return {
    sockets: (socket, actor) => {
      socket.on('disconnect', () => followers.delete(socket));
      socket.on(
        'trouble:follow',
        socketAsk(log, async () => {
          const items = await board.current(await board.sightOf(actor), {});
          // It may have gone while the database was read.
          if (!socket.disconnected) followers.set(socket, told(items));
          plan(ANYWAY_MS);
          return { items };
        }),
      );
      socket.on(
        'trouble:unfollow',
        socketAsk(log, () => {
          followers.delete(socket);
          return null;
        }),
      );
    },
    nudge: () => plan(SOON_MS),
    close: () => {
      closed = true;
      clearTimeout(timer);
      followers.clear();
    },
  };
}

/** What would be news: not that everything got a second older. */
const told = (items: readonly Trouble[]): string =>
  JSON.stringify(items.map(({ windowId, cameraId, reasons }) => [windowId, cameraId, reasons]));
