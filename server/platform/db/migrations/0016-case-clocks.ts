/** What the record plane keeps of a case: facts whole, its place, its clock, and what lists sort and filter by. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    alter table case_event
      -- What the event's type carries beyond the columns: reason, outcome, days applied for ….
      add column detail jsonb,
      -- The fact it is a report of, in the sender's words, and which report of it: the highest version counts.
      add column record_key text,
      add column data_version int,
      add column filled_by text check (filled_by in ('person', 'machine'));

    alter table case_record
      -- Where it was accepted, or else first seen at a window; other halls whose windows it was at.
      add column hall_id uuid references hall (id),
      add column window_id uuid references hall_window (id),
      add column other_halls uuid[],
      add column clerk text,
      add column matter_version int not null default 1,
      add column stage_since timestamptz,
      add column received_at timestamptz,
      add column refused_at timestamptz,
      add column collected_at timestamptz,
      add column outcome text,
      add column near_at timestamptz,
      add column due_at timestamptz,
      add column statutory_due_at timestamptz,
      add column suspended_since timestamptz,
      -- Deducted at the longest until then; null: as long as it lasts.
      add column suspended_until timestamptz,
      add column extra_days int not null default 0,
      add column pauses jsonb,
      -- Why there are no deadlines: ClockFault.
      add column clock_fault jsonb,
      -- The place's clock they were computed by, and which state of it.
      add column clock_key text,
      add column clock_version int,
      -- Of the gravest card that stands: 0 warning, 1 yellow, 2 red.
      add column gravity smallint,
      -- The next instant at which some rule could say something new; null: never, unless an event comes.
      add column evaluate_at timestamptz,
      add column is_open boolean generated always as (completed_at is null and refused_at is null) stored,
      add column due_order timestamptz generated always as (coalesce(due_at, 'infinity'::timestamptz)) stored;
  `)
    .execute(db);
}
