/** `alerts:follow`: cards as they are made and change, to whoever may see them at that moment. */
import { z } from 'zod';
import { alertsFollow } from '../contract/alerts.ts';
import type { Visibility } from '../places/index.ts';
import { type Bus, topic } from '../platform/bus.ts';
import { Followers } from '../platform/following/followers.ts';
import { newsByScope } from '../platform/following/news-by-scope.ts';
import type { Logger } from '../platform/log.ts';
import { type SocketHandlers, socketHandler } from '../platform/sockets.ts';
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

/** A transaction that ended later may have begun earlier: so far back is looked beyond what a page says it has. */
const OVERLAP_MS = 30_000;
const MISSED_MOST = 500;

export function alertsSockets(options: AlertsSocketsOptions): { sockets: SocketHandlers; close(): void } {
  const { store, visibility, bus, now, log } = options;
  const followers = new Followers();
  const news = newsByScope({
    ...{ followers, log, what: 'cards' },
    scopeOf: (actor) => visibility.visible(actor, 'alerts:read'),
    tell: async (changed, visible, sockets) => {
      for (const row of await store.byIds([...changed.keys()], visible)) {
        const alert = toAlert(row);
        for (const socket of sockets)
          socket.emit('alerts:card', { alert, isNews: changed.get(alert.id) ?? false });
      }
    },
    count: async (visible, sockets) => {
      const counts = await store.counts(visible);
      for (const socket of sockets) socket.emit('alerts:counts', counts);
    },
  });
  const detach = bus.subscribe(alertsChanged, (changes) =>
    news.add(changes.map(({ alertId, isNews }) => ({ id: alertId, isNews }))),
  );

  return {
    sockets: (socket, actor) => {
      followers.attach(socket, 'alerts:unfollow', log);
      socket.on(
        'alerts:follow',
        // What is told twice has the same version.
        socketHandler(alertsFollow, log, ({ since }) =>
          followers.follow(socket, async () => {
            const visible = await visibility.visible(actor, 'alerts:read');
            const nowMs = now();
            const from = since === null ? null : new Date(Date.parse(since) - OVERLAP_MS);
            const [counts, rows] = await Promise.all([
              store.counts(visible),
              from === null ? [] : store.changedSince(from, visible, MISSED_MOST),
            ]);
            const reset = rows.length > MISSED_MOST;
            const missed = reset ? [] : rows.map(toAlert);
            return { now: new Date(nowMs).toISOString(), counts, missed, reset };
          }),
        ),
      );
    },
    close: () => {
      detach();
      news.close();
      followers.clear();
    },
  };
}
