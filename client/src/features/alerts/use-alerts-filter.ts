/** What the alert centre shows lives in the page's address: it can be kept, sent to a colleague, and gone back to. */
import { useMemo } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import {
  type AlertSubject,
  alertSubject,
  alertsQuery,
  type CardLevel,
  cardLevel,
} from '../../../../server/contract/alerts.ts';
import { id } from '../../../../server/contract/common.ts';
import { useMay } from '../../lib/me.ts';

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
  const [params, setParams] = useSearchParams();
  const { alertId } = useParams();
  const navigate = useNavigate();
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
    set: (change: Partial<Record<FilterField, string | undefined>>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [field, value] of Object.entries(change))
            if (value === undefined || value === '') next.delete(keys[field as FilterField]);
            else next.set(keys[field as FilterField], value);
          return next;
        },
        { replace: true },
      ),
    clear: () => setParams(filter.tab === usual ? {} : { tab: filter.tab }, { replace: true }),
    open: (cardId: string | undefined) =>
      void navigate(
        { pathname: cardId === undefined ? '/alerts' : `/alerts/${cardId}`, search: params.toString() },
        { replace: alertId !== undefined },
      ),
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
