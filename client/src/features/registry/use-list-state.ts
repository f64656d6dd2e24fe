/** What a list is narrowed and sorted by, in the page's address: it can be kept, sent and gone back to. */
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import type { RecordSort } from '../../components/record-table.tsx';
import { type SearchChange, useSearchChange } from '../../lib/use-search-change.ts';

export interface ListState {
  readonly q: string;
  readonly sort: RecordSort | undefined;
  get(name: string): string | undefined;
  set(change: SearchChange): void;
  setQ(q: string): void;
  setSort(sort: RecordSort | undefined): void;
}

export function useListState(): ListState {
  const [search] = useSearchParams();
  const set = useSearchChange();
  const setQ = useCallback((q: string) => set({ q }), [set]);
  const sort = search.get('sort');
  return {
    q: search.get('q') ?? '',
    sort:
      sort === null
        ? undefined
        : { by: sort.replace(/^-/, ''), order: sort.startsWith('-') ? 'desc' : 'asc' },
    get: (name) => search.get(name) ?? undefined,
    set,
    setQ,
    setSort: (next) => set({ sort: next && `${next.order === 'desc' ? '-' : ''}${next.by}` }),
  };
}
