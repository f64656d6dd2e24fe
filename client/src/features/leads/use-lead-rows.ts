/** The chosen part of the queue, live: changed in place; what is new waits to be let in, so that nothing jumps under the hand. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Lead, lead } from '../../../../server/contract/leads.ts';
import { useServices } from '../../lib/services.ts';
import { listKey, useList } from '../../lib/use-list.ts';

const PAGE = 100;

export function useLeadRows(
  query: Readonly<Record<string, string | undefined>>,
  chosenId: string | undefined,
) {
  const { leads } = useServices();
  const queries = useQueryClient();
  const list = useList({ path: '/leads', item: lead, query, limit: PAGE });
  const [pushed, setPushed] = useState<ReadonlyMap<string, Lead>>(new Map());
  const [isStale, setStale] = useState(false);
  const refresh = useCallback(() => {
    setStale(false);
    return queries.invalidateQueries({ queryKey: listKey('/leads') });
  }, [queries]);
  useEffect(
    () =>
      leads.listen({
        onLead: ({ lead: one, isNews }) => {
          setPushed((before) => new Map(before).set(one.id, one));
          if (isNews) setStale(true);
        },
        onReset: () => void refresh(),
      }),
    [leads, refresh],
  );
  const isEmpty = list.items?.length === 0;
  // Nobody is reading: what came is let in at once.
  useEffect(() => {
    if (isStale && (isEmpty || chosenId === undefined)) void refresh();
  }, [isStale, isEmpty, chosenId, refresh]);
  const rows = useMemo(() => {
    const { state } = query;
    return (list.items ?? []).flatMap((one) => {
      const other = pushed.get(one.id);
      const shown = other !== undefined && other.updatedAt > one.updatedAt ? other : one;
      // Decided since, by whomever; the one that is open stays until one goes on.
      return state !== undefined && shown.state !== state && shown.id !== chosenId ? [] : [shown];
    });
  }, [list.items, pushed, query, chosenId]);
  return { list, rows, isStale, refresh };
}
