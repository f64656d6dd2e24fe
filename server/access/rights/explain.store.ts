/** What explains a person's rights: their grants and rights to cases, ended ones too, with the names of the places. */
import { type RawBuilder, sql } from 'kysely';
import type { Permission, Scope } from '../../contract/access.ts';
import { type PersonName, type RightSource, viewingPermissions } from '../../contract/rights.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Place } from '../../platform/http/route.ts';
import { looks } from './grants.ts';
import { bundleOf } from './roles.ts';
import type { Visible } from './visible.ts';
import { within } from './within.store.ts';

export interface Source {
  readonly source: RightSource;
  /** What it carries, by its role or as a right to a case. */
  readonly permissions: readonly Permission[];
}

interface GrantRow {
  user_id: string;
  role: string;
  role_name: string | null;
  permissions: string[] | null;
  scope: Scope;
  scope_name: string | null;
  until: Date | null;
}

interface CaseRow {
  user_id: string;
  case_id: string;
  case_no: string;
  purpose: string;
  until: Date;
  revoked: boolean;
}

/** Rights to cases pile up over the years; the last so many are told of. */
const CASES_MOST = 100;

export class ExplainStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async person(id: string): Promise<(PersonName & { disabled: boolean }) | undefined> {
    const { rows } = await sql<PersonName & { disabled: boolean }>`
      select id, username, display_name as "displayName", disabled from user_account where id = ${id}`.execute(
      this.#db,
    );
    return rows[0];
  }

  /** Of each person, those that hold first. */
  async sources(userIds: readonly string[], nowMs: number): Promise<Map<string, Source[]>> {
    const ids = sql`${[...userIds]}::uuid[]`;
    const now = new Date(nowMs);
    const grants = await sql<GrantRow>`
      select g.user_id, g.role, r.name as role_name, r.permissions, g.scope, g.until,
        case g.scope->>'kind'
          when 'region' then (select name from region where code = g.scope->>'code')
          when 'hall' then (select name from hall where id::text = g.scope->>'id')
          when 'department' then (select name from department where id::text = g.scope->>'id') end as scope_name
      from user_grant g left join role r on r.id::text = g.role where g.user_id = any(${ids})
      order by coalesce(g.until <= ${now}, false), g.role, g.scope->>'kind', scope_name`.execute(this.#db);
    const cases = await sql<CaseRow>`
      select v.user_id, v.case_id, c.case_no, v.purpose, v.until, v.revoked_at is not null as revoked
      from unnest(${ids}) one(id) cross join lateral (
        select * from viewing_right where user_id = one.id order by until desc limit ${CASES_MOST}) v
      join case_record c on c.id = v.case_id
      order by (v.revoked_at is not null or v.until <= ${now}), v.until desc`.execute(this.#db);
    const found = new Map<string, Source[]>(userIds.map((id) => [id, []]));
    for (const row of grants.rows) found.get(row.user_id)?.push(ofGrant(row, nowMs));
    for (const row of cases.rows) found.get(row.user_id)?.push(ofCase(row, nowMs));
    return found;
  }

  /**
   * People who hold the permission at the camera, by name: up to `limit` + 1 of those whose grants all lie within
   * `visible`. `roles`: those that carry the permission.
   */
  async viewers(options: ViewersQuery): Promise<PersonName[]> {
    const { visible, after, q, limit } = options;
    const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
    const { rows } = await sql<PersonName>`
      select u.id, u.username, u.display_name as "displayName" from user_account u
      where not u.disabled and u.id in ${this.#holders(options)} and not ${beyond(visible)}
        and ${after === undefined ? sql`true` : sql`u.username > ${after}`}
        and ${q ? sql`(u.username ilike ${like} or u.display_name ilike ${like})` : sql`true`}
      order by u.username limit ${limit + 1}`.execute(this.#db);
    return rows;
  }

  /** How many more there are, who do not lie within `visible`. */
  async viewersBeyond(options: Omit<ViewersQuery, 'limit' | 'q' | 'after'>): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from user_account u
      where not u.disabled and u.id in ${this.#holders(options)} and ${beyond(options.visible)}`.execute(
      this.#db,
    );
    return rows[0]?.n ?? 0;
  }

  #holders(options: Omit<ViewersQuery, 'limit' | 'q' | 'after'>): RawBuilder<unknown> {
    const { place, permission, roles, byCase, nowMs } = options;
    const now = new Date(nowMs);
    const departments = place.departmentIds ?? [];
    // As `Reach.covers` has it: what departments share, one of them may only look at.
    const own = looks.has(permission) || departments.length === 1 ? departments : [];
    const cases = byCase
      ? sql`union select v.user_id from viewing_right v
          join case_event e on e.case_id = v.case_id join placement p on p.window_id = e.window_id
          where p.camera_id = ${place.cameraId ?? null} and p.valid_to is null
            and v.revoked_at is null and v.until > ${now}`
      : sql``;
    return sql`(select g.user_id from user_grant g
      where g.role = any(${[...roles]}::text[]) and (g.until is null or g.until > ${now})
        and (g.scope->>'kind', coalesce(g.scope->>'id', g.scope->>'code', '')) in (
          select 'everywhere', '' union all select 'region', unnest(${[...place.regionPath]}::text[])
          union all select 'hall', ${place.hallId ?? ''} union all select 'department', unnest(${[...own]}::text[]))
      ${cases})`;
  }

  /** The names of things a person asks about. */
  async nameOf(kind: string, id: string): Promise<string | undefined> {
    const query = NAMES[kind];
    if (query === undefined) return undefined;
    const { rows } = await query(id).execute(this.#db);
    return rows[0]?.name;
  }
}

export interface ViewersQuery {
  readonly place: Place;
  readonly permission: Permission;
  readonly roles: readonly string[];
  /** Rights to single cases carry the permission as well. */
  readonly byCase: boolean;
  readonly visible: Visible;
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
  readonly nowMs: number;
}

/** User `u` has a grant that does not lie within what is visible, or none at all: the asker does not see such a person. */
const beyond = (visible: Visible) =>
  visible.everywhere
    ? sql<boolean>`false`
    : sql<boolean>`coalesce((select not bool_and(${within(visible)}) from user_grant g where g.user_id = u.id), true)`;

const NAMES: Readonly<Record<string, (id: string) => RawBuilder<{ name: string }>>> = {
  camera: (id) => sql`select name from camera where id = ${id}`,
  window: (id) => sql`select code || ' ' || name as name from hall_window where id = ${id}`,
  hall: (id) => sql`select name from hall where id = ${id}`,
  department: (id) => sql`select name from department where id = ${id}`,
  region: (code) => sql`select name from region where code = ${code}`,
  case: (id) => sql`select case_no as name from case_record where id = ${id}`,
};

const ofGrant = (row: GrantRow, nowMs: number): Source => ({
  source: {
    kind: 'grant',
    role: row.role,
    roleName: row.role_name,
    where: { scope: row.scope, name: row.scope_name },
    until: row.until?.toISOString() ?? null,
    holds: row.until === null || row.until.getTime() > nowMs,
  },
  permissions: bundleOf(row.role, row.permissions),
});

const ofCase = (row: CaseRow, nowMs: number): Source => ({
  source: {
    kind: 'viewingRight',
    caseId: row.case_id,
    caseNo: row.case_no,
    purpose: row.purpose,
    until: row.until.toISOString(),
    holds: !row.revoked && row.until.getTime() > nowMs,
  },
  permissions: viewingPermissions,
});
