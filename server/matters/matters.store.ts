/** Matters in the database. There is no column for secrecy: a secret matter never gets this far. */
import { sql } from 'kysely';
import type { Matter } from '../contract/cases.ts';
import { contains, departmentVisible, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';

interface MatterRow {
  id: string;
  department_id: string;
  code: string;
  name: string;
  kind: string;
  promised_limit_days: number;
  statutory_limit_days: number;
}

export interface MattersQuery {
  readonly visible: Visible;
  readonly limit: number;
  readonly after?: readonly [string, string] | undefined;
  readonly q?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly id?: string;
}

export type MatterChange = {
  [K in keyof Omit<Matter, 'id' | 'departmentId' | 'code'>]?: Matter[K] | undefined;
};

export class MattersStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by name. */
  async matters(query: MattersQuery): Promise<Matter[]> {
    const { visible, after, q, departmentId, id } = query;
    const { rows } = await sql<MatterRow>`
      select m.* from matter m join department d on d.id = m.department_id
      where ${departmentVisible(visible, sql`d.id`, sql`d.region_code`)}
        and ${departmentId === undefined ? sql`true` : sql`m.department_id = ${departmentId}`}
        and ${id === undefined ? sql`true` : sql`m.id = ${id}`}
        and ${q ? sql`(m.name ilike ${contains(q)} or m.code ilike ${contains(q)})` : sql`true`}
        and ${after === undefined ? sql`true` : sql`(m.name, m.id) > (${after[0]}, ${after[1]}::uuid)`}
      order by m.name, m.id limit ${query.limit + 1}`.execute(this.#db);
    return rows.map(toMatter);
  }

  async insert(matter: Omit<Matter, 'id'>): Promise<Matter> {
    const row = await this.#db
      .insertInto('matter')
      .values({
        department_id: matter.departmentId,
        code: matter.code,
        name: matter.name,
        kind: matter.kind,
        promised_limit_days: matter.promisedLimitDays,
        statutory_limit_days: matter.statutoryLimitDays,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toMatter(row);
  }

  async change(id: string, change: MatterChange): Promise<void> {
    const fields = defined({
      name: change.name,
      kind: change.kind,
      promised_limit_days: change.promisedLimitDays,
      statutory_limit_days: change.statutoryLimitDays,
    });
    if (Object.keys(fields).length === 0) return;
    await this.#db.updateTable('matter').set(fields).where('id', '=', id).execute();
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('matter').where('id', '=', id).execute();
  }

  async usesOf(id: string): Promise<Record<string, number>> {
    const { count } = await this.#db
      .selectFrom('case_record')
      .select(sql<number>`count(*)::int`.as('count'))
      .where('matter_id', '=', id)
      .executeTakeFirstOrThrow();
    return { cases: count };
  }
}

const toMatter = (row: MatterRow): Matter => ({
  id: row.id,
  departmentId: row.department_id,
  code: row.code,
  name: row.name,
  // Only ever written from the contract's kinds.
  kind: row.kind as Matter['kind'],
  promisedLimitDays: row.promised_limit_days,
  statutoryLimitDays: row.statutory_limit_days,
});
