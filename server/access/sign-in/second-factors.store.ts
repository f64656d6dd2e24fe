/** Second factors in the database: secrets sealed, recovery codes as hashes. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';

export interface SecondFactorRow {
  readonly secretSealed: Buffer;
  readonly confirmedMs: number | null;
}

export class SecondFactorsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  transaction<T>(work: (store: SecondFactorsStore) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((trx) => work(new SecondFactorsStore({ db: trx })));
  }

  async find(userId: string): Promise<SecondFactorRow | undefined> {
    const row = await this.#db
      .selectFrom('second_factor')
      .select(['secret_sealed', 'confirmed_at'])
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row && { secretSealed: row.secret_sealed, confirmedMs: row.confirmed_at?.getTime() ?? null };
  }

  /** In the place of one that was not confirmed; false where there is a confirmed one. */
  async begin(userId: string, secretSealed: Buffer, nowMs: number): Promise<boolean> {
    const { rows } = await sql`
      insert into second_factor (user_id, secret_sealed, created_at)
      values (${userId}, ${secretSealed}, ${new Date(nowMs)})
      on conflict (user_id) do update set secret_sealed = excluded.secret_sealed, created_at = excluded.created_at,
        last_counter = 0
      where second_factor.confirmed_at is null
      returning 1`.execute(this.#db);
    return rows.length > 0;
  }

  /** False where it is confirmed already, or another was begun in between. */
  async confirm(userId: string, secretSealed: Buffer, counter: number, nowMs: number): Promise<boolean> {
    const { rows } = await sql`
      update second_factor set confirmed_at = ${new Date(nowMs)}, last_counter = ${counter}
      where user_id = ${userId} and confirmed_at is null and secret_sealed = ${secretSealed}
      returning 1`.execute(this.#db);
    return rows.length > 0;
  }

  /** A code is taken once: false for one as old as the last, or older. Of two at once, one is told so. */
  async take(userId: string, counter: number): Promise<boolean> {
    const { rows } = await sql`
      update second_factor set last_counter = ${counter}
      where user_id = ${userId} and confirmed_at is not null and last_counter < ${counter}
      returning 1`.execute(this.#db);
    return rows.length > 0;
  }

  async takeRecovery(userId: string, codeHash: Buffer, nowMs: number): Promise<boolean> {
    const { rows } = await sql`
      update recovery_code set used_at = ${new Date(nowMs)}
      where user_id = ${userId} and code_hash = ${codeHash} and used_at is null
      returning 1`.execute(this.#db);
    return rows.length > 0;
  }

  async recoveryLeft(userId: string): Promise<number> {
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from recovery_code where user_id = ${userId} and used_at is null`.execute(
      this.#db,
    );
    return rows[0]?.n ?? 0;
  }

  async replaceRecovery(userId: string, codeHashes: readonly Buffer[]): Promise<void> {
    await this.#db.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
    await this.#db
      .insertInto('recovery_code')
      .values(codeHashes.map((code_hash) => ({ user_id: userId, code_hash })))
      .execute();
  }

  /** Answers whether there was a confirmed one. */
  async remove(userId: string): Promise<boolean> {
    await this.#db.deleteFrom('recovery_code').where('user_id', '=', userId).execute();
    const gone = await this.#db
      .deleteFrom('second_factor')
      .where('user_id', '=', userId)
      .returning('confirmed_at')
      .executeTakeFirst();
    return gone !== undefined && gone.confirmed_at !== null;
  }
}
