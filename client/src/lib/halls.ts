/** The halls the signed-in user may see, all of them: a city has some dozens. */
import { useQuery } from '@tanstack/react-query';
import { listOf } from '../../../server/contract/common.ts';
import { hall } from '../../../server/contract/places.ts';
import { api } from './api.ts';

export function useHalls() {
  return useQuery({
    queryKey: ['halls', 'all'],
    queryFn: async ({ signal }) =>
      (await api('/halls', { schema: listOf(hall), query: { limit: 500 }, signal })).items,
    staleTime: 30_000,
  });
}
