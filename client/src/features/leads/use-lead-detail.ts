/** One lead with its evidence; asked for anew when it changes. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useServices } from '../../lib/services.ts';
import { fetchLead, leadKey } from './lead-calls.ts';

export function useLeadDetail(leadId: string | undefined) {
  const queries = useQueryClient();
  const { leads } = useServices();
  useEffect(() => {
    if (leadId === undefined) return undefined;
    const again = () => void queries.invalidateQueries({ queryKey: leadKey(leadId) });
    return leads.listen({
      onLead: ({ lead }) => {
        if (lead.id === leadId) again();
      },
      onReset: again,
    });
  }, [leadId, leads, queries]);
  return useQuery({
    queryKey: leadKey(leadId ?? ''),
    queryFn: ({ signal }) => fetchLead(leadId ?? '', signal),
    enabled: leadId !== undefined,
  });
}
