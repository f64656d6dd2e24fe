/**
 * Pages of millions of cases. Each page is read in the order of an index, of one place after the other where the asker
 * sees several, so that its cost is its length times the places and not the number of cases.
 */
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { type CasesQuery, type caseCountsQuery, isOpenState, MOST_COUNTED } from '../contract/cases.ts';
import { contains } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type Keyset, keyset, type Order, type SortKey } from '../platform/db/keyset.ts';
import { type Reach, uuids, within } from './reach.store.ts';

export type CaseSortName = NonNullable<CasesQuery['sort']>;
type Filters = Omit<CasesQuery, 'cursor' | 'limit' | 'sort' | 'order'>;
type Condition = RawBuilder<boolean>;

/** Of a number so short that many have it: so many are listed, the latest of so many that are looked at. */
const NUMBERS_MOST = 1000;
const NUMBERS_LOOKED_AT = 4000;
const MATTERS_MOST = 500;
const GRAVITIES = { warning: 0, yellow: 1, red: 2 } as const;

const SORTS: Readonly<Record<CaseSortName, SortKey>> = {
  due: { by: sql`c.due_order`, type: 'timestamptz' },
  updated: { by: sql`c.updated_at`, type: 'timestamptz' },
  accepted: { by: sql`c.accepted_at`, type: 'timestamptz' },
};
const ID: SortKey = { by: sql`c.id`, type: 'uuid' };

/** What a search text may mean: cases by their number, matters by name. */
interface Meant {
  readonly caseIds: readonly string[];
  readonly matterIds: readonly string[];
}

/** What a query's words stand for in the registry. */
interface Found {
  readonly meant: Meant | null;
  /** Of the region asked for and those below; null: none was. */
  readonly departmentIds: readonly string[] | null;
  /** Asked for, or of the window that was. */
  readonly hallId: string | null;
}

/** Cases are taken from here, each branch of it in the list's order. */
type Source =
  | { readonly by: 'all' }
  | { readonly by: 'department_id' | 'hall_id' | 'matter_id' | 'id'; readonly ids: readonly string[] }
  | { readonly by: 'other_halls'; readonly ids: readonly string[] };

export interface PageRow {
  readonly id: string;
  readonly key: string[];
}

