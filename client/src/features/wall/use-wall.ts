/** A hall's wall as registered: cameras, windows and who is where in whose picture. */
import { useQuery } from '@tanstack/react-query';
import { wall } from '../../../../server/contract/wall.ts';
import { api } from '../../lib/api.ts';

export function useWall(hallId: string) {
  return useQuery({
    queryKey: ['wall', hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}/wall`, { schema: wall, signal }),
    // A wall stays open for weeks; what is registered meanwhile should come by itself.
    refetchInterval: 60_000,
    staleTime: 15_000,
  });
}
