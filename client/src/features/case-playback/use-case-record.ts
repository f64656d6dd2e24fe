/** A case's footage and its record over time, asked for together; again while it is still at a window. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { caseFootage, caseTimeline } from '../../../../server/contract/playback.ts';
import { api } from '../../lib/api.ts';
import { useServices } from '../../lib/services.ts';

const GROWS_EVERY_MS = 20_000;

export function useCaseRecord(caseId: string, enabled: boolean) {
  const { clock } = useServices();
  const footage = useQuery({
    queryKey: ['case-footage', caseId],
    queryFn: ({ signal }) => api(`/cases/${caseId}/footage`, { schema: caseFootage, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.sessions.some(({ to }) => Date.parse(to) > clock.now()) ? GROWS_EVERY_MS : false,
    enabled,
  });
  const growing = footage.data?.sessions.some(({ to }) => Date.parse(to) > clock.now()) === true;
  const timeline = useQuery({
    queryKey: ['case-timeline', caseId],
    queryFn: ({ signal }) => api(`/cases/${caseId}/timeline`, { schema: caseTimeline, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: growing ? GROWS_EVERY_MS : false,
    enabled,
  });
  return { footage, timeline };
}
