import { type Kysely, sql } from 'kysely';

/**
 * A hall's line and its sound policy. Halls registered before have no cap: they are watched as they are, and nobody
 * said that theirs is a leased line.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table hall
      add column line_kbps int check (line_kbps > 0),
      add column line_reserve_kbps int not null default 400 check (line_reserve_kbps >= 0),
      add column sound_allowed boolean not null default false;
  `)
    .execute(db);
}
