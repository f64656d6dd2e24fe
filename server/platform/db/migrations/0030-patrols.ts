/** Plans, rounds and their visits. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
