import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { registryTree } from '../../../../server/contract/registry.ts';
import { api } from '../../lib/api.ts';
import { listKey } from '../../lib/use-list.ts';
import { placeNodes } from './registry-tree.ts';

/** Regions and halls with what is in them; undefined until they are there. */
export function useRegistryTree() {
  const { data, error, refetch } = useQuery({
    queryKey: [...listKey('/registry/tree')],
    queryFn: ({ signal }) => api('/registry/tree', { schema: registryTree, signal }),
    staleTime: 30_000,
  });
  const nodes = useMemo(() => data && placeNodes(data), [data]);
  return { nodes, error, retry: () => void refetch() };
}
