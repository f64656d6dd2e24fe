import { type Kysely, sql } from 'kysely';

/** What is known of a camera beside its address, and at which internal addresses cameras may be. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
