/** What the queue shows, as it lives in the page's address. */
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { id } from '../../../../server/contract/common.ts';
import { type LeadKind, leadKind, leadsQuery } from '../../../../server/contract/leads.ts';
import { useAddressFilter } from '../../lib/use-address-filter.ts';

export const leadTabs = ['new', 'watched', 'mine', 'explained', 'confirmed', 'dismissed', 'all'] as const;
export type LeadTab = (typeof leadTabs)[number];
export type LeadSort = 'queue' | 'newest' | 'strength';

export interface LeadsFilter {
  readonly tab: LeadTab;
  readonly sort: LeadSort;
  readonly q: string;
  readonly kind: LeadKind | undefined;
  readonly hallId: string | undefined;
  readonly windowId: string | undefined;
}

const keys = {
  ...{ tab: 'tab', sort: 'sort', q: 'q', kind: 'kind', hallId: 'hall', windowId: 'window' },
} as const;
export type FilterField = keyof typeof keys;

export function useLeadsFilter() {
  const { leadId } = useParams();
  const { params, set, reset, open } = useAddressFilter({
    ...{ keys, path: '/leads', isOpen: leadId !== undefined },
  });
  const filter = useMemo<LeadsFilter>(() => {
    const read = (field: FilterField) => params.get(keys[field]) ?? undefined;
    return {
      tab: leadTabs.find((one) => one === read('tab')) ?? 'new',
      sort: leadsQuery.shape.sort.safeParse(read('sort')).data ?? 'queue',
      q: read('q') ?? '',
      kind: leadKind.safeParse(read('kind')).data,
      hallId: id.safeParse(read('hallId')).data,
      windowId: id.safeParse(read('windowId')).data,
    };
  }, [params]);
  return {
    filter,
    /** The lead whose details are shown. */
    leadId: id.safeParse(leadId).data,
    set,
    clear: () => reset(filter.tab === 'new' ? {} : { tab: filter.tab }),
    open,
  };
}

const ofTab: Readonly<Record<LeadTab, Readonly<Record<string, string>>>> = {
  new: { state: 'new' },
  watched: { state: 'watched' },
  mine: { mine: 'yes' },
  explained: { state: 'new', explained: 'yes' },
  confirmed: { state: 'confirmed' },
  dismissed: { state: 'dismissed' },
  all: {},
};

/** As the server is asked. What was decided is looked up by when it happened. */
export function queryOf({ tab, q, sort, ...rest }: LeadsFilter): Record<string, string | undefined> {
  const isWaiting = tab !== 'confirmed' && tab !== 'dismissed' && tab !== 'all';
  return {
    ...rest,
    ...ofTab[tab],
    sort: sort === 'queue' && !isWaiting ? 'newest' : sort,
    q: q.trim() === '' ? undefined : q.trim(),
  };
}

export const isNarrowed = ({ q, kind, hallId, windowId }: LeadsFilter): boolean =>
  q !== '' || [kind, hallId, windowId].some((each) => each !== undefined);
