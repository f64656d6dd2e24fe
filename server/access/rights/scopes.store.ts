/** Where scopes lie in the region tree. */
import { sql } from 'kysely';
import type { Scope } from '../../contract/access.ts';
import { lockOpen } from '../../places/index.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Place } from '../../platform/http/route.ts';

export class ScopesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** These regions and everything below them. */
  async regionsBelow(codes: readonly string[]): Promise<string[]> {
    if (codes.length === 0) return [];
    const { rows } = await sql<{ code: string }>`
      with recursive below(code) as (
        select code from region where code = any(${[...codes]}::text[])
        union select r.code from region r join below b on r.parent_code = b.code
      ) select code from below`.execute(this.#db);
    return rows.map((row) => row.code);
  }

  /** Where a scope is, to ask whether an admin may grant it; undefined when there is no such place. */
  async placeOf(scope: Scope): Promise<Place | undefined> {
    if (scope.kind === 'everywhere') return { regionPath: [] };
    if (scope.kind === 'region') return this.#below([scope.code], {});
    const { id } = scope;
    const row = await this.#db
      .selectFrom(scope.kind)
      .select('region_code')
      .where('id', '=', id)
      .executeTakeFirst();
    if (!row) return undefined;
    return this.#below([row.region_code], scope.kind === 'hall' ? { hallId: id } : { departmentIds: [id] });
  }

  /**
   * Nothing new is given at a place that is closed; one that is being closed waits until the unit of work has ended.
   * In one order, so that two who give at the same places do not wait for each other in a circle.
   *
   * @throws place_closed at the field that names the place
   */
  async mustBeOpen(asked: readonly { readonly scope: Scope; readonly field: string }[]): Promise<void> {
    const order = ({ scope }: { scope: Scope }) => `${scope.kind} ${idOf(scope) ?? ''}`;
    for (const { scope, field } of asked.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))) {
      const id = idOf(scope);
      if (scope.kind !== 'everywhere' && id !== undefined) await lockOpen(this.#db, scope.kind, id, field);
    }
  }

  /** At its department and at every hall it was served at, as the places' finder has it. */
  async placeOfCase(id: string): Promise<Place | undefined> {
    const { rows } = await sql<{ department_id: string; hall_ids: string[]; codes: string[] }>`
      with thing as (
        select c.department_id, array(select distinct w.hall_id from case_event e
          join hall_window w on w.id = e.window_id where e.case_id = c.id) as hall_ids
        from case_record c where c.id = ${id}
      ) select thing.*, array(
        select region_code from department where id = thing.department_id
        union select region_code from hall where id = any(thing.hall_ids)) as codes from thing`.execute(
      this.#db,
    );
    const [row] = rows;
    return row && this.#below(row.codes, { hallIds: row.hall_ids, departmentIds: [row.department_id] });
  }

  async #below(codes: readonly string[], place: Omit<Place, 'regionPath'>): Promise<Place | undefined> {
    const { rows } = await sql<{ code: string }>`
      with recursive path(code, parent_code) as (
        select code, parent_code from region where code = any(${[...codes]}::text[])
        union select r.code, r.parent_code from region r join path p on r.code = p.parent_code
      ) select code from path`.execute(this.#db);
    return rows.length === 0 ? undefined : { ...place, regionPath: rows.map((row) => row.code) };
  }
}

const idOf = (scope: Scope): string | undefined =>
  scope.kind === 'everywhere' ? undefined : scope.kind === 'region' ? scope.code : scope.id;
