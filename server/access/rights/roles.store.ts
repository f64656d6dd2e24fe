/** A site's own roles in the database, beside the built-in ones that are code. */
import { sql } from 'kysely';
import { builtInRole, type Permission, type Role } from '../../contract/access.ts';
import type { Db } from '../../platform/db/connect.ts';
import { bundleOf } from './roles.ts';
import type { Visible } from './visible.ts';
import { within } from './within.store.ts';

export interface OwnRole {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly Permission[];
}

export class RolesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** What a role carries; undefined: there is none of this name. */
  async permissions(role: Role): Promise<readonly Permission[] | undefined> {
    if (builtInRole.safeParse(role).success) return bundleOf(role, null);
    return (await this.role(role))?.permissions;
  }

  async role(id: string): Promise<OwnRole | undefined> {
    const row = await this.#db.selectFrom('role').selectAll().where('id', '=', id).executeTakeFirst();
    return row && { id: row.id, name: row.name, permissions: bundleOf(row.id, row.permissions) };
  }

  /** A site has a handful. */
  async all(): Promise<OwnRole[]> {
    const rows = await this.#db.selectFrom('role').selectAll().orderBy('name').limit(500).execute();
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      permissions: bundleOf(row.id, row.permissions),
    }));
  }

  /** How many people hold each role now, among those whose grants of it lie within `visible`. */
  async holders(visible: Visible, nowMs: number): Promise<Map<string, number>> {
    const { rows } = await sql<{ role: string; n: number }>`
      select g.role, count(distinct g.user_id)::int as n from user_grant g join user_account u on u.id = g.user_id
      where not u.disabled and (g.until is null or g.until > ${new Date(nowMs)}) and ${within(visible)}
      group by g.role`.execute(this.#db);
    return new Map(rows.map((row) => [row.role, row.n]));
  }

  async insert(role: { readonly name: string; readonly permissions: readonly string[] }): Promise<string> {
    const row = await this.#db
      .insertInto('role')
      .values({ name: role.name, permissions: [...role.permissions] })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
  }

  async change(
    id: string,
    change: { readonly name?: string | undefined; readonly permissions?: readonly string[] | undefined },
  ): Promise<void> {
    const fields = {
      ...(change.name !== undefined && { name: change.name }),
      ...(change.permissions !== undefined && { permissions: [...change.permissions] }),
    };
    if (Object.keys(fields).length === 0) return;
    await this.#db.updateTable('role').set(fields).where('id', '=', id).execute();
  }

  /** False where a grant names it, an ended one too: what somebody held must stay known. */
  async delete(id: string): Promise<boolean> {
    const { rows } = await sql<{ id: string }>`delete from role
      where id = ${id} and not exists (select 1 from user_grant where role = ${id}::text)
      returning id`.execute(this.#db);
    return rows.length > 0;
  }
}
