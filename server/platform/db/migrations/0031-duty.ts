/** Who sat at the shift desk, and what was handed over. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
