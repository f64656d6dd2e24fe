/** Matters in the database. There is no column for secrecy: a secret matter never gets this far. */
import { sql } from 'kysely';
import type { Matter } from '../contract/cases.ts';
import { departmentVisible, lockOpen, regionsBelow, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';
import { keysMatch } from '../platform/search-keys/index.ts';

interface MatterRow {
  id: string;
  department_id: string;
  code: string;
  name: string;
  kind: string;
  promised_limit_days: number;
  statutory_limit_days: number;
  closed_at: Date | null;
  merged_into: string | null;
}

export interface MattersQuery {
  readonly visible: Visible;
  readonly limit: number;
  readonly after?: readonly [string, string] | undefined;
  readonly q?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly below?: string | undefined;
  readonly id?: string;
  readonly closed?: 'include' | undefined;
}

export type MatterChange = {
  [K in keyof Omit<Matter, 'id' | 'departmentId' | 'code' | 'closedAt' | 'mergedInto'>]?:
    | Matter[K]
    | undefined;
};

export class MattersStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by name. */
  async matters(query: MattersQuery): Promise<Matter[]> {
    const { visible, after, q, departmentId, id, closed, below } = query;
    const { rows } = await sql<MatterRow>`
      select m.* from matter m join department d on d.id = m.department_id
      where ${departmentVisible(visible, sql`d.id`, sql`d.region_code`)}
        and ${departmentId === undefined ? sql`true` : sql`m.department_id = ${departmentId}`}
        and ${id === undefined ? sql`true` : sql`m.id = ${id}`}
        and ${closed === 'include' || id !== undefined ? sql`true` : sql`m.closed_at is null`}
        and ${below === undefined ? sql`true` : sql`d.region_code in ${regionsBelow(below)}`}
        and ${keysMatch('matter', sql`m.id`, q)}
        and ${after === undefined ? sql`true` : sql`(m.name, m.id) > (${after[0]}, ${after[1]}::uuid)`}
      order by m.name, m.id limit ${query.limit + 1}`.execute(this.#db);
    return rows.map(toMatter);
  }

  async insert(matter: Omit<Matter, 'id' | 'closedAt' | 'mergedInto'>): Promise<Matter> {
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'department', matter.departmentId, 'body.departmentId');
      const row = await trx
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
    });
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
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from case_record where matter_id = ${id}) as cases,
      (select count(*)::int from window_matter where matter_id = ${id}) as windows,
      (select count(*)::int from matter where merged_into = ${id}) as merged`.execute(this.#db);
    return rows[0] ?? {};
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
  closedAt: row.closed_at?.toISOString() ?? null,
  mergedInto: row.merged_into,
});
