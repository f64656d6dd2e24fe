/** Rights to see one case in the database, and what a case can be watched by. */
import { type RawBuilder, sql } from 'kysely';
import type { CaseSights, PersonName, ViewingRight } from '../../contract/rights.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Visible } from './visible.ts';

type Column = RawBuilder<string>;

/** The places' condition for a case to be seen. */
export type CaseVisible = (
  visible: Visible,
  columns: { caseId: Column; departmentId: Column; regionCode: Column },
) => RawBuilder<boolean>;

export interface ViewingRightsQuery {
  /** Undefined: whoever asks was let through to the case, or asks of their own. */
  readonly visible?: Visible;
  readonly id?: string;
  readonly caseId?: string;
  readonly userId?: string;
  readonly onlyHolding?: boolean;
  readonly q?: string | undefined;
  /** Given at, id. */
  readonly after?: readonly [string, string] | undefined;
  readonly limit: number;
}

interface Row {
  id: string;
  case_id: string;
  case_no: string;
  matter_name: string;
  purpose: string;
  granted_at: Date;
  until: Date;
  revoked_at: Date | null;
  holder: PersonName;
  giver: PersonName;
  taker: PersonName | null;
}

const personOf = (alias: string) =>
  sql.raw(
    `jsonb_build_object('id', ${alias}.id, 'username', ${alias}.username, 'displayName', ${alias}.display_name)`,
  );

export class ViewingRightsStore {
  readonly #db: Db;
  readonly #caseVisible: CaseVisible;

  constructor(options: { readonly db: Db; readonly caseVisible: CaseVisible }) {
    this.#db = options.db;
    this.#caseVisible = options.caseVisible;
  }

  /** Up to `limit` + 1, the one given last first. */
  async rights(query: ViewingRightsQuery, nowMs: number): Promise<ViewingRight[]> {
    const { visible, id, caseId, userId, after, q } = query;
    const now = new Date(nowMs);
    const columns = {
      caseId: sql<string>`c.id`,
      departmentId: sql<string>`c.department_id`,
      regionCode: sql<string>`d.region_code`,
    };
    const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
    const { rows } = await sql<Row>`
      select v.id, v.case_id, c.case_no, m.name as matter_name, v.purpose, v.granted_at, v.until, v.revoked_at,
        ${personOf('u')} as holder, ${personOf('g')} as giver,
        case when t.id is null then null else ${personOf('t')} end as taker
      from viewing_right v join case_record c on c.id = v.case_id join matter m on m.id = c.matter_id
        join department d on d.id = c.department_id join user_account u on u.id = v.user_id
        join user_account g on g.id = v.granted_by left join user_account t on t.id = v.revoked_by
      where ${visible === undefined ? sql`true` : this.#caseVisible(visible, columns)}
        and ${id === undefined ? sql`true` : sql`v.id = ${id}`}
        and ${caseId === undefined ? sql`true` : sql`v.case_id = ${caseId}`}
        and ${userId === undefined ? sql`true` : sql`v.user_id = ${userId}`}
        and ${query.onlyHolding ? sql`v.revoked_at is null and v.until > ${now}` : sql`true`}
        and ${q ? sql`(c.case_no ilike ${like} or u.username ilike ${like} or u.display_name ilike ${like} or v.purpose ilike ${like})` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(v.granted_at, v.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`}
      order by v.granted_at desc, v.id desc limit ${query.limit + 1}`.execute(this.#db);
    return rows.map((row) => toRight(row, nowMs));
  }

  async insert(right: {
    readonly userId: string;
    readonly caseId: string;
    readonly purpose: string;
    readonly grantedBy: string;
    readonly grantedAt: Date;
    readonly until: Date;
  }): Promise<string> {
    const row = await this.#db
      .insertInto('viewing_right')
      .values({
        user_id: right.userId,
        case_id: right.caseId,
        purpose: right.purpose,
        granted_by: right.grantedBy,
        granted_at: right.grantedAt,
        until: right.until,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  /** False: it did not hold any more. */
  async revoke(id: string, by: string, at: Date): Promise<boolean> {
    const done = await this.#db
      .updateTable('viewing_right')
      .set({ revoked_at: at, revoked_by: by })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .where('until', '>', at)
      .returning('id')
      .execute();
    return done.length > 0;
  }

  /** People who can sign in, by any part of their name; the asker is not among them. */
  async candidates(options: {
    readonly q: string;
    readonly not: string;
    readonly limit: number;
  }): Promise<PersonName[]> {
    const like = `%${options.q.replace(/[\\%_]/g, '\\$&')}%`;
    const { rows } = await sql<PersonName>`
      select id, username, display_name as "displayName" from user_account
      where not disabled and id <> ${options.not} and (username ilike ${like} or display_name ilike ${like})
      order by display_name, username limit ${options.limit}`.execute(this.#db);
    return rows;
  }

  async activeUser(id: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('user_account')
      .select('id')
      .where('id', '=', id)
      .where('disabled', '=', false)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The windows a case was served at, and the cameras placed there now. */
  async sights(caseId: string): Promise<CaseSights> {
    const windows = await sql<CaseSights['windows'][number]>`
      select w.id, w.code, w.name, h.name as "hallName" from hall_window w join hall h on h.id = w.hall_id
      where w.id in (select window_id from case_event where case_id = ${caseId})
      order by h.name, length(w.code), w.code, w.id limit 50`.execute(this.#db);
    const ids = windows.rows.map((window) => window.id);
    const cameras = await sql<CaseSights['cameras'][number]>`
      select c.id, c.name, h.name as "hallName", array_agg(p.window_id::text order by p.window_id) as "windowIds"
      from placement p join camera c on c.id = p.camera_id join hall h on h.id = c.hall_id
      where p.valid_to is null and p.window_id = any(${ids}::uuid[])
      group by c.id, c.name, h.name order by h.name, c.name, c.id limit 50`.execute(this.#db);
    return { windows: windows.rows, cameras: cameras.rows };
  }
}

const toRight = (row: Row, nowMs: number): ViewingRight => ({
  id: row.id,
  caseId: row.case_id,
  caseNo: row.case_no,
  matterName: row.matter_name,
  user: row.holder,
  purpose: row.purpose,
  grantedBy: row.giver,
  grantedAt: row.granted_at.toISOString(),
  until: row.until.toISOString(),
  revokedAt: row.revoked_at?.toISOString() ?? null,
  revokedBy: row.taker,
  holds: row.revoked_at === null && row.until.getTime() > nowMs,
});
