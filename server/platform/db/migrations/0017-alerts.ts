/** Rules as data, the cards they issue, and what becomes of those. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- A rule as it held in a region from an instant on; region_code null: as it is shipped. The newest version of the
    -- nearest region above counts. body null: set back to what holds above.
    create table rule_version (
      id uuid primary key default gen_random_uuid(),
      seq bigint generated always as identity unique,
      key text not null,
      region_code text references region (code),
      version int not null check (version > 0),
      body jsonb,
      valid_from timestamptz not null,
      changed_by text,
      reason text
    );
    create unique index rule_version_once on rule_version (key, coalesce(region_code, ''), version);
    create index rule_version_of_region on rule_version (region_code);
    create trigger rule_version_append_only before update or delete on rule_version
      for each row execute function refuse_change();

    -- A region's rules changed, or all places' clocks did: its open cases are gone through, after_id marks how far.
    create table rule_sweep (
      id bigint generated always as identity primary key,
      region_code text,
      -- Each case is looked at with all that is known of it, not by its record alone.
      whole boolean not null,
      asked_at timestamptz not null,
      after_id uuid,
      looked_at int not null default 0,
      moved int not null default 0,
      finished_at timestamptz
    );
    create index rule_sweep_open on rule_sweep (id) where finished_at is null;

    -- A warning, yellow or red card: one for each case, rule, level and what of the case it is about, for ever.
    create table alert (
      id uuid primary key default gen_random_uuid(),
      case_id uuid not null references case_record (id),
      rule_id uuid not null references rule_version (id),
      rule_key text not null,
      level text not null check (level in ('warning', 'yellow', 'red')),
      subject text not null,
      subject_key text not null,
      state text not null check (state in ('pending', 'issued', 'appealed', 'revoked', 'cancelled')),
      order_state text not null default 'none' check (order_state in ('none', 'ordered', 'replied', 'rectified')),
      department_id uuid not null references department (id),
      hall_id uuid references hall (id),
      window_id uuid references hall_window (id),
      clerk text,
      due_at timestamptz not null,
      created_at timestamptz not null,
      issued_at timestamptz,
      revoked_at timestamptz,
      appeal_until timestamptz,
      appealed_at timestamptz,
      order_until timestamptz,
      -- Late data proves it wrong; and a person said that it stays all the same, until it was right once more.
      proposed_at timestamptz,
      proposal_dismissed boolean not null default false,
      -- Cancelled by itself, as what it waited for turned out otherwise: it waits again when that turns back.
      cancelled_by_itself boolean not null default false,
      ground jsonb not null,
      -- How many of the rule's recipients were told, and when the next one is (or an order is not answered).
      told smallint not null default 0,
      act_at timestamptz,
      updated_at timestamptz not null,
      version int not null default 1,
      gravity smallint generated always as (case level when 'red' then 2 when 'yellow' then 1 else 0 end) stored,
      -- What waits for somebody first, of it the gravest.
      urgency smallint generated always as (
        (case when state in ('pending', 'appealed') or order_state = 'replied' or proposed_at is not null then 0
          when state = 'issued' then 10 else 20 end)
        + (case level when 'red' then 0 when 'yellow' then 1 else 2 end)) stored
    );
    create unique index alert_once on alert (case_id, rule_key, level, subject_key);
    create index alert_urgency on alert (urgency, due_at, id);
    create index alert_recent on alert (created_at desc, id desc);
    create index alert_changed on alert (updated_at);
    create index alert_act on alert (act_at) where act_at is not null;
    create index alert_of_department on alert (department_id, urgency, due_at, id);
    create index alert_waiting on alert (urgency) where urgency < 10;

    create table alert_step (
      alert_id uuid not null references alert (id),
      seq int not null,
      action text not null,
      at timestamptz not null,
      by_id uuid,
      by_name text,
      reason text,
      detail jsonb not null default '{}',
      primary key (alert_id, seq)
    );
    create trigger alert_step_append_only before update or delete on alert_step
      for each row execute function refuse_change();

    -- The case, its limits and its clock as they were when something was done on the ground of them.
    create table alert_snapshot (
      alert_id uuid not null references alert (id),
      seq int not null,
      at timestamptz not null,
      why text not null check (why in ('created', 'proposed', 'revoked')),
      state jsonb not null,
      primary key (alert_id, seq)
    );
    create trigger alert_snapshot_append_only before update or delete on alert_snapshot
      for each row execute function refuse_change();

    -- id in the file store's area "alert-files". step_seq null: uploaded, and not answered with yet.
    create table alert_file (
      id uuid primary key,
      alert_id uuid not null references alert (id),
      step_seq int,
      name text not null,
      type text not null,
      bytes int not null,
      by_id uuid,
      at timestamptz not null
    );
    create index alert_file_of_alert on alert_file (alert_id);

    -- When its rules were last asked with all that is known of a case; and cases that could not be evaluated.
    alter table case_record add column evaluated_at timestamptz;
    create table evaluation_fault (
      case_id uuid primary key references case_record (id),
      at timestamptz not null,
      times int not null default 1,
      message text not null,
      retry_at timestamptz not null
    );
  `)
    .execute(db);
}
