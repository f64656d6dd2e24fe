/** One card with its ground, steps and snapshots; asked for anew when it changes. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { alertDetail } from '../../../../server/contract/alerts.ts';
import { api } from '../api.ts';
import { useServices } from '../services.ts';

const LEFT_EVERY_MS = 60_000;

export const alertKey = (alertId: string) => ['alerts', 'detail', alertId] as const;

export function useAlertDetail(alertId: string | undefined, enabled = true) {
  const queries = useQueryClient();
  const { alerts } = useServices();
  const wanted = enabled && alertId !== undefined;
  useEffect(() => {
    if (!wanted) return undefined;
    const again = () => void queries.invalidateQueries({ queryKey: alertKey(alertId) });
    return alerts.listen({
      onCard: ({ alert }) => {
        if (alert.id === alertId) again();
      },
      onReset: again,
    });
  }, [wanted, alertId, alerts, queries]);
  return useQuery({
    queryKey: alertKey(alertId ?? ''),
    queryFn: ({ signal }) => api(`/alerts/${alertId}`, { schema: alertDetail, signal }),
    enabled: wanted,
    // What working time is left of a deadline is for the server to say.
    refetchInterval: ({ state: { data } }) =>
      data?.left.appealMs != null || data?.left.orderMs != null ? LEFT_EVERY_MS : false,
  });
}
