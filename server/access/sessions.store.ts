/** Sessions in the database; of the secret only its SHA-256. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';

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

  async insert(session: {
    readonly userId: string;
    readonly secretHash: Buffer;
    readonly nowMs: number;
    readonly expiresMs: number;
  }): Promise<string> {
    const now = new Date(session.nowMs);
    const row = await this.#db
      .insertInto('user_session')
      .values({
        user_id: session.userId,
        secret_hash: session.secretHash,
        created_at: now,
        last_seen_at: now,
        expires_at: new Date(session.expiresMs),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    return row.id;
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
