/** Saved walls and tours, pictures for their tiles, and what they are built from. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import * as contract from '../../../../server/contract/walls.ts';
import { api } from '../../lib/api.ts';

export const wallsKey = ['walls'] as const;
export const toursKey = ['tours'] as const;

export const useSavedWall = (id: string | undefined) =>
  useQuery({
    queryKey: [...wallsKey, id],
    queryFn: ({ signal }) => api(`/walls/${id}`, { schema: contract.savedWall, signal }),
    enabled: id !== undefined,
    // It may be changed elsewhere, and be on a screen for weeks.
    refetchInterval: 60_000,
  });

export const useTour = (id: string | undefined) =>
  useQuery({
    queryKey: [...toursKey, id],
    queryFn: ({ signal }) => api(`/tours/${id}`, { schema: contract.tour, signal }),
    enabled: id !== undefined,
    refetchInterval: 60_000,
  });

/** Of these cameras, whichever may be seen. */
export function useWallPictures(cameraIds: readonly string[]) {
  const cameras = useMemo(() => [...new Set(cameraIds)].sort().slice(0, contract.MOST_TILES), [cameraIds]);
  return useQuery({
    queryKey: ['wall-pictures', ...cameras],
    queryFn: ({ signal }) =>
      api('/wall-pictures', {
        schema: contract.wallPictures,
        query: { cameras: cameras.join(',') },
        signal,
      }),
    enabled: cameras.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    staleTime: 15_000,
  });
}

export type GroupBy = 'hall' | 'department' | 'matter' | 'state';

/** Page by page, groups that go on over a page's end put together again. */
export function useWallSources(groupBy: GroupBy, q: string) {
  const result = useInfiniteQuery({
    queryKey: ['wall-sources', groupBy, q],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api('/wall-sources', {
        schema: contract.wallSources,
        query: { groupBy, q, limit: 200, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    // What windows do now changes by the minute.
    staleTime: groupBy === 'state' ? 5000 : 60_000,
  });
  const pages = result.data?.pages;
  const groups = useMemo(() => {
    const byKey = new Map<string, contract.WallSources['groups'][number]>();
    for (const group of pages?.flatMap((page) => page.groups) ?? []) {
      const before = byKey.get(group.key);
      byKey.set(
        group.key,
        before === undefined ? group : { ...before, cameras: [...before.cameras, ...group.cameras] },
      );
    }
    return pages === undefined ? undefined : [...byKey.values()];
  }, [pages]);
  return { ...result, groups };
}
