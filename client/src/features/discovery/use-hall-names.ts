/** Names that cameras of a hall have already. */
import { useQuery } from '@tanstack/react-query';
import { camera } from '../../../../server/contract/cameras.ts';
import { listOf } from '../../../../server/contract/common.ts';
import { api } from '../../lib/api.ts';

const NONE: ReadonlySet<string> = new Set();

export function useHallNames(hallId: string | undefined): ReadonlySet<string> {
  const { data } = useQuery({
    queryKey: ['hall-camera-names', hallId],
    queryFn: ({ signal }) =>
      api(`/halls/${hallId}/cameras`, { schema: listOf(camera), query: { limit: 500 }, signal }),
    select: ({ items }): ReadonlySet<string> => new Set(items.map(({ name }) => name)),
    enabled: hallId !== undefined,
  });
  return data ?? NONE;
}
