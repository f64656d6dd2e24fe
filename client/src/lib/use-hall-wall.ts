/** A hall's cameras, windows and open placements together, to say who is seen by whom. */
import { useQuery } from '@tanstack/react-query';
import { wall } from '../../../server/contract/wall.ts';
import { api } from './api.ts';

export function useHallWall(hallId: string, enabled = true) {
  return useQuery({
    queryKey: ['wall', hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}/wall`, { schema: wall, signal }),
    enabled,
  });
}
