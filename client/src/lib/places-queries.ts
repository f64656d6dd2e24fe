/** Regions and departments for choosing from; a city has some hundreds at most. */
import { useQuery } from '@tanstack/react-query';
import { listOf } from '../../../server/contract/common.ts';
import { department, region } from '../../../server/contract/places.ts';
import { api } from './api.ts';
import { listKey } from './use-list.ts';

export function useRegions() {
  return useQuery({
    queryKey: [...listKey('/regions'), 'all'],
    queryFn: async ({ signal }) =>
      (await api('/regions', { schema: listOf(region), query: { limit: 500 }, signal })).items,
  });
}

export function useDepartments() {
  return useQuery({
    queryKey: [...listKey('/departments'), 'all'],
    queryFn: async ({ signal }) =>
      (await api('/departments', { schema: listOf(department), query: { limit: 500 }, signal })).items,
  });
}
