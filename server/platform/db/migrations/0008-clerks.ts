import { type Kysely, sql } from 'kysely';

/** Who serves at windows, and when. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- staff_no is what departments report as the clerk of an event, where they report numbers.
    create table clerk (
      id uuid primary key default gen_random_uuid(),
      department_id uuid not null references department (id),
      name text not null,
      staff_no text not null,
      created_at timestamptz not null default now(),
      -- No longer serves anywhere; shifts of before stay.
      ended_at timestamptz
    );
    create unique index clerk_staff_no on clerk (department_id, staff_no) where ended_at is null;

    -- One clerk at one window in [starts_at, ends_at). Nothing is overwritten: what is planned anew is withdrawn and laid
    -- again, so that it can be told what the roster said at any time.
    create table shift (
      id uuid primary key default gen_random_uuid(),
      window_id uuid not null references hall_window (id),
      clerk_id uuid not null references clerk (id),
      -- The day in the region's zone it was laid for.
      day date not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null,
      made_at timestamptz not null,
      withdrawn_at timestamptz,
      check (ends_at > starts_at)
    );
    create index shift_of_window on shift (window_id, day) where withdrawn_at is null;
    create index shift_of_clerk on shift (clerk_id, starts_at) where withdrawn_at is null;
    create index shift_of_window_ever on shift (window_id);
    create index shift_of_clerk_ever on shift (clerk_id);
  `)
    .execute(db);
}
