/** What cameras are called, by id: for what keeps only their ids. One that may not be seen stays its id's beginning. */
import { useQueries } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from './api.ts';

const named = z.object({ id: z.string(), name: z.string() });

export function useCameraNames(cameraIds: readonly string[]): (cameraId: string) => string {
  const ids = [...new Set(cameraIds)];
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['camera-name', id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api(`/cameras/${id}`, { schema: named, signal }),
      staleTime: 5 * 60_000,
      retry: false,
    })),
  });
  return (cameraId) => answers[ids.indexOf(cameraId)]?.data?.name ?? `${cameraId.slice(0, 8)}…`;
}
