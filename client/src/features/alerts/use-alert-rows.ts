/** The cards of the chosen list, live: changed in place, held still while somebody points at them. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { type Alert, alert } from '../../../../server/contract/alerts.ts';
import { useServices } from '../../lib/services.ts';
import { listKey, useList } from '../../lib/use-list.ts';
import { changesOf, freshRows, type HeldRows, heldRows, noRows, sameOrder } from './held-rows.ts';

const PAGE = 100;
/** Asked anew not oftener than this, however many cards there are. */
const SETTLE_MS = 500;

export function useAlertRows(query: Readonly<Record<string, string | undefined>>, isHeld: boolean) {
  const { alerts } = useServices();
  const queries = useQueryClient();
  const list = useList({ path: '/alerts', item: alert, query, limit: PAGE });
  const scope = JSON.stringify(query);
  const [pushed, setPushed] = useState<ReadonlyMap<string, Alert>>(new Map());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isDue = false;
    const ask = () => {
      isDue = false;
      void queries.invalidateQueries({ queryKey: listKey('/alerts') });
      timer = setTimeout(() => {
        timer = undefined;
        if (isDue) ask();
      }, SETTLE_MS);
    };
    // The first at once: somebody waits for it.
    const again = () => {
      if (timer === undefined) ask();
      else isDue = true;
    };
    const leave = alerts.listen({
      onCard: ({ alert: card }) => {
        setPushed((before) => new Map(before).set(card.id, card));
        again();
      },
      onReset: again,
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [alerts, queries]);

  const items = useMemo(
    () => (list.items ?? []).map((one) => newer(one, pushed.get(one.id))),
    [list.items, pushed],
  );
  const [held, setHeld] = useState<{ scope: string; rows: HeldRows<Alert> }>({ scope, rows: noRows });
  const fresh = useMemo(() => freshRows(items), [items]);
  // Rows of before the choice changed are still shown while the new ones are on their way: not another order.
  const settled = list.items !== undefined && !list.isPlaceholderData;
  const takesFresh =
    settled &&
    (held.scope !== scope || !isHeld || held.rows.order.length === 0) &&
    !(held.scope === scope && sameOrder(held.rows.order, fresh.order));
  if (takesFresh) setHeld({ scope, rows: fresh });
  const shown = takesFresh || held.scope !== scope ? fresh : heldRows(held.rows, items);
  if (!takesFresh && held.scope === scope && shown.order.length > held.rows.order.length)
    setHeld({ scope, rows: shown });
  const rows = useMemo(
    () =>
      shown.order.flatMap((id) => {
        const one = shown.known.get(id);
        return one === undefined ? [] : [newer(one, pushed.get(id))];
      }),
    [shown, pushed],
  );
  return {
    list,
    rows,
    fresh: useMemo(() => new Set(fresh.order), [fresh]),
    changes: settled ? changesOf(shown, fresh.order) : 0,
    isReordered: settled && !sameOrder(shown.order, fresh.order),
    apply: useCallback(() => setHeld({ scope, rows: fresh }), [scope, fresh]),
  };
}

const newer = (one: Alert, other: Alert | undefined): Alert =>
  other !== undefined && other.version > one.version ? other : one;
