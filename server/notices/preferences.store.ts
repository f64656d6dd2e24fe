import { sql } from 'kysely';
import type { NoticePreferences } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';

export interface EmailCheck {
  readonly email: string;
  readonly codeHash: Buffer;
  readonly tries: number;
  readonly expiresMs: number;
}

/** What a person chose, and where they can be reached. */
export class PreferencesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async read(userId: string): Promise<NoticePreferences> {
    const row = await this.#db
      .selectFrom('notice_preference')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (!row) return { language: 'zh', phone: null, quiet: null, channels: {} };
    const { quiet_from: from, quiet_to: to } = row;
    return {
      language: row.language === 'en' ? 'en' : 'zh',
      phone: row.phone,
      quiet: from === null || to === null ? null : { from, to },
      channels: row.channels as NoticePreferences['channels'],
    };
  }

  async write(userId: string, { language, phone, quiet, channels }: NoticePreferences): Promise<void> {
    const values = {
      ...{ language, phone },
      quiet_from: quiet?.from ?? null,
      quiet_to: quiet?.to ?? null,
      channels: JSON.stringify(channels),
    };
    await this.#db
      .insertInto('notice_preference')
      .values({ user_id: userId, ...values })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
      .execute();
  }

  async email(userId: string): Promise<string | null> {
    const row = await this.#db
      .selectFrom('user_account')
      .select('email')
      .where('id', '=', userId)
      .executeTakeFirst();
    return row?.email ?? null;
  }

  async setEmail(userId: string, email: string | null): Promise<void> {
    await this.#db.updateTable('user_account').set({ email }).where('id', '=', userId).execute();
    await this.#db.deleteFrom('email_check').where('user_id', '=', userId).execute();
  }

  async check(userId: string): Promise<EmailCheck | undefined> {
    const row = await this.#db
      .selectFrom('email_check')
      .selectAll()
      .where('user_id', '=', userId)
      .executeTakeFirst();
    if (!row) return undefined;
    const { email, code_hash: codeHash, tries, expires_at: expiresAt } = row;
    return { email, codeHash, tries, expiresMs: expiresAt.getTime() };
  }

  async beginCheck(userId: string, check: Omit<EmailCheck, 'tries'>, nowMs: number): Promise<void> {
    const values = {
      email: check.email,
      code_hash: check.codeHash,
      tries: 0,
      created_at: new Date(nowMs),
      expires_at: new Date(check.expiresMs),
    };
    await this.#db
      .insertInto('email_check')
      .values({ user_id: userId, ...values })
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
      .execute();
  }

  /** One more try with a code; answers how many there were, undefined without a check. */
  async tried(userId: string): Promise<number | undefined> {
    const { rows } = await sql<{ tries: number }>`
      update email_check set tries = tries + 1 where user_id = ${userId} returning tries`.execute(this.#db);
    return rows[0]?.tries;
  }

  async dropCheck(userId: string): Promise<void> {
    await this.#db.deleteFrom('email_check').where('user_id', '=', userId).execute();
  }
}
