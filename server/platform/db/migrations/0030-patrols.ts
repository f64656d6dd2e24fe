/** Plans of patrols, the secrets of days, rounds and their visits. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table patrol_plan (
      id uuid primary key default gen_random_uuid(),
      region_code text not null references region (code),
      -- None: every hall of the region and below.
      hall_ids uuid[] not null,
      name text not null,
      enabled boolean not null,
      -- PatrolPlanBody, as it holds.
      body jsonb not null,
      version int not null default 1,
      -- Fixed looks before it are not its: it was made or changed then.
      effective_at timestamptz not null,
      -- No look before it is its: it was made, switched on or brought back then.
      enabled_at timestamptz not null,
      updated_at timestamptz not null,
      updated_by uuid references user_account (id),
      removed_at timestamptz
    );
    create index patrol_plan_name on patrol_plan (name, id) where removed_at is null;
    create table patrol_plan_version (
      plan_id uuid not null references patrol_plan (id),
      version int not null,
      body jsonb not null,
      at timestamptz not null,
      by_user uuid references user_account (id),
      primary key (plan_id, version)
    );

    -- What the looks of a day are drawn by. The secret is sealed until the day is over, and in clear from then on.
    create table patrol_day (
      day date primary key,
      secret_sealed bytea not null,
      commitment text not null,
      committed_at timestamptz not null,
      frozen_at timestamptz,
      secret text,
      revealed_at timestamptz
    );
    create index patrol_day_sealed on patrol_day (day) where revealed_at is null;
    -- Of each plan as it stood when the day began: DrawBasis. Where it was then says who may read it.
    create table patrol_draw (
      day date not null references patrol_day (day),
      plan_id uuid not null references patrol_plan (id),
      plan_name text not null,
      region_code text not null,
      hall_ids uuid[] not null,
      basis jsonb not null,
      basis_hash text not null,
      primary key (day, plan_id)
    );

    create table patrol_round (
      id uuid primary key default gen_random_uuid(),
      plan_id uuid references patrol_plan (id),
      plan_name text,
      kind text not null check (kind in ('fixed', 'drawn', 'own')),
      state text not null default 'due' check (state in ('due', 'walking', 'done', 'missed')),
      -- Null: an own round, which is at its halls.
      region_code text references region (code),
      hall_ids uuid[] not null,
      day date not null,
      -- The look of the plan and day: 'fixed 09:00', 'drawn 1'. It is made once, whoever tries again.
      slot text not null,
      due_at timestamptz not null,
      until_at timestamptz not null,
      checklist text[] not null,
      officer_id uuid references user_account (id),
      officer_name text,
      begun_at timestamptz,
      ended_at timestamptz,
      -- When the officers were told that it is due.
      told_at timestamptz,
      -- Of a round that was missed: how many windows it would have had.
      windows int,
      unique (plan_id, day, slot),
      check ((kind = 'own') = (plan_id is null)),
      check ((state in ('walking', 'done')) = (begun_at is not null)),
      check ((officer_id is null) = (begun_at is null))
    );
    create index patrol_round_due on patrol_round (due_at, id);
    create index patrol_round_open on patrol_round (due_at) where state in ('due', 'walking');
    create index patrol_round_of_officer on patrol_round (officer_id, due_at) where officer_id is not null;

    create table patrol_visit (
      id uuid primary key default gen_random_uuid(),
      round_id uuid not null references patrol_round (id) on delete cascade,
      position int not null,
      window_id uuid not null references hall_window (id),
      -- What it was looked at with. No reference: what was done outlives the camera.
      camera_id uuid,
      state text not null default 'waiting' check (state in ('waiting', 'looking', 'done', 'skipped')),
      looked_from timestamptz,
      looked_to timestamptz,
      checks jsonb not null default '{}',
      finding_ids uuid[] not null default '{}',
      remark text,
      unique (round_id, position),
      unique (round_id, window_id)
    );
    create index patrol_visit_of_window on patrol_visit (window_id, looked_from) where looked_from is not null;
  `)
    .execute(db);
}
