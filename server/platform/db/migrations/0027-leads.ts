/** Mismatches between picture and record, to be checked by a person; what became of each; what makes one in a hall. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table lead (
      id uuid primary key default gen_random_uuid(),
      kind text not null,
      -- What it is about: one lead a subject, however often it is looked at.
      subject_key text not null,
      state text not null default 'new' check (state in ('new', 'watched', 'confirmed', 'dismissed')),
      strength int not null check (strength between 0 and 100),
      from_at timestamptz not null,
      to_at timestamptz not null check (to_at >= from_at),
      raised_at timestamptz not null,
      region_code text not null,
      hall_id uuid references hall (id),
      window_id uuid references hall_window (id),
      department_id uuid references department (id),
      case_id uuid references case_record (id),
      -- Whose pictures are its evidence.
      camera_ids uuid[] not null default '{}',
      clerk text,
      facts jsonb not null,
      reasons jsonb not null,
      thresholds jsonb not null,
      benign jsonb not null,
      offsets jsonb not null,
      explained_at timestamptz,
      explained_by text,
      watcher_id uuid references user_account (id),
      watch_until timestamptz,
      decided_by uuid references user_account (id),
      decided_at timestamptz,
      dismissed_as text,
      outcome text check (outcome in ('card', 'finding', 'order')),
      alert_id uuid,
      finding_id uuid,
      hold_id uuid,
      -- When who reviews it was told; null: not yet.
      told_at timestamptz,
      updated_at timestamptz not null,
      version int not null default 1,
      unique (kind, subject_key),
      check ((state in ('confirmed', 'dismissed')) = (decided_at is not null))
    );
    create index lead_queue on lead (state, (-strength), raised_at, id);
    create index lead_newest on lead (from_at desc, id desc);
    -- What happened since somebody left the desk; how often reviewers agreed.
    create index lead_raised on lead (raised_at);
    create index lead_of_hall on lead (hall_id, raised_at) where hall_id is not null;
    create index lead_of_window on lead (window_id, from_at desc) where window_id is not null;
    -- What is still to be done about it beside deciding: its footage held, somebody told, taken up again after watching.
    create index lead_without_hold on lead (raised_at) where hold_id is null and state <> 'dismissed';
    create index lead_untold on lead (raised_at) where told_at is null and state = 'new';
    create index lead_watched on lead (watch_until) where state = 'watched';
    create index lead_of_case on lead (case_id) where case_id is not null;
    create index lead_of_department on lead (department_id, from_at desc) where department_id is not null;

    -- Set by the program itself, from the moment a lead is raised.
    alter table hold alter column set_by drop not null;

    create table lead_step (
      lead_id uuid not null references lead (id) on delete cascade,
      seq int not null,
      action text not null,
      at timestamptz not null,
      by_id uuid references user_account (id),
      by_name text,
      reason text,
      detail jsonb not null default '{}',
      primary key (lead_id, seq)
    );

    create table lead_rules (
      hall_id uuid primary key references hall (id),
      rules jsonb not null,
      -- Windows where people are served without a case: [windowId, …].
      no_record_windows jsonb not null default '[]',
      version int not null default 1,
      changed_at timestamptz not null,
      changed_by uuid references user_account (id)
    );

    -- How far what was reported has been read; one row.
    create table lead_cursor (
      one boolean primary key default true check (one),
      event_seq bigint not null,
      at timestamptz not null
    );
    -- Those that last, and those of the last day: looked for every minute.
    create index outage_ended on outage (to_at);
    -- By when it reached us: for what is entered late. Rows come in that order, so a block range is enough.
    create index case_event_received on case_event using brin (received_at) with (pages_per_range = 16);
  `)
    .execute(db);
}
