/** What was seen at windows, and what is done about it. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
