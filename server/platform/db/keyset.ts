/** Order and cursor of a list that can be sorted by several keys, each ending in one that is unique. */
import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';

export interface SortKey {
  readonly by: RawBuilder<unknown>;
  /** PostgreSQL's type, to compare what stood in the cursor as. */
  readonly type: 'int' | 'text' | 'uuid' | 'timestamptz';
}

export type Order = 'asc' | 'desc';

/** A cursor's content: the sort keys of the last row, as text. */
export const keysetKey = z.array(z.string()).min(1).max(6);

export interface Keyset {
  /** `order by` of these. */
  readonly order: RawBuilder<unknown>;
  /** Rows after the cursor; all without one. */
  readonly after: RawBuilder<boolean>;
  /** A `text[]` to select: what a cursor is made of. */
  readonly key: RawBuilder<string[]>;
}

/** What the database would take as such a key. */
const FITS: Readonly<Record<SortKey['type'], RegExp>> = {
  int: /^-?\d{1,9}$/,
  text: /^/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  timestamptz: /^(infinity|\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2})$/,
};

/** `after` must hold one text a sort key; one that does not is no cursor of this order and is answered undefined. */
export function keyset(
  keys: readonly SortKey[],
  order: Order,
  after: readonly string[] | undefined,
): Keyset | undefined {
  const isOfThese = (texts: readonly string[]): boolean =>
    texts.length === keys.length && keys.every(({ type }, at) => FITS[type].test(texts[at] ?? ''));
  if (after !== undefined && !isOfThese(after)) return undefined;
  const direction = order === 'asc' ? sql`asc` : sql`desc`;
  const than = order === 'asc' ? sql`>` : sql`<`;
  return {
    order: sql.join(keys.map(({ by }) => sql`${by} ${direction}`)),
    after:
      after === undefined
        ? sql<boolean>`true`
        : sql<boolean>`(${sql.join(keys.map(({ by }) => by))}) ${than} (${sql.join(
            keys.map(({ type }, at) => sql`${after[at]}::${sql.raw(type)}`),
          )})`,
    key: sql<string[]>`array[${sql.join(keys.map(({ by }) => sql`(${by})::text`))}]`,
  };
}
