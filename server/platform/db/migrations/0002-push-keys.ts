import { type Kysely, sql } from 'kysely';

/** Keys that encoders push cameras' pictures with; of each only its SHA-256. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table push_key (
      camera_id uuid not null references camera (id) on delete cascade,
      profile text not null check (profile in ('main', 'sub')),
      key_hash bytea not null unique,
      created_at timestamptz not null default now(),
      primary key (camera_id, profile)
    );
  `)
    .execute(db);
}
