/** Sign-ins under way, in the database: a restart throws nobody out half-way, and tries are counted atomically. */
import { sql } from 'kysely';
import type { OpenedBy, SignInStep } from '../../contract/account.ts';
import type { Db } from '../../platform/db/connect.ts';

export interface ChallengeRow {
  readonly userId: string;
  readonly passwordHash: string;
  readonly step: SignInStep;
  readonly openedBy: OpenedBy;
  readonly tries: number;
}

interface Raw {
  user_id: string;
  password_hash: string;
  step: SignInStep;
  opened_by: OpenedBy;
  tries: number;
}

export class ChallengesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Of a user's, only the newest `most` are kept. */
  async insert(
    challenge: Omit<ChallengeRow, 'tries'> & { idHash: Buffer; nowMs: number; expiresMs: number },
    most: number,
  ): Promise<void> {
    await this.#db
      .insertInto('sign_in_challenge')
      .values({
        id_hash: challenge.idHash,
        user_id: challenge.userId,
        password_hash: challenge.passwordHash,
        step: challenge.step,
        opened_by: challenge.openedBy,
        created_at: new Date(challenge.nowMs),
        expires_at: new Date(challenge.expiresMs),
      })
      .execute();
    await sql`delete from sign_in_challenge where user_id = ${challenge.userId} and id_hash not in (
      select id_hash from sign_in_challenge where user_id = ${challenge.userId} order by created_at desc limit ${most}
    )`.execute(this.#db);
  }

  /** Counts a try before it is judged, so that tries sent at once are counted, too. Undefined: over, or another step. */
  async try(
    idHash: Buffer,
    step: SignInStep,
    nowMs: number,
    most: number,
  ): Promise<ChallengeRow | undefined> {
    const { rows } = await sql<Raw>`
      update sign_in_challenge set tries = tries + 1
      where id_hash = ${idHash} and step = ${step} and expires_at > ${new Date(nowMs)} and tries < ${most}
      returning user_id, password_hash, step, opened_by, tries`.execute(this.#db);
    const [row] = rows;
    return (
      row && {
        userId: row.user_id,
        passwordHash: row.password_hash,
        step: row.step,
        openedBy: row.opened_by,
        tries: row.tries,
      }
    );
  }

  /** False: it was used in between. */
  async use(idHash: Buffer): Promise<boolean> {
    const { rows } = await sql`delete from sign_in_challenge where id_hash = ${idHash} returning 1`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  async deleteOfUser(userId: string): Promise<void> {
    await this.#db.deleteFrom('sign_in_challenge').where('user_id', '=', userId).execute();
  }

  async deleteExpired(nowMs: number): Promise<void> {
    await this.#db.deleteFrom('sign_in_challenge').where('expires_at', '<=', new Date(nowMs)).execute();
  }
}
