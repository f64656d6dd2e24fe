/** Sessions in the database; of the secret only its SHA-256. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';
import type { Account } from '../people/users.store.ts';

export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly lastSeenMs: number;
  readonly expiresMs: number;
}

export class SessionsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /**
   * Undefined when the account is no longer as it was when the password was checked: a session that is opened while
   * the password is changed would outlive the change. The lock makes the one wait for the other.
   */
  async insert(session: {
    readonly account: Pick<Account, 'id' | 'passwordHash'>;
    readonly secretHash: Buffer;
    readonly nowMs: number;
    readonly expiresMs: number;
  }): Promise<string | undefined> {
    const { account, secretHash } = session;
    const now = new Date(session.nowMs);
    const { rows } = await sql<{ id: string }>`
      insert into user_session (user_id, secret_hash, created_at, last_seen_at, expires_at)
      select id, ${secretHash}::bytea, ${now}::timestamptz, ${now}::timestamptz, ${new Date(session.expiresMs)}::timestamptz
      from user_account where id = ${account.id} and password_hash = ${account.passwordHash} and not disabled
      for share
      returning id`.execute(this.#db);
    return rows[0]?.id;
  }

  /** Of a user who is not disabled, whatever its age. */
  async bySecret(secretHash: Buffer): Promise<SessionRow | undefined> {
    const row = await this.#db
      .selectFrom('user_session as s')
      .innerJoin('user_account as u', 'u.id', 's.user_id')
      .select(['s.id', 's.user_id', 'u.username', 's.last_seen_at', 's.expires_at'])
      .where('s.secret_hash', '=', secretHash)
      .where('u.disabled', '=', false)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        userId: row.user_id,
        username: row.username,
        lastSeenMs: row.last_seen_at.getTime(),
        expiresMs: row.expires_at.getTime(),
      }
    );
  }

  /** Answers those of them that there are. */
  async touch(ids: readonly string[], nowMs: number): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .updateTable('user_session')
      .set({ last_seen_at: new Date(nowMs) })
      .where('id', 'in', [...ids])
      .returning('id')
      .execute();
    return rows.map((row) => row.id);
  }

  async delete(id: string): Promise<void> {
    await this.#db.deleteFrom('user_session').where('id', '=', id).execute();
  }

  /** Answers which were ended. */
  async deleteOfUser(userId: string, except?: string): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`delete from user_session
      where user_id = ${userId} and ${except === undefined ? sql`true` : sql`id <> ${except}`}
      returning id`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  async deleteExpired(nowMs: number, idleMs: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`delete from user_session
      where expires_at <= ${new Date(nowMs)} or last_seen_at <= ${new Date(nowMs - idleMs)}
      returning id`.execute(this.#db);
    return rows.map((row) => row.id);
  }
}
