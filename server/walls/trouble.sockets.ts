/** `trouble:follow`: windows that need a look, to whoever may see them at that moment, about once a second at most. */
import type { Trouble } from '../contract/walls.ts';
import { Followers } from '../platform/following/followers.ts';
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
  const followers = new Followers();
  /** What each was told last. */
  const last = new WeakMap<LiveSocket, string>();
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
    for (const { scope: sight, sockets } of await followers.byScope((actor) => board.sightOf(actor))) {
      const found = await board.current(sight, {});
      const text = told(found);
      for (const socket of sockets) {
        if (!followers.has(socket) || last.get(socket) === text) continue;
        last.set(socket, text);
        socket.emit('trouble:changed', { items: found });
      }
    }
  };

  return {
    sockets: (socket, actor) => {
      followers.attach(socket, 'trouble:unfollow', log);
      socket.on(
        'trouble:follow',
        socketAsk(log, () =>
          followers.follow(socket, async () => {
            const items = await board.current(await board.sightOf(actor), {});
            last.set(socket, told(items));
            plan(ANYWAY_MS);
            return { items };
          }),
        ),
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
