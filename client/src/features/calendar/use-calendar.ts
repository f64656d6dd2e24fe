import { useQuery } from '@tanstack/react-query';
import { calendarOfYear, regionHours } from '../../../../server/contract/calendar.ts';
import { api } from '../../lib/api.ts';

/** All that is kept of calendars: emptied where one was changed. */
export const calendarKey = ['calendar'] as const;

export function useCalendarYear(code: string | undefined, year: number) {
  return useQuery({
    queryKey: [...calendarKey, 'year', code, year],
    queryFn: ({ signal }) => api(`/calendars/${code}/${year}`, { schema: calendarOfYear, signal }),
    enabled: code !== undefined,
  });
}

export function useRegionHours(code: string) {
  return useQuery({
    queryKey: [...calendarKey, 'hours', code],
    queryFn: ({ signal }) => api(`/regions/${code}/office-hours`, { schema: regionHours, signal }),
  });
}
