/** Leads that wait now, the strongest first: what tiles mark before anything is pushed. */
import { type Lead, leads } from '../../../../server/contract/leads.ts';
import { api } from '../api.ts';

const MOST = 200;
/** What happened longer ago is for the queue, not for a tile that shows what is now. */
const RECENT_MS = 8 * 3_600_000;

export async function fetchOpenLeads(nowMs: number): Promise<readonly Lead[]> {
  const query = { limit: MOST, explained: 'no', from: new Date(nowMs - RECENT_MS).toISOString() };
  const [fresh, watched] = await Promise.all(
    (['new', 'watched'] as const).map((state) =>
      api('/leads', { schema: leads, query: { ...query, state } }),
    ),
  );
  return [...(fresh?.items ?? []), ...(watched?.items ?? [])];
}
