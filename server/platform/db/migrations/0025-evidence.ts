/** Evidence packages: what was asked for, by whom and why, and what became of it. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- The row outlives its file: what was taken out of the house stays known, with its hash.
    create table evidence_package (
      id uuid primary key default gen_random_uuid(),
      title text not null,
      purpose text not null,
      state text not null default 'waiting'
        check (state in ('waiting', 'building', 'ready', 'failed', 'cancelled', 'removed')),
      case_id uuid references case_record (id),
      case_no text,
      options jsonb not null,
      asked_by uuid not null references user_account (id),
      asked_by_name text not null,
      asked_at timestamptz not null,
      finished_at timestamptz,
      -- While it is built.
      step text,
      percent real,
      error text,
      bytes bigint,
      -- Of the whole package, hexadecimal.
      sha256 text,
      check ((state = 'ready') <= (sha256 is not null and bytes is not null))
    );
    create index evidence_package_newest on evidence_package (asked_at desc, id desc);
    create index evidence_package_of_case on evidence_package (case_id) where case_id is not null;
    create index evidence_package_to_build on evidence_package (asked_at) where state in ('waiting', 'building');

    -- No reference to the camera: packages outlive it.
    create table evidence_range (
      package_id uuid not null references evidence_package (id) on delete cascade,
      seq int not null,
      camera_id uuid not null,
      from_at timestamptz not null,
      to_at timestamptz not null check (to_at > from_at),
      primary key (package_id, seq)
    );
  `)
    .execute(db);
}
