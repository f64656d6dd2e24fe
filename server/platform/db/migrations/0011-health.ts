import { type Kysely, sql } from 'kysely';

/** Checks of pictures, outages and alarms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
