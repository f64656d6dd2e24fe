/** A list of the API, page by page: `GET path?q=…&cursor=…`. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { z } from 'zod';
import { listOf } from '../../../server/contract/common.ts';
import { api } from './api.ts';

export interface ListOptions<S extends z.ZodType> {
  readonly path: string;
  readonly item: S;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly limit?: number;
  /** Of each page after the first; left out: as many. */
  readonly moreLimit?: number;
  readonly enabled?: boolean;
}

/** How many there are on all pages; some lists say it with the first one. */
const total = z.number().int().nullable().optional();

export const listKey = (path: string) => ['list', path] as const;

export function useList<S extends z.ZodType>({
  path,
  item,
  query,
  limit = 50,
  moreLimit = limit,
  enabled,
}: ListOptions<S>) {
  const result = useInfiniteQuery({
    queryKey: [...listKey(path), query ?? {}, limit],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api(path, {
        schema: listOf(item).extend({ total }),
        query: { ...query, limit: pageParam === undefined ? limit : moreLimit, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: enabled ?? true,
  });
  const pages = result.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items as z.output<S>[]), [pages]);
  return { ...result, items, total: pages?.[0]?.total ?? undefined };
}
