/**
 * `leads:follow`: leads as they are raised and change, to whoever may see them at that moment. Followers who see the same
 * places are served by one look at the database; counts follow about once a second, however much happens.
 */
import type { LeadCounts } from '../../contract/leads.ts';
import type { Visibility, Visible } from '../../places/index.ts';
import type { Bus } from '../../platform/bus.ts';
import type { Logger } from '../../platform/log.ts';
import { type LiveSocket, type SocketHandlers, socketAsk } from '../../platform/sockets.ts';
import { leadsChanged } from '../lead-book.ts';
import { type LeadRowsStore, toLead } from './lead-rows.store.ts';

export interface LeadsSocketsOptions {
  readonly store: Pick<LeadRowsStore, 'byIds' | 'counts'>;
  readonly visibility: Visibility;
  readonly bus: Bus;
  readonly log: Logger;
}

/** What is gathered before it is told: what one pass of the rules raised is one look. */
const GATHER_MS = 20;
const COUNTS_EVERY_MS = 1000;

export function leadsSockets(options: LeadsSocketsOptions): { sockets: SocketHandlers; close(): void } {
  const { store, visibility, bus, log } = options;
  const followers = new Set<LiveSocket>();
  const gathered = new Map<string, boolean>();
  let telling: NodeJS.Timeout | undefined;
  let counting: NodeJS.Timeout | undefined;

  /** Rights are asked each time: what may be seen is what may be seen now. */
  const byScope = async (): Promise<{ visible: Visible; sockets: LiveSocket[] }[]> => {
    const scopes = new Map<string, { visible: Visible; sockets: LiveSocket[] }>();
    for (const socket of followers) {
      const visible = await visibility.visible(socket.data.actor, 'leads:read');
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
        const lead = toLead(row);
        for (const socket of sockets) socket.emit('leads:lead', { lead, isNews: news.get(lead.id) ?? false });
      }
  };
  /** What is one's own differs, so of each person once. */
  const count = async (): Promise<void> => {
    for (const { visible, sockets } of await byScope()) {
      const known = new Map<string, LeadCounts>();
      for (const socket of sockets) {
        const { id } = socket.data.actor;
        const counts = known.get(id) ?? (await store.counts(visible, id));
        known.set(id, counts);
        socket.emit('leads:counts', counts);
      }
    }
  };
  const unheard = (error: unknown) => log.warn({ err: error }, 'leads could not be told to those who follow');
  const detach = bus.subscribe(leadsChanged, (changes) => {
    if (followers.size === 0) return;
    for (const { leadId, isNews } of changes) gathered.set(leadId, isNews || (gathered.get(leadId) ?? false));
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
        'leads:follow',
        socketAsk(log, async () => {
          // First, so that nothing falls between; what is told twice has the same version.
          followers.add(socket);
          const visible = await visibility.visible(actor, 'leads:read');
          const counts = await store.counts(visible, actor.id);
          // It may have gone while the database was read.
          if (socket.disconnected) followers.delete(socket);
          return { counts };
        }),
      );
      socket.on(
        'leads:unfollow',
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
