/** Users and their grants in the database. */
import { type RawBuilder, sql } from 'kysely';
import type { Grant, User } from '../../contract/access.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Visible } from '../rights/visible.ts';
import { within } from '../rights/within.store.ts';

/** Any number that nothing else locks by: whoever might take the last full admin away does it alone. */
const FULL_ADMINS = 4_452_002_029;

interface UserRow {
  id: string;
  username: string;
  display_name: string;
  disabled: boolean;
  created_at: Date;
  grants: Grant[];
}

interface AccountRow {
  id: string;
  username: string;
  password_hash: string | null;
  password_set_at: Date;
  must_change_password: boolean;
  disabled: boolean;
  last_sign_in_at: Date | null;
}

export interface Account {
  readonly id: string;
  readonly username: string;
  /** Null: signs in elsewhere. */
  readonly passwordHash: string | null;
  readonly passwordSetMs: number;
  readonly mustChangePassword: boolean;
  readonly disabled: boolean;
  readonly lastSignInMs: number | null;
}

export class UsersStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Runs `work` on a store of its own inside one transaction. */
  transaction<T>(work: (store: UsersStore) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((trx) => work(new UsersStore({ db: trx })));
  }

  /** Whoever else changes this person waits for the end of the unit of work. */
  async hold(id: string): Promise<void> {
    await sql`select 1 from user_account where id = ${id} for no key update`.execute(this.#db);
  }

  async accountByName(username: string): Promise<Account | undefined> {
    return this.#account(sql`username = ${username}`);
  }

  async accountById(id: string): Promise<Account | undefined> {
    return this.#account(sql`id = ${id}`);
  }

  async #account(where: RawBuilder<unknown>): Promise<Account | undefined> {
    const { rows } = await sql<AccountRow>`
      select id, username, password_hash, password_set_at, must_change_password, disabled, last_sign_in_at
      from user_account where ${where}`.execute(this.#db);
    const [row] = rows;
    return (
      row && {
        id: row.id,
        username: row.username,
        passwordHash: row.password_hash,
        passwordSetMs: row.password_set_at.getTime(),
        mustChangePassword: row.must_change_password,
        disabled: row.disabled,
        lastSignInMs: row.last_sign_in_at?.getTime() ?? null,
      }
    );
  }

  /**
   * Users all of whose grants lie within `visible`: an admin of a county does not see the city's admins. Those without
   * any (whom the other sign-in service's groups give nothing any more) are nowhere, so only who sees everything does.
   */
  async users(options: {
    readonly visible: Visible;
    readonly id?: string;
    readonly after?: string | undefined;
    readonly q?: string | undefined;
    /** Who hold it now. */
    readonly role?: string | undefined;
    readonly limit: number;
  }): Promise<User[]> {
    const { visible, id, after, q, role, limit } = options;
    const like = `%${(q ?? '').replace(/[\\%_]/g, '\\$&')}%`;
    const { rows } = await sql<UserRow>`
      select u.id, u.username, u.display_name, u.disabled, u.created_at,
        coalesce((select jsonb_agg(jsonb_build_object('role', g.role, 'scope', g.scope, 'until', g.until))
          from user_grant g where g.user_id = u.id), '[]') as grants
      from user_account u
      where ${id === undefined ? sql`true` : sql`u.id = ${id}`}
        and ${after === undefined ? sql`true` : sql`u.username > ${after}`}
        and ${q ? sql`(u.username ilike ${like} or u.display_name ilike ${like})` : sql`true`}
        and ${role === undefined ? sql`true` : sql`exists (select 1 from user_grant g where g.user_id = u.id and g.role = ${role} and (g.until is null or g.until > now()))`}
        and ${visible.everywhere ? sql`true` : sql`(select bool_and(${within(visible)}) from user_grant g where g.user_id = u.id)`}
      order by u.username limit ${limit}`.execute(this.#db);
    return rows.map((row) => ({
      id: row.id,
      username: row.username,
      displayName: row.display_name,
      grants: row.grants.map(toGrant),
      disabled: row.disabled,
      createdAt: row.created_at.toISOString(),
    }));
  }

  /** Undefined when the name is taken. */
  async insert(user: {
    readonly username: string;
    readonly displayName: string;
    /** Null: signs in elsewhere. */
    readonly passwordHash: string | null;
  }): Promise<string | undefined> {
    const row = await this.#db
      .insertInto('user_account')
      .values({
        username: user.username,
        display_name: user.displayName,
        password_hash: user.passwordHash,
      })
      .onConflict((conflict) => conflict.column('username').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async change(
    id: string,
    change: {
      displayName?: string | undefined;
      disabled?: boolean | undefined;
    },
  ): Promise<void> {
    const fields = {
      ...(change.displayName !== undefined && { display_name: change.displayName }),
      ...(change.disabled !== undefined && { disabled: change.disabled }),
    };
    if (Object.keys(fields).length === 0) return;
    await this.#db.updateTable('user_account').set(fields).where('id', '=', id).execute();
  }

  async replaceGrants(userId: string, grants: readonly Grant[]): Promise<void> {
    await this.#db.deleteFrom('user_grant').where('user_id', '=', userId).execute();
    if (grants.length === 0) return;
    await this.#db
      .insertInto('user_grant')
      .values(
        grants.map(({ role, scope, until }) => ({
          user_id: userId,
          role,
          scope: JSON.stringify(scope),
          until: until ?? null,
        })),
      )
      .execute();
  }

  /** Those that have ended as well. */
  async grants(id: string): Promise<Grant[]> {
    const { rows } =
      await sql<Grant>`select role, scope, until from user_grant where user_id = ${id}`.execute(this.#db);
    return rows.map(toGrant);
  }

  /** The roles a person holds somewhere, now. */
  async rolesOf(id: string, nowMs: number): Promise<string[]> {
    const { rows } = await sql<{ role: string }>`
      select distinct role from user_grant
      where user_id = ${id} and (until is null or until > ${new Date(nowMs)})`.execute(this.#db);
    return rows.map((row) => row.role);
  }

  /** Who holds one of the roles and has no second factor. */
  async withoutSecondFactor(roles: readonly string[], nowMs: number): Promise<string[]> {
    const { rows } = await sql<{ user_id: string }>`
      select distinct g.user_id from user_grant g join user_account u on u.id = g.user_id
      where g.role = any(${[...roles]}::text[]) and (g.until is null or g.until > ${new Date(nowMs)})
        and u.password_hash is not null
        and not exists (select 1 from second_factor f where f.user_id = g.user_id and f.confirmed_at is not null)`.execute(
      this.#db,
    );
    return rows.map((row) => row.user_id);
  }

  async signedIn(id: string, nowMs: number): Promise<void> {
    await this.#db
      .updateTable('user_account')
      .set({ last_sign_in_at: new Date(nowMs) })
      .where('id', '=', id)
      .execute();
  }

  /**
   * Locks the accounts table's admins against a second change at the same time, then counts who could still sign in,
   * and for good: not by the grace of another service.
   */
  async countFullAdmins(): Promise<number> {
    await sql`select pg_advisory_xact_lock(${FULL_ADMINS})`.execute(this.#db);
    const { rows } = await sql<{ n: number }>`
      select count(distinct u.id)::int as n from user_account u join user_grant g on g.user_id = u.id
      where not u.disabled and u.password_hash is not null and g.role = 'admin' and g.scope->>'kind' = 'everywhere' and g.until is null`.execute(
      this.#db,
    );
    return rows[0]?.n ?? 0;
  }

  async count(): Promise<number> {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from user_account`.execute(this.#db);
    return rows[0]?.n ?? 0;
  }
}

/** PostgreSQL writes an instant into JSON in its own way. */
const toGrant = ({ role, scope, until }: Grant): Grant => ({
  role,
  scope,
  until: until == null ? null : new Date(until).toISOString(),
});
