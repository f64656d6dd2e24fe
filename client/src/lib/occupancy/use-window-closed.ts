/** Whether a window is closed now, by its status and the hours of its hall. */
import { useQuery } from '@tanstack/react-query';
import { officeHours } from '../../../../server/contract/office-hours.ts';
import type { WindowState } from '../../../../server/contract/overlays.ts';
import { api } from '../api.ts';
import { useMay } from '../me.ts';
import { useServices } from '../services.ts';
import { useNow } from '../use-now.ts';
import { inOfficeHours, windowClosed } from './window-closed.ts';

/** Somebody changes them a few times a year. */
const KEPT_MS = 10 * 60_000;
const BEAT_MS = 30_000;

/** `hallId` left out: by its status alone. */
export function useWindowClosed(hallId: string | undefined, state: WindowState | undefined): boolean {
  const { clock } = useServices();
  const enabled = useMay()('places:read') && hallId !== undefined;
  const { data } = useQuery({
    queryKey: ['office-hours', hallId],
    queryFn: ({ signal }) => api(`/halls/${hallId}/office-hours`, { schema: officeHours, signal }),
    staleTime: KEPT_MS,
    enabled,
  });
  useNow(BEAT_MS);
  return windowClosed(state, data && inOfficeHours(data, clock.now()));
}
