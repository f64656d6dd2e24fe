/** A case with its steps; asked anew whenever what makes it newer (`version`) changes. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { caseDetail } from '../../../server/contract/cases.ts';
import { api } from './api.ts';

export function useCaseDetail(caseId: string, version: number | string, enabled = true) {
  return useQuery({
    queryKey: ['case', caseId, version],
    queryFn: ({ signal }) => api(`/cases/${caseId}`, { schema: caseDetail, signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
    enabled,
  });
}
