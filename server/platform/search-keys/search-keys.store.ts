/** The keys in the database: conditions for lists and for the search, and the entries whose pinyin is wanting. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../db/connect.ts';
import type { PinyinKeys } from './pinyin-keys.ts';
import { type Term, termsOf } from './terms.ts';

export type EntryKind = 'region' | 'department' | 'hall' | 'window' | 'camera' | 'matter' | 'clerk' | 'user';

type Condition = RawBuilder<boolean>;

export interface MatchOptions {
  /** Whether addresses count as keys: only for who may change cameras. */
  readonly hosts?: boolean;
}

/** Shorter pinyin is found at the beginning only: `an` is somewhere in most names. */
const PINYIN_ANYWHERE = 3;

/** Whether the entry `e` has this word among its keys. */
export function entryMatches(term: Term, { hosts = false }: MatchOptions = {}): Condition {
  const { text, code, letters, abbreviation } = term;
  const ways = [
    sql<boolean>`position(${text} in e.name) > 0`,
    sql<boolean>`position(${code} in e.codes) > 0`,
  ];
  if (letters !== '') {
    ways.push(sql<boolean>`position(${letters} in e.initials) > 0`);
    ways.push(
      letters.length >= PINYIN_ANYWHERE
        ? sql<boolean>`position(${letters} in e.pinyin) > 0`
        : sql<boolean>`starts_with(e.pinyin, ${letters})`,
    );
  }
  if (abbreviation !== null) ways.push(sql<boolean>`e.name like ${abbreviation}`);
  if (hosts) ways.push(sql<boolean>`position(${` ${text}`} in e.hosts) > 0`);
  return sql<boolean>`(${sql.join(ways, sql` or `)})`;
}

/** How near, 0 the nearest: exact code, name, beginnings, initials, parts, pinyin, abbreviation. */
export function entryRank(term: Term): RawBuilder<number> {
  const { text, code, letters } = term;
  const byLetters =
    letters === ''
      ? sql``
      : sql`when position(${` ${letters}`} in ' ' || e.initials) > 0 then 4
        when position(${letters} in e.initials) > 0 then 7
        when position(${` ${letters}`} in ' ' || e.pinyin) > 0 then 8
        when position(${letters} in e.pinyin) > 0 then 9`;
  return sql<number>`(case
    when position(${` ${code} `} in e.codes) > 0 then 0
    when e.name = ${text} then 1
    when position(${` ${code}`} in e.codes) > 0 then 2
    when starts_with(e.name, ${text}) then 3
    when position(${text} in e.name) > 0 then 5
    when position(${code} in e.codes) > 0 then 6
    ${byLetters}
    else 10 end)`;
}

/** For a list's `q`: narrows it to things with every word among their keys. `id`: the thing's uuid. */
export function keysMatch(
  kind: Exclude<EntryKind, 'region'>,
  id: RawBuilder<string>,
  q: string | undefined,
  options: MatchOptions = {},
): Condition {
  const terms = termsOf(q);
  if (terms.length === 0) return sql<boolean>`true`;
  const all = terms.map((term) => entryMatches(term, options));
  return sql<boolean>`${id} in (
    select e.id from search_entry e where e.kind = ${kind} and ${sql.join(all, sql` and `)})`;
}

/** Whose keys may hold a word; `beside`: only when other words were typed as well. */
export interface KeyedThing {
  readonly kind: Exclude<EntryKind, 'region'>;
  readonly id: RawBuilder<string>;
  readonly beside?: boolean;
}

/** For a list's `q` where each word may be among the keys of any of these. */
export function keysMatchAny(things: readonly KeyedThing[], q: string | undefined): Condition {
  const terms = termsOf(q);
  if (terms.length === 0) return sql<boolean>`true`;
  const counted = things.filter(({ beside }) => beside !== true || terms.length > 1);
  const all = terms.map((term) => {
    const ways = counted.map(
      ({ kind, id }) =>
        sql<boolean>`${id} in (select e.id from search_entry e where e.kind = ${kind} and ${entryMatches(term)})`,
    );
    return sql<boolean>`(${sql.join(ways, sql` or `)})`;
  });
  return sql<boolean>`(${sql.join(all, sql` and `)})`;
}

/** The same for regions, by their code. */
export function regionKeysMatch(code: RawBuilder<string>, q: string | undefined): Condition {
  const terms = termsOf(q);
  if (terms.length === 0) return sql<boolean>`true`;
  const all = terms.map((term) => entryMatches(term));
  return sql<boolean>`${code} in (
    select e.ref from search_entry e where e.kind = 'region' and ${sql.join(all, sql` and `)})`;
}

export class SearchKeysStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /**
   * Completes up to `limit` entries, and says how many. Those that somebody else is writing or completing now are
   * left to them, so this waits for nobody and nobody waits for it in a circle.
   */
  async complete(limit: number, keysOf: (name: string) => PinyinKeys): Promise<number> {
    return this.#db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ kind: string; ref: string; name: string }>`
        select kind, ref, name from search_entry where stale limit ${limit} for update skip locked`.execute(
        trx,
      );
      if (rows.length === 0) return 0;
      const keys = rows.map(({ name }) => keysOf(name));
      await sql`
        update search_entry e set pinyin = k.pinyin, initials = k.initials, stale = false
        from unnest(${rows.map((row) => row.kind)}::text[], ${rows.map((row) => row.ref)}::text[],
          ${keys.map((one) => one.pinyin)}::text[], ${keys.map((one) => one.initials)}::text[])
          as k (kind, ref, pinyin, initials)
        where e.kind = k.kind and e.ref = k.ref`.execute(trx);
      return rows.length;
    });
  }
}
