import { type Kysely, sql } from 'kysely';

/** What is done at the desk, for units without a system of their own. What is reported of it is in case_event. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- The last case number given in a region on a day of its own. A number is given in the transaction that reports the
    -- case, so that none is ever left out.
    create table desk_counter (
      region_code text not null references region (code),
      day date not null,
      last int not null check (last >= 0),
      primary key (region_code, day)
    );

    create table desk_case (
      case_id uuid primary key references case_record (id),
      department_id uuid not null references department (id),
      -- The page's own id of the registration: a second click finds the case that the first one made.
      deed_id uuid not null,
      case_no text not null,
      registered_at timestamptz not null,
      registered_by text not null,
      -- Where it was registered; what the desk lists goes by it.
      window_id uuid references hall_window (id),
      unique (department_id, deed_id)
    );
    create index desk_case_of_department on desk_case (department_id, registered_at desc, case_id desc);

    -- Append-only but for being taken back. No applicant in here.
    create table desk_deed (
      seq bigint generated always as identity primary key,
      department_id uuid not null references department (id),
      deed_id uuid not null,
      -- Null: of a window alone.
      case_id uuid references case_record (id),
      window_id uuid references hall_window (id),
      step text not null,
      occurred_at timestamptz not null,
      clerk text not null,
      by_user text not null,
      at timestamptz not null,
      undone_at timestamptz,
      undone_by text,
      unique (department_id, deed_id)
    );
    create index desk_deed_of_case on desk_deed (case_id, seq) where case_id is not null;
  `)
    .execute(db);
}
