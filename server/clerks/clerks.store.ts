/** Clerks in the database. */
import { sql } from 'kysely';
import type { Clerk } from '../contract/clerks.ts';
import { contains, departmentVisible, lockOpen, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';

interface ClerkRow {
  id: string;
  department_id: string;
  department_name: string;
  name: string;
  staff_no: string;
  created_at: Date;
  ended_at: Date | null;
}

export interface ClerksQuery {
  readonly visible: Visible;
  readonly limit: number;
  readonly after?: readonly [string, string] | undefined;
  readonly q?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly ended?: 'include' | undefined;
  readonly id?: string;
}

export class ClerksStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by name. */
  async clerks(query: ClerksQuery): Promise<Clerk[]> {
    const { visible, after, q, departmentId, ended, id } = query;
    const { rows } = await sql<ClerkRow>`
      select c.*, d.name as department_name from clerk c join department d on d.id = c.department_id
      where ${departmentVisible(visible, sql`d.id`, sql`d.region_code`)}
        and ${id === undefined ? sql`true` : sql`c.id = ${id}`}
        and ${ended === 'include' || id !== undefined ? sql`true` : sql`c.ended_at is null`}
        and ${departmentId === undefined ? sql`true` : sql`c.department_id = ${departmentId}`}
        and ${q ? sql`(c.name ilike ${contains(q)} or c.staff_no ilike ${contains(q)})` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(c.name, c.id) > (${after[0]}, ${after[1]}::uuid)`}
      order by c.name, c.id limit ${query.limit + 1}`.execute(this.#db);
    return rows.map(toClerk);
  }

  async insert(clerk: { departmentId: string; name: string; staffNo: string }): Promise<string> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'department', clerk.departmentId, 'body.departmentId');
      const row = await trx
        .insertInto('clerk')
        .values({ department_id: clerk.departmentId, name: clerk.name, staff_no: clerk.staffNo })
        .returning('id')
        .executeTakeFirstOrThrow();
      return row.id;
    });
  }

  async change(
    id: string,
    change: { name?: string | undefined; staffNo?: string | undefined },
  ): Promise<void> {
    const fields = defined({ name: change.name, staff_no: change.staffNo });
    if (Object.keys(fields).length === 0) return;
    await this.#db.updateTable('clerk').set(fields).where('id', '=', id).execute();
  }

  /** Shifts that have not begun are withdrawn with it. */
  async end(id: string, at: Date): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .updateTable('clerk')
        .set({ ended_at: at })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .execute();
      await trx
        .updateTable('shift')
        .set({ withdrawn_at: at })
        .where('clerk_id', '=', id)
        .where('withdrawn_at', 'is', null)
        .where('starts_at', '>', at)
        .execute();
    });
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('clerk').where('id', '=', id).execute();
  }

  async usesOf(id: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`
      select (select count(*)::int from shift where clerk_id = ${id}) as shifts`.execute(this.#db);
    return rows[0] ?? {};
  }
}

const toClerk = (row: ClerkRow): Clerk => ({
  id: row.id,
  departmentId: row.department_id,
  departmentName: row.department_name,
  name: row.name,
  staffNo: row.staff_no,
  createdAt: row.created_at.toISOString(),
  endedAt: row.ended_at?.toISOString() ?? null,
});