export class CaseListStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Undefined: the cursor is of another order. */
  order(sort: CaseSortName, order: Order, after: readonly string[] | undefined): Keyset | undefined {
    return keyset([SORTS[sort], ID], order, after);
  }

  /** Up to `limit` + 1, in order. */
  async page(reach: Reach, query: CasesQuery, sort: CaseSortName, at: Keyset, now: Date): Promise<PageRow[]> {
    const found = await this.#find(reach, query, now);
    const where = sql.join([...narrowed(query, found, now), ...ofSort(sort), at.after], sql` and `);
    const most = query.limit + 1;
    const branches = sourcesOf(reach, query, found).map((source) =>
      branch(
        source,
        sql`c.id, ${SORTS[sort].by} as sorted, ${at.key} as key`,
        sql`${where} and ${seen(reach, source)}`,
        sql`order by ${at.order} limit ${most}`,
      ),
    );
    const direction = query.order ?? defaultOrder(sort);
    const { rows } = await sql<PageRow>`
      select p.id, p.key from (${sql.join(branches, sql` union all `)}) p group by p.id, p.sorted, p.key
      order by p.sorted ${sql.raw(direction)}, p.id ${sql.raw(direction)} limit ${most}`.execute(this.#db);
    return rows;
  }

  /** As far as `MOST_COUNTED` + 1 tells. */
  async count(
    reach: Reach,
    filters: z.output<typeof caseCountsQuery>,
    state: CasesQuery['state'],
    now: Date,
  ) {
    const query: Filters = { ...filters, state };
    const found = await this.#find(reach, query, now);
    const where = sql.join(narrowed(query, found, now), sql` and `);
    const most = sql`limit ${MOST_COUNTED + 1}`;
    // Each case in one branch only: they are read one after the other, and no further than enough.
    const sources = sourcesOf(reach, query, found);
    const branches = sources.map((source, at) => {
      const before = sources.slice(0, at).map((one) => sql`(${isIn(one)}) is not true`);
      const conditions = sql.join([where, seen(reach, source), ...before], sql` and `);
      return branch(source, sql`c.id`, conditions, most);
    });
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from (select 1 from (${sql.join(branches, sql` union all `)}) a
        limit ${MOST_COUNTED}) p`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }

  async #find(reach: Reach, query: Filters, now: Date): Promise<Found> {
    const place = await this.#placesOf(query);
    if (query.q === undefined || query.q === '') return { meant: null, ...place };
    const where = sql.join([...narrowed(query, place, now), within(reach)], sql` and `);
    const latest = (condition: Condition, order: RawBuilder<unknown>) => sql`(select c.id from (
      select * from case_record c where ${condition} order by ${order} limit ${NUMBERS_LOOKED_AT}) c
      where ${where} limit ${NUMBERS_MOST})`;
    const begins = sql<boolean>`c.case_no like ${`${escaped(query.q)}%`}`;
    const ends = sql<boolean>`reverse(c.case_no) like ${`${escaped([...query.q].reverse().join(''))}%`}`;
    const { rows } = await sql<Meant>`
      select array(select id from (${latest(begins, sql`c.case_no desc`)}
          union ${latest(ends, sql`reverse(c.case_no) using ~>~`)}) n) as "caseIds",
        array(select m.id from matter m where m.name ilike ${contains(query.q)} or m.code ilike ${contains(query.q)}
          limit ${MATTERS_MOST}) as "matterIds"`.execute(this.#db);
    return { meant: rows[0] ?? { caseIds: [], matterIds: [] }, ...place };
  }

  async #placesOf({ regionCode, windowId, hallId }: Filters): Promise<Omit<Found, 'meant'>> {
    if (regionCode === undefined && windowId === undefined)
      return { departmentIds: null, hallId: hallId ?? null };
    const { rows } = await sql<{ departmentIds: string[]; hallId: string | null }>`
      with recursive below(code) as (select ${regionCode ?? null}::text
        union select r.code from region r join below b on r.parent_code = b.code)
      select array(select id from department where region_code in (select code from below)) as "departmentIds",
        (select hall_id from hall_window where id = ${windowId ?? null}::uuid) as "hallId"`.execute(this.#db);
    return {
      departmentIds: regionCode === undefined ? null : (rows[0]?.departmentIds ?? []),
      hallId: hallId ?? rows[0]?.hallId ?? null,
    };
  }
}

export const defaultOrder = (sort: CaseSortName): Order => (sort === 'due' ? 'asc' : 'desc');
export const defaultSort = (query: Pick<CasesQuery, 'state' | 'sort'>): CaseSortName =>
  query.sort ?? (isOpenState(query.state) ? 'due' : 'updated');

/** The narrowest places to look in; whatever is looked in, all conditions hold of what is found. */
function sourcesOf(reach: Reach, query: Filters, found: Found): readonly Source[] {
  const { meant, departmentIds, hallId } = found;
  if (meant !== null)
    return some([
      { by: 'id', ids: meant.caseIds },
      { by: 'matter_id', ids: meant.matterIds },
    ]);
  if (query.matterId !== undefined) return [{ by: 'matter_id', ids: [query.matterId] }];
  if (hallId !== null)
    return [
      { by: 'hall_id', ids: [hallId] },
      { by: 'other_halls', ids: [hallId] },
    ];
  if (query.departmentId !== undefined) return [{ by: 'department_id', ids: [query.departmentId] }];
  if (departmentIds !== null) return some([{ by: 'department_id', ids: departmentIds }]);
  if (reach.all) return [{ by: 'all' }];
  return some([
    { by: 'department_id', ids: reach.departmentIds },
    { by: 'hall_id', ids: reach.hallIds },
    { by: 'other_halls', ids: reach.hallIds },
    { by: 'id', ids: reach.caseIds },
  ]);
}

const some = (sources: readonly Exclude<Source, { by: 'all' }>[]): readonly Source[] => {
  const full = sources.filter((source) => source.ids.length > 0);
  return full.length > 0 ? full : [{ by: 'id', ids: [] }];
};

/** Ordered and limited within each place. */
function branch(
  source: Source,
  columns: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  end: RawBuilder<unknown>,
): RawBuilder<unknown> {
  switch (source.by) {
    case 'all':
      return sql`(select ${columns} from case_record c where ${where} ${end})`;
    case 'id':
      return sql`(select ${columns} from case_record c where c.id = any(${uuids(source.ids)}) and ${where} ${end})`;
    case 'other_halls':
      return sql`(select ${columns} from case_record c where c.other_halls is not null
        and c.other_halls && ${uuids(source.ids)} and ${where} ${end})`;
    default:
      return sql`(select one.* from unnest(${uuids(source.ids)}) as place(id) cross join lateral (
        select ${columns} from case_record c where c.${sql.ref(source.by)} = place.id and ${where} ${end}) one)`;
  }
}

function isIn(source: Source): Condition {
  if (source.by === 'all') return sql<boolean>`true`;
  if (source.by === 'other_halls') return sql<boolean>`c.other_halls && ${uuids(source.ids)}`;
  return sql<boolean>`c.${sql.ref(source.by)} = any(${uuids(source.ids)})`;
}

/** Places of the reach need not be asked again when they are where it is looked. */
function seen(reach: Reach, source: Source): Condition {
  if (reach.all) return sql<boolean>`true`;
  const { departmentIds, hallIds, caseIds } = reach;
  const isOf = (ids: readonly string[]) => source.by !== 'all' && source.ids === ids;
  return isOf(departmentIds) || isOf(hallIds) || isOf(caseIds) ? sql<boolean>`true` : within(reach);
}

/** What the indexes of a sort leave out. */
const ofSort = (sort: CaseSortName): Condition[] =>
  sort === 'due'
    ? [sql<boolean>`c.is_open`]
    : sort === 'accepted'
      ? [sql<boolean>`c.accepted_at is not null`]
      : [];

/** Sender's clocks may be so much ahead of ours: what came in or was completed from an instant on was heard of after it, less this. */
const AHEAD_MS = 5 * 60_000;

function narrowed(query: Filters, found: Pick<Found, 'departmentIds'>, now: Date): Condition[] {
  const all: Condition[] = [sql<boolean>`true`];
  const add = (value: unknown, make: () => Condition) => value !== undefined && all.push(make());
  add(query.state, () => stateIs(query.state, now));
  add(query.stage, () => sql<boolean>`c.stage = ${query.stage}`);
  add(query.kind, () => sql<boolean>`c.kind = ${query.kind}`);
  add(query.departmentId, () => sql<boolean>`c.department_id = ${query.departmentId}`);
  add(query.regionCode, () => sql<boolean>`c.department_id = any(${uuids(found.departmentIds ?? [])})`);
  add(
    query.hallId,
    () => sql<boolean>`(c.hall_id = ${query.hallId} or ${query.hallId}::uuid = any(c.other_halls))`,
  );
  add(query.windowId, () => sql<boolean>`c.window_id = ${query.windowId}`);
  add(query.matterId, () => sql<boolean>`c.matter_id = ${query.matterId}`);
  add(query.clerk, () => sql<boolean>`c.clerk = ${query.clerk}`);
  add(query.card, () => cardIs(query.card));
  add(query.receivedFrom, () => {
    const heard = new Date(Date.parse(query.receivedFrom ?? '') - AHEAD_MS);
    return sql<boolean>`(c.received_at >= ${query.receivedFrom} and c.updated_at >= ${heard})`;
  });
  add(query.acceptedFrom, () => sql<boolean>`c.accepted_at >= ${query.acceptedFrom}`);
  add(query.acceptedTo, () => sql<boolean>`c.accepted_at <= ${query.acceptedTo}`);
  add(query.dueFrom, () => sql<boolean>`c.due_order >= ${query.dueFrom}`);
  add(query.dueTo, () => sql<boolean>`c.due_order <= ${query.dueTo}`);
  add(query.completedFrom, () => {
    const heard = new Date(Date.parse(query.completedFrom ?? '') - AHEAD_MS);
    return sql<boolean>`(c.completed_at >= ${query.completedFrom} and c.updated_at >= ${heard})`;
  });
  add(query.completedTo, () => sql<boolean>`c.completed_at <= ${query.completedTo}`);
  return all;
}

function cardIs(card: Filters['card']): Condition {
  if (card === undefined || card === 'any') return sql<boolean>`c.gravity is not null`;
  return sql<boolean>`c.gravity = ${sql.lit(GRAVITIES[card])}`;
}

/** Worded as the indexes are. */
function stateIs(state: Filters['state'], now: Date): Condition {
  switch (state) {
    case 'open':
      return sql<boolean>`c.is_open`;
    case 'near':
      return sql<boolean>`(c.is_open and c.due_order >= ${now} and c.near_at < ${now})`;
    case 'over':
      return sql<boolean>`(c.is_open and c.due_order < ${now})`;
    case 'suspended':
      return sql<boolean>`(c.is_open and c.suspended_since is not null
        and (c.suspended_until is null or c.suspended_until > ${now}))`;
    case 'fault':
      return sql<boolean>`(c.is_open and c.clock_fault is not null)`;
    case 'completed':
      return sql<boolean>`c.completed_at is not null`;
    case 'refused':
      return sql<boolean>`c.refused_at is not null`;
    default:
      return sql<boolean>`true`;
  }
}

const escaped = (q: string): string => q.replace(/[\\%_]/g, '\\$&');
