import { type Kysely, sql } from 'kysely';

/** Clerks and who is rostered where. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
