/** Taking a person out again whom nobody has met yet. */
import { sql } from 'kysely';
import type { Db } from '../../platform/db/connect.ts';

export class UserImportsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** False: the person has signed in, and is named in the trail. */
  async deleteUnused(id: string): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ id: string }>`select u.id from user_account u
        where u.id = ${id} and u.last_sign_in_at is null
          and not exists (select 1 from user_session s where s.user_id = u.id)
          and not exists (select 1 from audit_row a where a.actor = 'user:' || u.username)
        for update`.execute(trx);
      if (rows.length === 0) return false;
      await trx.deleteFrom('user_grant').where('user_id', '=', id).execute();
      await trx.deleteFrom('user_account').where('id', '=', id).execute();
      return true;
    });
  }
}
