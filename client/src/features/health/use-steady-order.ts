/** Rows keep their place while somebody looks at them: a new order waits until it is asked for, or nobody does. */
import { useMemo, useState } from 'react';

export interface Steady<T> {
  readonly rows: readonly T[];
  /** The order is another one by now. */
  readonly isStale: boolean;
  apply(): void;
}

/** `scope`: another choice of rows, which takes its order at once. `isHeld`: somebody points at them or reads one. */
export function useSteadyOrder<T>(
  rows: readonly T[],
  idOf: (row: T) => string,
  scope: string,
  isHeld: boolean,
): Steady<T> {
  const fresh = rows.map(idOf);
  const [held, setHeld] = useState<{ scope: string; order: readonly string[] }>({ scope, order: fresh });
  const isSame = held.scope === scope && held.order.join() === fresh.join();
  // More rows were fetched below: nothing above them moves.
  const isLonger =
    held.scope === scope &&
    fresh.length > held.order.length &&
    held.order.every((id, index) => fresh[index] === id);
  const takesFresh = !isSame && (held.scope !== scope || isLonger || !isHeld || held.order.length === 0);
  if (takesFresh) setHeld({ scope, order: fresh });
  const order = takesFresh ? fresh : held.order;
  const shown = useMemo(() => {
    const byId = new Map(rows.map((row) => [idOf(row), row]));
    return order.flatMap((id) => byId.get(id) ?? []);
  }, [rows, order, idOf]);
  return {
    rows: shown,
    isStale: order.join() !== fresh.join(),
    apply: () => setHeld({ scope, order: fresh }),
  };
}
