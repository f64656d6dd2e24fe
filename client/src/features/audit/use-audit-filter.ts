/** What of the trail is shown, in the page's address: it can be kept, sent and gone back to. */
import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useSearchChange } from '../../lib/use-search-change.ts';

export const spans = ['all', 'today', 'week', 'month', 'days'] as const;
type Span = (typeof spans)[number];

const NAMES = ['actor', 'group', 'action', 'target', 'place', 'q', 'from', 'to'] as const;
type Name = (typeof NAMES)[number];

/** As chosen; `from` and `to` are days, the latter with its whole day. */
export type Chosen = { readonly [K in Name]?: string | undefined } & { readonly span: Span };
export type Change = { readonly [K in Name | 'span']?: string | undefined };
export type Filter = Readonly<Record<Exclude<Name, 'q'>, string | undefined>>;

const DAY_MS = 24 * 3600_000;

export function useAuditFilter() {
  const [search, setSearch] = useSearchParams();
  const text = search.toString();
  const chosen = useMemo(() => chosenIn(new URLSearchParams(text)), [text]);
  const set = useSearchChange();
  // Whole days, so that what is asked stays the same from one minute to the next.
  const filter = useMemo(() => filterOf(chosen, Date.now()), [chosen]);
  const clear = (): void => setSearch({}, { replace: true });
  return { chosen, filter, set, clear, narrowed: text !== '' };
}

function chosenIn(search: URLSearchParams): Chosen {
  const fields = Object.fromEntries(NAMES.map((name) => [name, search.get(name) ?? undefined]));
  return { ...fields, span: spans.find((one) => one === search.get('span')) ?? 'all' };
}

/** As the server asks: instants. The search text goes its own way. */
export function filterOf(chosen: Chosen, nowMs: number): Filter {
  const { span, from, to, q: _, ...rest } = chosen;
  const today = startOfDay(nowMs);
  const since = { today: 0, week: 6, month: 29 };
  const asked = {
    actor: undefined,
    group: undefined,
    action: undefined,
    target: undefined,
    place: undefined,
  };
  if (span === 'all') return { ...asked, ...rest, from: undefined, to: undefined };
  if (span === 'days') return { ...asked, ...rest, from: dayAt(from, 0), to: dayAt(to, DAY_MS) };
  return { ...asked, ...rest, from: new Date(today - since[span] * DAY_MS).toISOString(), to: undefined };
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

/** The day's beginning in the browser's zone, and so much later; undefined for what is no day. */
function dayAt(day: string | undefined, afterMs: number): string | undefined {
  const ms = Date.parse(`${day}T00:00`);
  return Number.isNaN(ms) ? undefined : new Date(ms + afterMs).toISOString();
}
