/**
 * Rows that keep their place while somebody points at them: what a card says is changed where it stands, one that
 * belongs elsewhere by now stays, and one that is new waits. `changes` says how many, until it is asked for.
 */
export interface HeldRows<T> {
  readonly order: readonly string[];
  readonly known: ReadonlyMap<string, T>;
}

export const noRows: HeldRows<never> = { order: [], known: new Map<string, never>() };

/** As the server orders them. */
export function freshRows<T extends { readonly id: string }>(items: readonly T[]): HeldRows<T> {
  return { order: items.map(({ id }) => id), known: new Map(items.map((one) => [one.id, one])) };
}

/** Keeps the order; what was fetched below the last row of it is added there. */
export function heldRows<T extends { readonly id: string }>(
  held: HeldRows<T>,
  items: readonly T[],
): HeldRows<T> {
  const known = new Map([...held.known, ...items.map((one) => [one.id, one] as const)]);
  const fresh = items.map(({ id }) => id);
  const has = new Set(held.order);
  const last = fresh.findLastIndex((id) => has.has(id));
  const below = last < 0 ? [] : fresh.slice(last + 1);
  return { order: [...held.order, ...below], known };
}

/** How many rows would come, and how many would go. */
export function changesOf(held: HeldRows<unknown>, fresh: readonly string[]): number {
  const [before, after] = [new Set(held.order), new Set(fresh)];
  const came = fresh.filter((id) => !before.has(id)).length;
  const went = held.order.filter((id) => !after.has(id)).length;
  return came + went;
}

export const sameOrder = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, index) => id === b[index]);
