/** Passwords in the database: the present one beside the account, and the last few. Only their hashes. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';

export class PasswordsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  transaction<T>(work: (store: PasswordsStore) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((trx) => work(new PasswordsStore({ db: trx })));
  }

  /** The newest `limit` of them; the present one too, where it was set before there was a history. */
  async last(userId: string, limit: number): Promise<string[]> {
    const { rows } = await sql<{ password_hash: string }>`
      (select password_hash from password_history where user_id = ${userId} order by set_at desc limit ${limit})
      union select password_hash from user_account where id = ${userId} and password_hash is not null`.execute(
      this.#db,
    );
    return rows.map((row) => row.password_hash);
  }

  async set(
    userId: string,
    password: { hash: string; mustChange: boolean; nowMs: number; keep: number },
  ): Promise<void> {
    const { hash, mustChange, nowMs, keep } = password;
    const now = new Date(nowMs);
    await this.#db
      .updateTable('user_account')
      .set({ password_hash: hash, password_set_at: now, must_change_password: mustChange })
      .where('id', '=', userId)
      .execute();
    await this.#db
      .insertInto('password_history')
      .values({ user_id: userId, password_hash: hash, set_at: now })
      .execute();
    await sql`delete from password_history where user_id = ${userId} and password_hash not in (
      select password_hash from password_history where user_id = ${userId} order by set_at desc limit ${keep}
    )`.execute(this.#db);
    // Whoever is half-way in came with the old one.
    await this.#db.deleteFrom('sign_in_challenge').where('user_id', '=', userId).execute();
  }

  async demandChange(userId: string): Promise<void> {
    await this.#db
      .updateTable('user_account')
      .set({ must_change_password: true })
      .where('id', '=', userId)
      .execute();
  }
}
