/** `leads:follow`: leads as they are raised and change, to whoever may see them at that moment. */
import type { LeadCounts } from '../../contract/leads.ts';
import type { Visibility } from '../../places/index.ts';
import type { Bus } from '../../platform/bus.ts';
import { Followers } from '../../platform/following/followers.ts';
import { newsByScope } from '../../platform/following/news-by-scope.ts';
import type { Logger } from '../../platform/log.ts';
import { type SocketHandlers, socketAsk } from '../../platform/sockets.ts';
import { leadsChanged } from '../lead-book.ts';
import { type LeadRowsStore, toLead } from './lead-rows.store.ts';

export interface LeadsSocketsOptions {
  readonly store: Pick<LeadRowsStore, 'byIds' | 'counts'>;
  readonly visibility: Visibility;
  readonly bus: Bus;
  readonly log: Logger;
}

export function leadsSockets(options: LeadsSocketsOptions): { sockets: SocketHandlers; close(): void } {
  const { store, visibility, bus, log } = options;
  const followers = new Followers();
  const news = newsByScope({
    ...{ followers, log, what: 'leads' },
    scopeOf: (actor) => visibility.visible(actor, 'leads:read'),
    tell: async (changed, visible, sockets) => {
      for (const row of await store.byIds([...changed.keys()], visible)) {
        const lead = toLead(row);
        for (const socket of sockets)
          socket.emit('leads:lead', { lead, isNews: changed.get(lead.id) ?? false });
      }
    },
    // What is one's own differs, so of each person once.
    count: async (visible, sockets) => {
      const known = new Map<string, LeadCounts>();
      for (const socket of sockets) {
        const { id } = socket.data.actor;
        const counts = known.get(id) ?? (await store.counts(visible, id));
        known.set(id, counts);
        socket.emit('leads:counts', counts);
      }
    },
  });
  const detach = bus.subscribe(leadsChanged, (changes) =>
    news.add(changes.map(({ leadId, isNews }) => ({ id: leadId, isNews }))),
  );

  return {
    sockets: (socket, actor) => {
      followers.attach(socket, 'leads:unfollow', log);
      socket.on(
        'leads:follow',
        // What is told twice has the same version.
        socketAsk(log, () =>
          followers.follow(socket, async () => {
            const visible = await visibility.visible(actor, 'leads:read');
            return { counts: await store.counts(visible, actor.id) };
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
