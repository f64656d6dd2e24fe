/** Names of regions and departments for rows that know only their keys. */
import { useQuery } from '@tanstack/react-query';
import { listOf } from '../../../../server/contract/common.ts';
import { department } from '../../../../server/contract/places.ts';
import { api } from '../../lib/api.ts';
import { listKey } from '../../lib/use-list.ts';
import type { PlaceNode } from './registry-tree.ts';
import { useRegistryTree } from './use-registry-tree.ts';

/** Of the tree, which the page has anyway. */
export function useRegionName(): (code: string) => string {
  const { nodes } = useRegistryTree();
  return (code) => (nodes === undefined ? '…' : (nameIn(nodes, code) ?? code));
}

function nameIn(nodes: readonly PlaceNode[], code: string): string | undefined {
  for (const node of nodes) {
    if (node.key === code) return node.name;
    const below = nameIn(node.children, code);
    if (below !== undefined) return below;
  }
  return undefined;
}

const MOST = 2000;

/** All of them: a city has some hundreds. */
export function useDepartmentNames(): (id: string) => string {
  const { data } = useQuery({
    queryKey: [...listKey('/departments'), 'names'],
    queryFn: async ({ signal }) => {
      const names = new Map<string, string>();
      let cursor: string | undefined;
      do {
        const page = await api('/departments', {
          schema: listOf(department),
          query: { limit: 500, cursor, closed: 'include' },
          signal,
        });
        for (const one of page.items) names.set(one.id, one.name);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && names.size < MOST);
      return names;
    },
    staleTime: 60_000,
  });
  return (id) => data?.get(id) ?? (data === undefined ? '…' : '—');
}
