/** What the alert centre shows, as it lives in the page's address. */
import { useMemo } from 'react';
import { useParams } from 'react-router';
import {
  type AlertSubject,
  alertSubject,
  alertsQuery,
  type CardLevel,
  cardLevel,
} from '../../../../server/contract/alerts.ts';
import { id } from '../../../../server/contract/common.ts';
import { useMay } from '../../lib/me.ts';
import { useAddressFilter } from '../../lib/use-address-filter.ts';

export const alertTabs = ['mine', 'pending', 'appealed', 'replied', 'proposed', 'issued', 'all'] as const;
export type AlertTab = (typeof alertTabs)[number];
export type AlertSort = 'urgency' | 'newest' | 'due';

export interface AlertsFilter {
  readonly tab: AlertTab;
  readonly sort: AlertSort;
  readonly q: string;
  readonly level: CardLevel | undefined;
  readonly subject: AlertSubject | undefined;
  readonly regionCode: string | undefined;
  readonly departmentId: string | undefined;
  readonly hallId: string | undefined;
  /** Days, `2026-11-23`. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const keys = {
  ...{ q: 'q', tab: 'tab', sort: 'sort', level: 'level', subject: 'subject', from: 'from', to: 'to' },
  ...{ regionCode: 'region', departmentId: 'department', hallId: 'hall' },
} as const;
export type FilterField = keyof typeof keys;

const DAY = /^\d{4}-\d\d-\d\d$/;

export function useAlertsFilter() {
  const { alertId } = useParams();
  const { params, set, reset, open } = useAddressFilter({
    ...{ keys, path: '/alerts', isOpen: alertId !== undefined },
  });
  const may = useMay();
  const usual: AlertTab = may('alerts:decide') ? 'mine' : 'issued';
  const filter = useMemo<AlertsFilter>(() => {
    const read = (field: FilterField) => params.get(keys[field]) ?? undefined;
    const day = (field: 'from' | 'to') => (DAY.test(read(field) ?? '') ? read(field) : undefined);
    return {
      tab: alertTabs.find((one) => one === read('tab')) ?? usual,
      sort: alertsQuery.shape.sort.safeParse(read('sort')).data ?? 'urgency',
      q: read('q') ?? '',
      level: cardLevel.safeParse(read('level')).data,
      subject: alertSubject.safeParse(read('subject')).data,
      regionCode: read('regionCode'),
      departmentId: id.safeParse(read('departmentId')).data,
      hallId: id.safeParse(read('hallId')).data,
      from: day('from'),
      to: day('to'),
    };
  }, [params, usual]);
  return {
    filter,
    /** The card whose details are shown. */
    alertId: id.safeParse(alertId).data,
    set,
    clear: () => reset(filter.tab === usual ? {} : { tab: filter.tab }),
    open,
  };
}

const ofTab: Readonly<Record<AlertTab, Readonly<Record<string, string>>>> = {
  mine: { mine: 'yes' },
  pending: { state: 'pending' },
  issued: { state: 'issued' },
  appealed: { state: 'appealed' },
  replied: { order: 'replied' },
  proposed: { proposed: 'yes' },
  all: {},
};

/** As the server is asked; days are the reader's. */
export function queryOf(filter: AlertsFilter): Record<string, string | undefined> {
  const { tab, q, from, to, ...rest } = filter;
  return {
    ...rest,
    ...ofTab[tab],
    q: q.trim() === '' ? undefined : q.trim(),
    from: from === undefined ? undefined : new Date(`${from}T00:00:00`).toISOString(),
    to: to === undefined ? undefined : new Date(`${to}T23:59:59.999`).toISOString(),
  };
}

export const isNarrowed = (filter: AlertsFilter): boolean =>
  filter.q !== '' ||
  [
    filter.level,
    filter.subject,
    filter.regionCode,
    filter.departmentId,
    filter.hallId,
    filter.from,
    filter.to,
  ].some((each) => each !== undefined);
