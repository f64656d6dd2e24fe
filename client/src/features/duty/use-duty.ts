/** The desk as it is now: asked for again when something moved, and every half minute. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { dutyDesk } from '../../../../server/contract/duty.ts';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';
import { useServices } from '../../lib/services.ts';

export const DUTY_KEY = ['duty'] as const;
const EVERY_MS = 30_000;
/** Many cards at once are one question. */
const SETTLE_MS = 800;

export function useDuty() {
  const queries = useQueryClient();
  const { alerts, leads, connection } = useServices();
  const may = useMay();
  const seesLeads = may('leads:read');
  useEffect(() => {
    let timer: number | undefined;
    const again = () => {
      timer ??= window.setTimeout(() => {
        timer = undefined;
        void queries.invalidateQueries({ queryKey: DUTY_KEY });
      }, SETTLE_MS);
    };
    const detach = [
      alerts.listen({ onCard: again, onReset: again }),
      connection.on('health:alarm', again),
      ...(seesLeads ? [leads.listen({ onLead: again, onReset: again })] : []),
      connection.on('exchange:feed', again),
      connection.on('rights:changed', again),
    ];
    return () => {
      window.clearTimeout(timer);
      for (const each of detach) each();
    };
  }, [alerts, leads, seesLeads, connection, queries]);
  const query = useQuery({
    queryKey: DUTY_KEY,
    queryFn: ({ signal }) => api('/duty', { schema: dutyDesk, signal }),
    refetchInterval: EVERY_MS,
  });
  // Also what others show of it.
  const again = () => void queries.invalidateQueries({ queryKey: DUTY_KEY });
  return { ...query, again };
}
