import { type NoticePolicy, noticePolicy } from '../contract/notices.ts';
import type { Db } from '../platform/db/connect.ts';

const KEY = 'notice-policy';

export interface WebhookRow {
  readonly url: string;
  readonly secretSealed: Buffer;
  readonly enabled: boolean;
  readonly updatedAt: Date;
  readonly updatedBy: string;
}

/** What the site says about notices. */
export class SiteSettingsStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async policy(): Promise<NoticePolicy> {
    const row = await this.#db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', KEY)
      .executeTakeFirst();
    const read = row && noticePolicy.safeParse(JSON.parse(row.value));
    return read?.success ? read.data : { allowed: {}, usual: {} };
  }

  async setPolicy(policy: NoticePolicy): Promise<void> {
    const value = JSON.stringify(policy);
    await this.#db
      .insertInto('setting')
      .values({ key: KEY, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute();
  }

  async webhook(): Promise<WebhookRow | undefined> {
    const row = await this.#db.selectFrom('notice_webhook').selectAll().executeTakeFirst();
    if (!row) return undefined;
    const { url, secret_sealed: secretSealed, enabled, updated_at: updatedAt, updated_by: updatedBy } = row;
    return { url, secretSealed, enabled, updatedAt, updatedBy };
  }

  async setWebhook(row: WebhookRow): Promise<void> {
    const values = {
      url: row.url,
      secret_sealed: row.secretSealed,
      enabled: row.enabled,
      updated_at: row.updatedAt,
      updated_by: row.updatedBy,
    };
    await this.#db
      .insertInto('notice_webhook')
      .values(values)
      .onConflict((conflict) => conflict.column('one').doUpdateSet(values))
      .execute();
  }

  async removeWebhook(): Promise<void> {
    await this.#db.deleteFrom('notice_webhook').execute();
  }
}
