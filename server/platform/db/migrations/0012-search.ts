import { type Kysely, sql } from 'kysely';

/** Names as people type them: Chinese, pinyin, initials, codes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
