/** What the shift page shows of a hall: its windows, clerks, office hours, and one week's roster. */
import { useQuery } from '@tanstack/react-query';
import { clerk, shiftPlan } from '../../../../server/contract/clerks.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { officeHours } from '../../../../server/contract/office-hours.ts';
import { hall, window as windowSchema } from '../../../../server/contract/places.ts';
import { api } from '../../lib/api.ts';
import { listKey } from '../../lib/use-list.ts';
import { addDays } from './week.ts';

/** As many as a list answers at once; a hall has tens of windows, a department tens of clerks. */
const ALL = 500;

export function useRoster(hallId: string, monday: string) {
  const of = useQuery({
    queryKey: [...listKey('/halls'), hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}`, { schema: hall, signal }),
  });
  const windows = useQuery({
    queryKey: [...listKey(`/halls/${hallId}/windows`), 'roster'],
    queryFn: async ({ signal }) =>
      (await api(`/halls/${hallId}/windows`, { schema: listOf(windowSchema), query: { limit: ALL }, signal }))
        .items,
  });
  const hours = useQuery({
    queryKey: ['office-hours', hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}/office-hours`, { schema: officeHours, signal }),
  });
  const clerks = useQuery({
    queryKey: [...listKey('/clerks'), 'roster'],
    queryFn: async ({ signal }) =>
      (await api('/clerks', { schema: listOf(clerk), query: { limit: ALL }, signal })).items,
  });
  const plan = useQuery({
    queryKey: ['shifts', hallId, monday],
    queryFn: ({ signal }) =>
      api(`/halls/${hallId}/shifts`, {
        schema: shiftPlan,
        query: { from: monday, to: addDays(monday, 6) },
        signal,
      }),
    placeholderData: (before, query) => (query?.queryKey[1] === hallId ? before : undefined),
  });
  return { hall: of, windows, hours, clerks, plan };
}
