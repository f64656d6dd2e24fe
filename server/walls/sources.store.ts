/** Cameras to build walls from: of a whole city, grouped, one page at a time; and people to share walls with. */
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { SharePeople, wallSourcesQuery } from '../contract/walls.ts';
import { cameraVisible, contains, regionsBelow, type Visible, windowVisible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Sight } from './sight.store.ts';

export interface SourceRow {
  readonly groupKey: string;
  readonly groupName: string;
  readonly cameraId: string;
  readonly cameraName: string;
  readonly hallId: string;
  readonly hallName: string;
  readonly windowCodes: string[];
}
type Query = z.output<typeof wallSourcesQuery>;

/** A camera is in each group that one of its windows is in; of halls, in one. */
const GROUPS: Readonly<Record<Query['groupBy'], { key: RawBuilder<string>; name: RawBuilder<string> }>> = {
  hall: { key: sql`h.id::text`, name: sql`h.name` },
  department: { key: sql`d.id::text`, name: sql`d.name` },
  matter: { key: sql`m.id::text`, name: sql`m.name` },
  state: { key: sql`coalesce(st.state, 'unknown')`, name: sql`coalesce(st.state, 'unknown')` },
};

const JOINS: Readonly<Record<Query['groupBy'], RawBuilder<unknown>>> = {
  hall: sql``,
  department: sql`join department d on d.id = w.department_id`,
  matter: sql`join window_matter wm on wm.window_id = w.id and wm.valid_to is null join matter m on m.id = wm.matter_id`,
  state: sql`left join lateral (select s.status->>'state' as state from window_status s
    where s.window_id = w.id order by s.version desc limit 1) st on true`,
};

export class SourcesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by group and name. */
  async page(
    query: Query,
    seen: Sight & { readonly windows: Visible },
    after: readonly [string, string, string, string] | undefined,
  ): Promise<SourceRow[]> {
    const { key, name } = GROUPS[query.groupBy];
    const { regionCode, q, limit, groupBy } = query;
    const like = q ? contains(q) : undefined;
    const windows = sql`select w.* from placement l join hall_window w on w.id = l.window_id
      where l.camera_id = c.id and l.valid_to is null
        and ${windowVisible(seen.windows, sql`w.hall_id`, sql`w.department_id`, sql`w.id`)}`;
    const matches =
      like === undefined
        ? sql`true`
        : sql`(c.name ilike ${like} or h.name ilike ${like} or ${groupBy === 'state' ? sql`false` : sql`${name} ilike ${like}`}
            or exists (select 1 from (${windows}) qw join department qd on qd.id = qw.department_id
              where qw.code ilike ${like} or qw.name ilike ${like} or qd.name ilike ${like}))`;
    const { rows } = await sql<SourceRow>`
      with found as (
        select distinct ${key} as gk, ${name} as gn, c.id, c.name, c.hall_id, h.name as hall_name
        from camera c join hall h on h.id = c.hall_id
          ${groupBy === 'hall' ? sql`` : sql`join lateral (${windows}) w on true`} ${JOINS[groupBy]}
        where c.closed_at is null and ${matches}
          and ${cameraVisible(seen.live, sql`c.id`, sql`c.hall_id`)}
          and ${cameraVisible(seen.cameras, sql`c.id`, sql`c.hall_id`)}
          and ${regionCode === undefined ? sql`true` : sql`h.region_code in ${regionsBelow(regionCode)}`}
      ), page as (
        select * from found
        where ${after === undefined ? sql`true` : sql`(gn, gk, name, id) > (${after[0]}, ${after[1]}, ${after[2]}, ${after[3]}::uuid)`}
        order by gn, gk, name, id limit ${limit + 1}
      )
      select p.gk as "groupKey", p.gn as "groupName", p.id as "cameraId", p.name as "cameraName",
        p.hall_id as "hallId", p.hall_name as "hallName", coalesce((
          select array_agg(w.code order by length(w.code), w.code)
          from camera c cross join lateral (${windows}) w where c.id = p.id), '{}') as "windowCodes"
      from page p order by p.gn, p.gk, p.name, p.id`.execute(this.#db);
    return rows;
  }

  /** Names only: no more than a colleague is told anyway, and never whether somebody is disabled. */
  async people(q: string): Promise<SharePeople['items']> {
    const like = contains(q);
    const { rows } = await sql<SharePeople['items'][number]>`
      select id, username, display_name as "displayName" from user_account
      where not disabled and (username ilike ${like} or display_name ilike ${like})
      order by display_name, username limit 20`.execute(this.#db);
    return rows;
  }

  async ownRoles(): Promise<{ role: string; name: string }[]> {
    const { rows } = await sql<{ role: string; name: string }>`
      select id::text as role, name from role order by name limit 100`.execute(this.#db);
    return rows;
  }
}
