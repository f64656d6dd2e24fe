/** What the list of cases is narrowed and sorted by, in the page's address: it can be kept, sent and gone back to. */
import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { type CaseStateName, caseSort, caseState } from '../../../../server/contract/cases.ts';
import type { RecordSort } from '../../components/record-table.tsx';
import { type SearchChange, useSearchChange } from '../../lib/use-search-change.ts';

/** As they are called in the address and in the query alike. */
export const FILTERS = [
  ...(['stage', 'kind', 'card', 'regionCode', 'departmentId', 'hallId', 'windowId', 'matterId'] as const),
  ...(['clerk', 'receivedFrom', 'acceptedFrom', 'acceptedTo', 'completedFrom'] as const),
] as const;
export type FilterName = (typeof FILTERS)[number];
export type StateChoice = CaseStateName | 'all';

export interface CaseFilters {
  readonly q: string;
  readonly state: StateChoice;
  readonly sort: RecordSort | undefined;
  readonly chosen: Readonly<Partial<Record<FilterName, string>>>;
  set(change: SearchChange): void;
  setQ(q: string): void;
  setSort(sort: RecordSort | undefined): void;
  clear(): void;
}

export function useCaseFilters(): CaseFilters {
  const [search] = useSearchParams();
  const set = useSearchChange();
  const setQ = useCallback((q: string) => set({ q }), [set]);
  const asked = caseState.safeParse(search.get('state'));
  const state = asked.success ? asked.data : search.get('state') === 'all' ? 'all' : 'open';
  const sort = search.get('sort') ?? '';
  const by = caseSort.safeParse(sort.replace(/^-/, ''));
  const chosen: Partial<Record<FilterName, string>> = {};
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value !== null && value !== '') chosen[name] = value;
  }
  return {
    q: search.get('q') ?? '',
    state,
    sort: by.success ? { by: by.data, order: sort.startsWith('-') ? 'desc' : 'asc' } : undefined,
    chosen,
    set,
    setQ,
    setSort: (next) => set({ sort: next && `${next.order === 'desc' ? '-' : ''}${next.by}` }),
    clear: () => set(Object.fromEntries(FILTERS.map((name) => [name, undefined]))),
  };
}
