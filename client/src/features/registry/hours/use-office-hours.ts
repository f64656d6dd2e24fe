import { useQuery } from '@tanstack/react-query';
import { officeHours } from '../../../../../server/contract/office-hours.ts';
import { api } from '../../../lib/api.ts';

/** When a hall is open: its weeks and the days that differ. */
export function useOfficeHours(hallId: string) {
  return useQuery({
    queryKey: ['office-hours', hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}/office-hours`, { schema: officeHours, signal }),
  });
}
