import { type Kysely, sql } from 'kysely';

/** Uploads, their rows, and what each made, so that all of it can be undone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table import_job (
      id uuid primary key default gen_random_uuid(),
      registry text not null,
      file_name text not null,
      file_bytes int not null,
      sha256 text not null,
      -- Named, not referred to: a person may go, what they brought in stays told.
      by_user uuid not null,
      by_name text not null,
      from_address text not null,
      created_at timestamptz not null,
      updated_at timestamptz not null,
      state text not null check (state in ('reading', 'refused', 'interrupted', 'ready', 'applying', 'stopped',
        'applied', 'undoing', 'undone')),
      mode text check (mode in ('all', 'good')),
      columns jsonb not null default '[]',
      unknown_headers jsonb not null default '[]',
      fault jsonb,
      undo_checked_at timestamptz
    );
    create index import_job_newest on import_job (created_at desc);
    create table import_row (
      import_id uuid not null references import_job (id) on delete cascade,
      -- As the spreadsheet counts.
      row_no int not null,
      -- As it stands in the file, without what is never shown; nothing at all of a secret matter.
      cells jsonb not null,
      secrets_sealed bytea,
      verdict text not null check (verdict in ('new', 'changed', 'unchanged', 'faulty')),
      faults jsonb not null default '[]',
      changes jsonb not null default '[]',
      outcome text check (outcome in ('created', 'changed', 'unchanged', 'refused', 'undone', 'kept')),
      -- The order rows were applied in: they are undone the other way round.
      applied_no int,
      target text,
      before jsonb,
      after jsonb,
      -- Sealed credentials that were replaced.
      kept bytea,
      password_sealed bytea,
      undo_fault jsonb,
      primary key (import_id, row_no)
    );
  `)
    .execute(db);
}
