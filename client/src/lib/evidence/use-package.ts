/** One evidence package, asked for again while it is being made. */
import { useQuery } from '@tanstack/react-query';
import { type EvidencePackage, evidencePackage } from '../../../../server/contract/evidence.ts';
import { api } from '../api.ts';

export const evidenceKey = (id: string) => ['evidence', id] as const;
export const inTheMaking = ({ state }: Pick<EvidencePackage, 'state'>): boolean =>
  state === 'waiting' || state === 'building';

const BUILDING_MS = 1500;
const WAITING_MS = 4000;

export function useEvidencePackage(id: string, known?: EvidencePackage) {
  return useQuery({
    queryKey: evidenceKey(id),
    queryFn: ({ signal }) => api(`/evidence/${id}`, { schema: evidencePackage, signal }),
    ...(known !== undefined && { initialData: known }),
    enabled: known === undefined || inTheMaking(known),
    refetchInterval: ({ state: { data, error } }) => {
      if (data === undefined) return error === null ? false : WAITING_MS;
      return data.state === 'building' ? BUILDING_MS : data.state === 'waiting' ? WAITING_MS : false;
    },
    // Somebody waits for it on another page.
    refetchIntervalInBackground: true,
  });
}
