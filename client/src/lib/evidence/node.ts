/** By what packages of this server are known to be its own. */
import { useQuery } from '@tanstack/react-query';
import { evidenceNode } from '../../../../server/contract/evidence.ts';
import { api } from '../api.ts';

export function useEvidenceNode() {
  return useQuery({
    queryKey: ['evidence-node'],
    queryFn: ({ signal }) => api('/evidence/node-key', { schema: evidenceNode, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
