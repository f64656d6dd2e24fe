/** Reading holds, narrowed to what the asker sees: of footage elsewhere not even the size is told. */
import { type RawBuilder, sql } from 'kysely';
import type { HoldRange, HoldSummary, HoldsQuery } from '../contract/holds.ts';
import { HOLD_RANGES_MOST } from '../contract/holds.ts';
import { cameraVisibleAt, caseVisible, contains, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { keyset, type SortKey } from '../platform/db/keyset.ts';
import { invalidCursor } from '../platform/http/paging.ts';

/** Both are needed: holds of that place, and its footage. */
export interface HoldsSeen {
  readonly holds: Visible;
  readonly footage: Visible;
}

export type HoldRow = Omit<HoldSummary, Instants | 'bytes'> &
  Readonly<Record<Instants, Date | null>> & {
    readonly setAt: Date;
    readonly bytes: string;
  };
type Instants = 'setAt' | 'until' | 'endingSince' | 'releasedAt' | 'from' | 'to' | 'oldest';

type Filter = Partial<Omit<HoldsQuery, 'cursor' | 'limit'>> & { readonly id?: string };

/** `r`: a range, `k`: its camera, of which nothing is left where it was removed. */
const rangeSeen = ({ holds, footage }: HoldsSeen): RawBuilder<boolean> => {
  const at = (visible: Visible, instant: RawBuilder<unknown>) =>
    cameraVisibleAt(visible, { cameraId: sql`r.camera_id`, hallId: sql`k.hall_id`, at: instant });
  return sql<boolean>`(${at(holds, sql`r.from_at`)} and ${at(footage, sql`r.from_at`)} and ${at(footage, sql`r.to_at`)})`;
};
const seenRanges = (seen: HoldsSeen) => sql`hold_range r left join camera k on k.id = r.camera_id
  where r.hold_id = h.id and ${rangeSeen(seen)}`;

/** What follows a case is seen by who sees the case; a range by who sees any of it. */
const holdSeen = (seen: HoldsSeen): RawBuilder<boolean> =>
  sql<boolean>`case when h.case_id is null then exists (select 1 from ${seenRanges(seen)}) else ${caseVisible(
    seen.holds,
    { caseId: sql`h.case_id`, departmentId: sql`c.department_id`, regionCode: sql`d.region_code` },
  )} end`;

/** Files end within an hour of their beginning, so only these may reach into the range. */
const sizes = (seen: HoldsSeen) => sql`
  select count(*)::int as segments, coalesce(sum(f.bytes), 0)::bigint as bytes, min(f.started_at) as oldest from (
    select distinct s.id, s.bytes, s.started_at
    from (select r.camera_id, r.from_at, r.to_at from ${seenRanges(seen)}) r
    cross join (values ('main'), ('sub')) p(profile)
    join recording_segment s on s.camera_id = r.camera_id and s.profile = p.profile and s.started_at < r.to_at
      and s.started_at > r.from_at - interval '1 hour' and (s.open or s.ended_at > r.from_at)
      and not s.buffer and not s.doomed) f`;

const MEGABYTES = sql`(z.bytes / 1000000)::int`;
const SORTS: Readonly<Record<HoldsQuery['sort'], { readonly key: SortKey; readonly order: 'asc' | 'desc' }>> =
  {
    newest: { key: { by: sql`h.set_at`, type: 'timestamptz' }, order: 'desc' },
    oldest: { key: { by: sql`h.set_at`, type: 'timestamptz' }, order: 'asc' },
    largest: { key: { by: MEGABYTES, type: 'int' }, order: 'desc' },
  };

export class HoldReadsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, with what a cursor is made of. */
  async list(
    filter: Filter,
    seen: HoldsSeen,
    page: { readonly after: readonly string[] | undefined; readonly limit: number },
  ): Promise<(HoldRow & { readonly key: string[] })[]> {
    const { key, order } = SORTS[filter.sort ?? 'newest'];
    const keys = keyset([key, { by: sql`h.id`, type: 'uuid' }], order, page.after);
    if (keys === undefined) throw invalidCursor();
    // By size all of them have to be measured; else only those that are answered.
    const measured = filter.sort === 'largest' ? sql`cross join lateral (${sizes(seen)}) z` : sql``;
    const { rows } = await sql<HoldRow & { key: string[] }>`
      select h.*, z.bytes, z.segments, z.oldest, e.cameras, e."from", e."to", coalesce(e.names, h.named) as title
      from (
        select h.id, h.state, h.kind, h.subject_id as "subjectId", h.case_id as "caseId", h.title as named, h.reason,
          h.set_by as "setBy", coalesce(su.display_name, h.set_by_name) as "setByName", h.set_at as "setAt", h.until,
          h.ending_since as "endingSince", h.released_by as "releasedBy",
          coalesce(ru.display_name, h.released_by_name) as "releasedByName", h.released_at as "releasedAt",
          h.release_reason as "releaseReason", ${keys.key} as key, row_number() over (order by ${keys.order}) as nth
        from hold h left join case_record c on c.id = h.case_id left join department d on d.id = c.department_id
          left join user_account su on su.id = h.set_by left join user_account ru on ru.id = h.released_by
          ${measured}
        where ${holdSeen(seen)} and ${matching(filter, seen)} and ${keys.after}
        order by ${keys.order} limit ${page.limit + 1}) h
      cross join lateral (${sizes(seen)}) z
      cross join lateral (
        select count(distinct r.camera_id)::int as cameras, min(r.from_at) as "from", max(r.to_at) as "to",
          case when h.kind = 'range' then array_to_string((array_agg(distinct k.name))[1:3], '、')
            || case when count(distinct k.name) > 3 then ' …' else '' end end as names
        from ${seenRanges(seen)}) e
      order by h.nth`.execute(this.#db);
    return rows;
  }

  async get(id: string, seen: HoldsSeen): Promise<HoldRow | undefined> {
    const [row] = await this.list({ id }, seen, { after: undefined, limit: 1 });
    return row;
  }

  /** The first `HOLD_RANGES_MOST` + 1, in the order of time. */
  async ranges(id: string, seen: HoldsSeen): Promise<HoldRange[]> {
    const { rows } = await sql<Omit<HoldRange, 'from' | 'to'> & { from: Date; to: Date }>`
      select r.camera_id as "cameraId", r.from_at as "from", r.to_at as "to", k.name as "cameraName",
        hl.name as "hallName", coalesce((select bool_and(coalesce(t.purged_before > r.from_at, false))
          from recording_track t where t.camera_id = r.camera_id), false) as gone
      from hold h join hold_range r on r.hold_id = h.id left join camera k on k.id = r.camera_id
        left join hall hl on hl.id = k.hall_id
      where h.id = ${id} and ${rangeSeen(seen)}
      order by r.from_at, r.camera_id limit ${HOLD_RANGES_MOST + 1}`.execute(this.#db);
    return rows.map((row) => ({ ...row, from: row.from.toISOString(), to: row.to.toISOString() }));
  }

  /** What cameras are called, for a title. */
  async cameraNames(ids: readonly string[]): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      select name from camera where id = any(${[...ids]}::uuid[]) order by name`.execute(this.#db);
    return rows.map(({ name }) => name);
  }
}

function matching(filter: Filter, seen: HoldsSeen): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [sql`true`];
  const { id, state, kind, subjectId, caseId, cameraId, q } = filter;
  if (id !== undefined) conditions.push(sql`h.id = ${id}`);
  if (state !== undefined) conditions.push(sql`h.state = ${state}`);
  if (kind !== undefined) conditions.push(sql`h.kind = ${kind}`);
  if (subjectId !== undefined) conditions.push(sql`h.subject_id = ${subjectId}`);
  if (caseId !== undefined) conditions.push(sql`h.case_id = ${caseId}`);
  if (cameraId !== undefined)
    conditions.push(sql`exists (select 1 from ${seenRanges(seen)} and r.camera_id = ${cameraId})`);
  if (q !== undefined && q !== '') {
    const like = contains(q);
    // A range's title names its cameras, of which not all may be seen.
    conditions.push(sql`(h.reason ilike ${like} or h.set_by_name ilike ${like}
      or (h.kind <> 'range' and h.title ilike ${like})
      or (h.kind = 'range' and exists (select 1 from ${seenRanges(seen)} and k.name ilike ${like})))`);
  }
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}
