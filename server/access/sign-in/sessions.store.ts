/** Sessions in the database; of the secret only its SHA-256. */
import { sql } from 'kysely';
import type { OpenedBy } from '../../contract/account.ts';
import type { Db } from '../../platform/db/connect.ts';
import type { Account } from '../people/users.store.ts';

export interface SessionRow {
  readonly id: string;
  readonly userId: string;
  readonly username: string;
  readonly createdMs: number;
  readonly lastSeenMs: number;
  readonly expiresMs: number;
}

/** What is kept of how a session was opened. */
export interface SessionOrigin {
  readonly openedBy: OpenedBy;
  readonly from: string;
  readonly userAgent: string;
  /** The other sign-in service's word, needed to sign out there as well. */
  readonly idTokenSealed?: Buffer;
}

export interface OpenSession extends Omit<SessionRow, 'userId' | 'username'> {
  readonly openedBy: string;
  readonly from: string;
  readonly userAgent: string;
}

export class SessionsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /**
   * Undefined when the account is no longer as it was when the password was checked: a session that is opened while
   * the password is changed would outlive the change. The lock makes the one wait for the other, and of two that are
   * opened at once the second for the first: both go on to write to the account.
   */
  async insert(session: {
    readonly account: Pick<Account, 'id' | 'passwordHash'>;
    readonly origin: SessionOrigin;
    readonly secretHash: Buffer;
    readonly nowMs: number;
    readonly expiresMs: number;
  }): Promise<string | undefined> {
    const { account, origin, secretHash } = session;
    const now = new Date(session.nowMs);
    const { rows } = await sql<{ id: string }>`
      insert into user_session (user_id, secret_hash, created_at, last_seen_at, expires_at, opened_by, from_address,
        user_agent, id_token_sealed)
      select id, ${secretHash}::bytea, ${now}::timestamptz, ${now}::timestamptz,
        ${new Date(session.expiresMs)}::timestamptz, ${origin.openedBy}, ${origin.from}, ${origin.userAgent},
        ${origin.idTokenSealed ?? null}::bytea
      from user_account where id = ${account.id} and password_hash is not distinct from ${account.passwordHash}
        and not disabled
      for no key update
      returning id`.execute(this.#db);
    return rows[0]?.id;
  }

  /** Of a user who is not disabled, whatever its age. */
  async bySecret(secretHash: Buffer): Promise<SessionRow | undefined> {
    const row = await this.#db
      .selectFrom('user_session as s')
      .innerJoin('user_account as u', 'u.id', 's.user_id')
      .select(['s.id', 's.user_id', 'u.username', 's.created_at', 's.last_seen_at', 's.expires_at'])
      .where('s.secret_hash', '=', secretHash)
      .where('u.disabled', '=', false)
      .executeTakeFirst();
    return (
      row && {
        id: row.id,
        userId: row.user_id,
        username: row.username,
        createdMs: row.created_at.getTime(),
        lastSeenMs: row.last_seen_at.getTime(),
        expiresMs: row.expires_at.getTime(),
      }
    );
  }

  /** A person's, those in use last first. */
  async ofUser(userId: string): Promise<OpenSession[]> {
    const rows = await this.#db
      .selectFrom('user_session')
      .select([
        ...(['id', 'created_at', 'last_seen_at', 'expires_at', 'opened_by'] as const),
        ...(['from_address', 'user_agent'] as const),
      ])
      .where('user_id', '=', userId)
      .orderBy('last_seen_at', 'desc')
      .limit(500)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      createdMs: row.created_at.getTime(),
      lastSeenMs: row.last_seen_at.getTime(),
      expiresMs: row.expires_at.getTime(),
      openedBy: row.opened_by,
      from: row.from_address,
      userAgent: row.user_agent,
    }));
  }

  async idTokenSealed(id: string): Promise<Buffer | null> {
    const row = await this.#db
      .selectFrom('user_session')
      .select('id_token_sealed')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.id_token_sealed ?? null;
  }

  async changeSecret(id: string, secretHash: Buffer): Promise<boolean> {
    const row = await this.#db
      .updateTable('user_session')
      .set({ secret_hash: secretHash })
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
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

  /** Answers whether it was there; with a user, only theirs is ended. */
  async delete(id: string, userId?: string): Promise<boolean> {
    const { rows } = await sql`delete from user_session
      where id = ${id} and ${userId === undefined ? sql`true` : sql`user_id = ${userId}`}
      returning 1`.execute(this.#db);
    return rows.length > 0;
  }

  /** Answers which were ended. */
  async deleteOfUser(userId: string, except?: string): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`delete from user_session
      where user_id = ${userId} and ${except === undefined ? sql`true` : sql`id <> ${except}`}
      returning id`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  async deleteExpired(nowMs: number, idleMs: number, lifetimeMs: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`delete from user_session
      where expires_at <= ${new Date(nowMs)} or last_seen_at <= ${new Date(nowMs - idleMs)}
        or created_at <= ${new Date(nowMs - lifetimeMs)}
      returning id`.execute(this.#db);
    return rows.map((row) => row.id);
  }
}
