/**
 * `alerts:follow`: cards as they are made and change, to whoever may see them at that moment. Followers who see the same
 * places are served by one look at the database; counts follow about once a second, however much happens.
 */
import { z } from 'zod';
import { type Alert, alertsFollow } from '../contract/alerts.ts';
import type { Visibility, Visible } from '../places/index.ts';
import { type Bus, topic } from '../platform/bus.ts';
import type { Logger } from '../platform/log.ts';
import { type LiveSocket, type SocketHandlers, socketAsk, socketHandler } from '../platform/sockets.ts';
import { type CardsStore, toAlert } from './cards.store.ts';

/** Cards that were made, or that something was done with, and that are committed. */
export const alertsChanged = topic(
  'alerts.changed',
  z.array(z.object({ alertId: z.string(), isNews: z.boolean() })),
);

export interface AlertsSocketsOptions {
  readonly store: CardsStore;
  readonly visibility: Visibility;
  readonly bus: Bus;
  readonly now: () => number;
  readonly log: Logger;
}

/** What is gathered before it is told: a batch of the engine's is one look. */
const GATHER_MS = 20;
const COUNTS_EVERY_MS = 1000;
/** A transaction that ended later may have begun earlier: so far back is looked beyond what a page says it has. */
const OVERLAP_MS = 30_000;
const MISSED_MOST = 500;

export function alertsSockets(options: AlertsSocketsOptions): { sockets: SocketHandlers; close(): void } {
  const { store, visibility, bus, now, log } = options;
  const followers = new Set<LiveSocket>();
  const gathered = new Map<string, boolean>();
  let telling: NodeJS.Timeout | undefined;
  let counting: NodeJS.Timeout | undefined;

  /** Rights are asked each time: what may be seen is what may be seen now. */
  const byScope = async (): Promise<{ visible: Visible; sockets: LiveSocket[] }[]> => {
    const scopes = new Map<string, { visible: Visible; sockets: LiveSocket[] }>();
    for (const socket of followers) {
      const visible = await visibility.visible(socket.data.actor, 'alerts:read');
      const key = JSON.stringify(visible);
      const scope = scopes.get(key) ?? { visible, sockets: [] };
      scope.sockets.push(socket);
      scopes.set(key, scope);
    }
    return [...scopes.values()];
  };
  const tell = async (): Promise<void> => {
    telling = undefined;
    const news = new Map(gathered);
    gathered.clear();
    if (followers.size === 0) return;
    for (const { visible, sockets } of await byScope())
      for (const row of await store.byIds([...news.keys()], visible)) {
        const alert: Alert = toAlert(row);
        for (const socket of sockets)
          socket.emit('alerts:card', { alert, isNews: news.get(alert.id) ?? false });
      }
  };
  const count = async (): Promise<void> => {
    for (const { visible, sockets } of await byScope()) {
      const counts = await store.counts(visible);
      for (const socket of sockets) socket.emit('alerts:counts', counts);
    }
  };
  const unheard = (error: unknown) => log.warn({ err: error }, 'cards could not be told to those who follow');
  const detach = bus.subscribe(alertsChanged, (changes) => {
    if (followers.size === 0) return;
    for (const { alertId, isNews } of changes)
      gathered.set(alertId, isNews || (gathered.get(alertId) ?? false));
    telling ??= setTimeout(() => void tell().catch(unheard), GATHER_MS);
    counting ??= setTimeout(() => {
      counting = undefined;
      count().catch(unheard);
    }, COUNTS_EVERY_MS);
  });

  return {
    sockets: (socket, actor) => {
      socket.on('disconnect', () => followers.delete(socket));
      socket.on(
        'alerts:follow',
        socketHandler(alertsFollow, log, async ({ since }) => {
          // First, so that nothing falls between; what is told twice has the same version.
          followers.add(socket);
          const visible = await visibility.visible(actor, 'alerts:read');
          const nowMs = now();
          const from = since === null ? null : new Date(Date.parse(since) - OVERLAP_MS);
          const [counts, rows] = await Promise.all([
            store.counts(visible),
            from === null ? [] : store.changedSince(from, visible, MISSED_MOST),
          ]);
          // It may have gone while the database was read.
          if (socket.disconnected) followers.delete(socket);
          const reset = rows.length > MISSED_MOST;
          const missed = reset ? [] : rows.map(toAlert);
          return { now: new Date(nowMs).toISOString(), counts, missed, reset };
        }),
      );
      socket.on(
        'alerts:unfollow',
        socketAsk(log, () => {
          followers.delete(socket);
          return null;
        }),
      );
    },
    close: () => {
      detach();
      clearTimeout(telling);
      clearTimeout(counting);
      followers.clear();
    },
  };
}
