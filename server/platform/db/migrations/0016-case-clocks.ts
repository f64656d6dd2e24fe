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

    -- Lists of a place are read from one index a sort; places are few, so several are merged.
    create index case_record_department on case_record (department_id, updated_at, id);
    create index case_record_hall on case_record (hall_id, updated_at, id) where hall_id is not null;
    create index case_record_matter on case_record (matter_id, updated_at, id);
    create index case_record_accepted on case_record (accepted_at, id) where accepted_at is not null;
    create index case_record_department_accepted on case_record (department_id, accepted_at, id)
      where accepted_at is not null;
    create index case_record_hall_accepted on case_record (hall_id, accepted_at, id)
      where accepted_at is not null and hall_id is not null;
    create index case_record_due on case_record (due_order, id) where is_open;
    -- With all that is counted of open cases, so that a million of them are counted without looking at one.
    create index case_record_department_due on case_record (department_id, due_order, id)
      include (hall_id, near_at, suspended_since, suspended_until, gravity) where is_open;
    create index case_record_hall_due on case_record (hall_id, due_order, id) where is_open and hall_id is not null;
    -- Few: at windows of several halls, with a card, suspended, unreadable.
    create index case_record_other_halls on case_record using gin (other_halls) where other_halls is not null;
    create index case_record_card on case_record (updated_at, id) where gravity is not null;
    create index case_record_department_card on case_record (department_id, updated_at, id)
      where gravity is not null;
    create index case_record_hall_card on case_record (hall_id, updated_at, id)
      where gravity is not null and hall_id is not null;
    create index case_record_suspended on case_record (due_order, id) where is_open and suspended_since is not null;
    create index case_record_refused on case_record (updated_at, id) where refused_at is not null;
    create index case_record_department_refused on case_record (department_id, updated_at, id)
      where refused_at is not null;
    create index case_record_fault on case_record (id) where is_open and clock_fault is not null;
    create index case_record_evaluate on case_record (evaluate_at) where evaluate_at is not null;
    -- Numbers are looked for by how they begin and how they end, and with their source.
    alter table case_record drop constraint case_record_source_case_no_key;
    alter table case_record alter column case_no type text collate "C";
    alter table case_record add constraint case_record_number unique (case_no, source);
    create index case_record_ends on case_record (reverse(case_no) text_pattern_ops);

    -- A calendar, hours or a matter changed: open cases are gone through, after_due and after_id mark how far.
    create table case_recompute (
      id bigint generated always as identity primary key,
      hall_ids uuid[],
      region_codes text[],
      matter_id uuid,
      -- Only cases heard of since: those that were being written when it changed.
      since timestamptz,
      asked_at timestamptz not null,
      not_before timestamptz not null,
      after_due timestamptz,
      after_id uuid,
      looked_at int not null default 0,
      changed int not null default 0,
      faults int not null default 0,
      finished_at timestamptz
    );
    -- Cases of this place were gone through with this version of its clock, whether it moved them or not.
    create table case_clock_checked (
      clock_key text primary key,
      clock_version int not null
    );
    create index case_recompute_open on case_recompute (not_before) where finished_at is null;
  `)
    .execute(db);
}
