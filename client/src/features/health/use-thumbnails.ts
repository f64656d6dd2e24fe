/** Small pictures of what is listed, some dozens a request, anew as they are made. */
import { keepPreviousData, useQueries } from '@tanstack/react-query';
import { THUMBNAILS_MOST, thumbnails } from '../../../../server/contract/health.ts';
import { api } from '../../lib/api.ts';
import { useMay } from '../../lib/me.ts';

export interface Thumbnail {
  readonly at: string;
  readonly picture: string;
}

const EVERY_MS = 30_000;
/** Pages further down are scrolled past. */
const REQUESTS_MOST = 6;

export function useThumbnails(cameraIds: readonly string[]): ReadonlyMap<string, Thumbnail> {
  const may = useMay();
  const chunks: string[] = [];
  for (let at = 0; at < cameraIds.length && chunks.length < REQUESTS_MOST; at += THUMBNAILS_MOST)
    chunks.push([...cameraIds.slice(at, at + THUMBNAILS_MOST)].sort().join());
  return useQueries({
    queries: chunks.map((chunk) => ({
      queryKey: ['health', 'thumbnails', chunk],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api('/health/thumbnails', { schema: thumbnails, query: { cameraIds: chunk }, signal }),
      enabled: may('live:view'),
      refetchInterval: EVERY_MS,
      placeholderData: keepPreviousData,
    })),
    combine: (results) =>
      new Map(results.flatMap(({ data }) => (data?.items ?? []).map((one) => [one.cameraId, one] as const))),
  });
}
