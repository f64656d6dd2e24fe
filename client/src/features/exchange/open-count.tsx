/** How many rows wait to be corrected: beside the tab's name. */
import { useQuery } from '@tanstack/react-query';
import { refusalCounts } from '../../../../server/contract/exchange.ts';
import { api } from '../../lib/api.ts';

export const COUNTS_KEY = ['exchange', 'refusal-counts'] as const;

export function useRefusalCounts() {
  return useQuery({
    queryKey: COUNTS_KEY,
    queryFn: ({ signal }) => api('/exchange/refusals/counts', { schema: refusalCounts, signal }),
    refetchInterval: 60_000,
  });
}

export function OpenCount() {
  const { data } = useRefusalCounts();
  return data === undefined || data.open === 0 ? null : (
    <span className="mc-exchange-count">{data.open}</span>
  );
}
