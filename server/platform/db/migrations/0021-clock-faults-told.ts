/** What people were told of clocks that cannot be read: once, until it heals. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- Null year: hours are missing.
    create table clock_fault_told (
      id bigint generated always as identity primary key,
      code text not null,
      region_code text not null,
      year int,
      since timestamptz not null,
      until timestamptz
    );
    create unique index clock_fault_standing on clock_fault_told (code, region_code, year) nulls not distinct
      where until is null;
  `)
    .execute(db);
}
