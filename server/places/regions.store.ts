/** Regions and departments in the database. */
import { sql } from 'kysely';
import type { Department, NewRegion, Region } from '../contract/places.ts';
import type { Db } from '../platform/db/connect.ts';
import { defined } from '../platform/defined.ts';
import { keysMatch, regionKeysMatch } from '../platform/search-keys/index.ts';
import { lockOpen } from './locks.store.ts';
import { regionsBelow } from './regions-below.store.ts';
import { departmentVisible, regionVisible, type Visible } from './visible.store.ts';

export interface ListOptions<Key> {
  readonly visible: Visible;
  readonly after: Key | undefined;
  readonly limit: number;
  readonly q?: string | undefined;
  readonly closed?: 'include' | undefined;
  /** What belongs to this region or one below it. */
  readonly below?: string | undefined;
}

export class RegionsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Up to `limit` + 1, by code: an ancestor always stands before what is below it. */
  async regions(options: ListOptions<string>): Promise<Region[]> {
    let query = this.#db
      .selectFrom('region')
      .selectAll()
      .where(regionVisible(options.visible, sql`region.code`))
      .orderBy('code')
      .limit(options.limit + 1);
    if (options.closed !== 'include') query = query.where('closed_at', 'is', null);
    if (options.after !== undefined) query = query.where('code', '>', options.after);
    if (options.below) query = query.where(sql<boolean>`code in ${regionsBelow(options.below)}`);
    if (options.q) query = query.where(regionKeysMatch(sql`region.code`, options.q));
    return (await query.execute()).map(toRegion);
  }

  async region(code: string): Promise<Region | undefined> {
    const row = await this.#db.selectFrom('region').selectAll().where('code', '=', code).executeTakeFirst();
    return row && toRegion(row);
  }

  async insertRegion(region: NewRegion): Promise<void> {
    const { code, name, level, parentCode = null } = region;
    await this.#db.transaction().execute(async (trx) => {
      if (parentCode !== null) await lockOpen(trx, 'region', parentCode, 'body.parentCode');
      await trx.insertInto('region').values({ code, name, level, parent_code: parentCode }).execute();
    });
  }

  async renameRegion(code: string, name: string): Promise<void> {
    await this.#db.updateTable('region').set({ name }).where('code', '=', code).execute();
  }

  async deleteRegion(code: string): Promise<void> {
    await this.#db.deleteFrom('region').where('code', '=', code).execute();
  }

  /** How many of what still refer to this region. */
  async usesOfRegion(code: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from region where parent_code = ${code}) as regions,
      (select count(*)::int from department where region_code = ${code}) as departments,
      (select count(*)::int from hall where region_code = ${code}) as halls,
      (select count(*)::int from region where merged_into = ${code}) as merged,
      (select count(*)::int from user_grant where scope @> ${JSON.stringify({ kind: 'region', code })}::jsonb)
        as grants`.execute(this.#db);
    return rows[0] ?? {};
  }

  /** The region's code and its ancestors'; empty when there is no such region. */
  async pathOf(code: string): Promise<string[]> {
    const { rows } = await sql<{ code: string }>`
      with recursive path(code, parent_code) as (
        select code, parent_code from region where code = ${code}
        union select r.code, r.parent_code from region r join path p on r.code = p.parent_code
      ) select code from path`.execute(this.#db);
    return rows.map((row) => row.code);
  }

  /** Up to `limit` + 1, by name. */
  async departments(
    options: ListOptions<readonly [string, string]> & { readonly regionCode?: string | undefined },
  ): Promise<Department[]> {
    let query = this.#db
      .selectFrom('department')
      .selectAll()
      .where(departmentVisible(options.visible, sql`department.id`, sql`department.region_code`))
      .orderBy('name')
      .orderBy('id')
      .limit(options.limit + 1);
    if (options.closed !== 'include') query = query.where('closed_at', 'is', null);
    if (options.after !== undefined)
      query = query.where(sql<boolean>`(name, id) > (${options.after[0]}, ${options.after[1]}::uuid)`);
    if (options.below) query = query.where(sql<boolean>`region_code in ${regionsBelow(options.below)}`);
    if (options.q) query = query.where(keysMatch('department', sql`department.id`, options.q));
    if (options.regionCode) query = query.where('region_code', '=', options.regionCode);
    return (await query.execute()).map(toDepartment);
  }

  async department(id: string): Promise<Department | undefined> {
    const row = await this.#db.selectFrom('department').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toDepartment(row);
  }

  /** Who has taken the department's work over; null: nobody. */
  async successorOf(id: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom('department')
      .select('successor_id')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.successor_id ?? null;
  }

  async insertDepartment(department: {
    regionCode: string;
    name: string;
    uscc: string | null;
  }): Promise<Department> {
    const { regionCode, name, uscc } = department;
    return this.#db.transaction().execute(async (trx) => {
      await lockOpen(trx, 'region', regionCode, 'body.regionCode');
      const row = await trx
        .insertInto('department')
        .values({ name, uscc, region_code: regionCode })
        .returningAll()
        .executeTakeFirstOrThrow();
      return toDepartment(row);
    });
  }

  async changeDepartment(
    id: string,
    change: { name?: string | undefined; uscc?: string | null | undefined },
  ): Promise<void> {
    const fields = defined(change);
    if (Object.keys(fields).length === 0) return;
    await this.#db.updateTable('department').set(fields).where('id', '=', id).execute();
  }

  async deleteDepartment(id: string): Promise<void> {
    await this.#db.deleteFrom('department').where('id', '=', id).execute();
  }

  async usesOfDepartment(id: string): Promise<Record<string, number>> {
    const { rows } = await sql<Record<string, number>>`select
      (select count(*)::int from hall_window where department_id = ${id}) as windows,
      (select count(*)::int from matter where department_id = ${id}) as matters,
      (select count(*)::int from machine_token where department_id = ${id}) as tokens,
      (select count(*)::int from case_record where department_id = ${id}) as cases,
      (select count(*)::int from window_term where department_id = ${id}) as terms,
      (select count(*)::int from clerk where department_id = ${id}) as clerks,
      (select count(*)::int from department where merged_into = ${id}) as merged,
      (select count(*)::int from user_grant where scope @> ${JSON.stringify({ kind: 'department', id })}::jsonb)
        as grants`.execute(this.#db);
    return rows[0] ?? {};
  }
}

const toRegion = (row: {
  code: string;
  name: string;
  level: string;
  parent_code: string | null;
  closed_at: Date | null;
  merged_into: string | null;
}): Region => ({
  code: row.code,
  name: row.name,
  // The table's check constraint holds the level to these.
  level: row.level as Region['level'],
  parentCode: row.parent_code,
  closedAt: row.closed_at?.toISOString() ?? null,
  mergedInto: row.merged_into,
});

const toDepartment = (row: {
  id: string;
  region_code: string;
  name: string;
  uscc: string | null;
  closed_at: Date | null;
  merged_into: string | null;
}): Department => ({
  id: row.id,
  regionCode: row.region_code,
  name: row.name,
  uscc: row.uscc,
  closedAt: row.closed_at?.toISOString() ?? null,
  mergedInto: row.merged_into,
});
