/** Rows of files attached to cards. */
import { sql } from 'kysely';
import type { AlertFile } from '../contract/alerts.ts';
import type { Db } from '../platform/db/connect.ts';

export class AlertFilesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async add(alertId: string, file: AlertFile, byId: string, at: Date): Promise<void> {
    await this.#db
      .insertInto('alert_file')
      .values({ ...file, alert_id: alertId, step_seq: null, by_id: byId, at })
      .execute();
  }

  /** How many wait for an answer. */
  async waiting(alertId: string): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from alert_file where alert_id = ${alertId} and step_seq is null`.execute(
      this.#db,
    );
    return rows[0]?.count ?? 0;
  }

  async find(alertId: string, id: string): Promise<AlertFile | undefined> {
    return this.#db
      .selectFrom('alert_file')
      .select(['id', 'name', 'bytes', 'type'])
      .where('id', '=', id)
      .where('alert_id', '=', alertId)
      .executeTakeFirst();
  }

  /** Answers the files of the rows that are gone. */
  async removeLeft(before: Date): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      delete from alert_file where step_seq is null and at < ${before} returning id`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  async named(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ id: string }>`
      select id from alert_file where id = any(${[...ids]}::uuid[])`.execute(this.#db);
    return new Set(rows.map((row) => row.id));
  }
}
