/** Rows of files that departments answer findings with. */
import { sql } from 'kysely';
import type { AlertFile } from '../contract/alerts.ts';
import type { Db } from '../platform/db/connect.ts';

export class FindingFilesStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  async add(findingId: string, file: AlertFile, byId: string, at: Date): Promise<void> {
    await this.#db
      .insertInto('finding_file')
      .values({ ...file, finding_id: findingId, step_seq: null, by_id: byId, at })
      .execute();
  }

  /** How many wait for an answer. */
  async waiting(findingId: string): Promise<number> {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from finding_file
      where finding_id = ${findingId} and step_seq is null`.execute(this.#db);
    return rows[0]?.count ?? 0;
  }

  /** Uploaded to the finding by whoever answers, and not answered with yet. Answers how many of them are. */
  async attach(findingId: string, seq: number, files: readonly string[], byId: string): Promise<number> {
    const { numAffectedRows } = await sql`
      update finding_file set step_seq = ${seq} where id = any(${[...files]}::uuid[])
        and finding_id = ${findingId} and step_seq is null and by_id = ${byId}`.execute(this.#db);
    return Number(numAffectedRows ?? 0n);
  }

  async find(findingId: string, id: string): Promise<AlertFile | undefined> {
    return this.#db
      .selectFrom('finding_file')
      .select(['id', 'name', 'bytes', 'type'])
      .where('id', '=', id)
      .where('finding_id', '=', findingId)
      .executeTakeFirst();
  }

  /** Answers the files of the rows that are gone. */
  async removeLeft(before: Date): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      delete from finding_file where step_seq is null and at < ${before} returning id`.execute(this.#db);
    return rows.map((row) => row.id);
  }

  async named(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await sql<{ id: string }>`
      select id from finding_file where id = any(${[...ids]}::uuid[])`.execute(this.#db);
    return new Set(rows.map((row) => row.id));
  }
}
