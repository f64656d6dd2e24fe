/** A matter and a window of a department, for an example that works as it stands. */
import { useQuery } from '@tanstack/react-query';
import { listOf } from '../../../../server/contract/common.ts';
import { matter } from '../../../../server/contract/matters.ts';
import { hall, window } from '../../../../server/contract/places.ts';
import { api } from '../../lib/api.ts';

const query = { limit: 500 };

/** Null: of a token that reports for nobody. */
export function useExamplePlaces(departmentId: string | null) {
  return useQuery({
    queryKey: ['example-places', departmentId],
    queryFn: async ({ signal }) => {
      const matters = await api('/matters', { schema: listOf(matter), query, signal });
      const halls = await api('/halls', { schema: listOf(hall), query, signal });
      for (const { id } of halls.items.filter((each) => each.windowCount > 0)) {
        const windows = await api(`/halls/${id}/windows`, { schema: listOf(window), query, signal });
        const own = windows.items.find((each) => each.departmentId === departmentId);
        if (own !== undefined)
          return { matterCode: codeOf(matters.items), window: { hallId: id, code: own.code } };
      }
      return { matterCode: codeOf(matters.items), window: undefined };
    },
    gcTime: 0,
    enabled: departmentId !== null,
  });

  function codeOf(matters: readonly { departmentId: string; code: string }[]): string | undefined {
    return matters.find((each) => each.departmentId === departmentId)?.code;
  }
}
