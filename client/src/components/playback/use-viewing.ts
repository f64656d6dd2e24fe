/** One's own viewings, and whether one of them covers what is wanted: then nobody is asked again. */
import { useQuery } from '@tanstack/react-query';
import { type CameraRange, type Viewing, viewings } from '../../../../server/contract/playback.ts';
import { api } from '../../lib/api.ts';

export const viewingsKey = ['playback-viewings'] as const;

export function useOwnViewings() {
  return useQuery({
    queryKey: viewingsKey,
    queryFn: async ({ signal }) =>
      (await api('/playback/viewings', { schema: viewings, query: { limit: 50 }, signal })).items,
    staleTime: 30_000,
  });
}

/** Whether viewings that still hold cover all cameras at an instant. */
export function coversAll(
  all: readonly Pick<Viewing, 'cameras' | 'until'>[],
  cameraIds: readonly string[],
  atMs: number,
  nowMs: number,
): boolean {
  const ranges = rangesOf(all, nowMs);
  return cameraIds.every((cameraId) =>
    ranges.some(
      (each) => each.cameraId === cameraId && Date.parse(each.from) <= atMs && atMs <= Date.parse(each.to),
    ),
  );
}

export function rangesOf(all: readonly Pick<Viewing, 'cameras' | 'until'>[], nowMs: number): CameraRange[] {
  return all.flatMap((each) => (Date.parse(each.until) > nowMs ? each.cameras : []));
}
