/** What was seen at windows, and what is done about it. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- The last number given in a year: whoever takes the next one holds the row until it stands, so there are no gaps.
    create table finding_year (year int primary key, last int not null);

    create table finding (
      id uuid primary key default gen_random_uuid(),
      year int not null,
      number int not null,
      kind text not null,
      state text not null default 'noted'
        check (state in ('noted', 'ordered', 'replied', 'rectified', 'closed', 'withdrawn')),
      origin text not null check (origin in ('patrol', 'lead', 'live', 'playback')),
      -- The visit of a patrol, or the lead: its owner says what it is.
      origin_id uuid,
      window_id uuid not null references hall_window (id),
      -- Where the window was and who ran it when it was seen.
      hall_id uuid not null references hall (id),
      region_code text not null,
      department_id uuid references department (id),
      -- No reference: a finding outlives its camera.
      camera_id uuid,
      case_id uuid references case_record (id),
      clerk text,
      seen_at timestamptz not null,
      text text not null default '',
      clip_from timestamptz,
      clip_to timestamptz,
      picture_state text not null check (picture_state in ('waiting', 'ready', 'none')),
      picture_file uuid,
      -- The window's own part of it, for who may not see the camera.
      crop_file uuid,
      picture_at timestamptz,
      picture_tries int not null default 0,
      -- When the picture is fetched (again); null: it is there, or there is none.
      picture_due timestamptz,
      noted_by uuid not null references user_account (id),
      noted_by_name text not null,
      noted_at timestamptz not null,
      ended_at timestamptz,
      order_until timestamptz,
      overdue boolean not null default false,
      -- How many in line were told that it is overdue, and when the next one is.
      told smallint not null default 0,
      act_at timestamptz,
      updated_at timestamptz not null,
      version int not null default 1,
      unique (year, number),
      check ((clip_from is null) = (clip_to is null)),
      check (clip_from is null or clip_to > clip_from)
    );
    create index finding_newest on finding (seen_at desc, id desc);
    create index finding_noted on finding (noted_at);
    create index finding_of_window on finding (window_id, seen_at desc);
    create index finding_of_hall on finding (hall_id, seen_at desc);
    create index finding_of_department on finding (department_id, seen_at desc) where department_id is not null;
    create index finding_of_origin on finding (origin_id) where origin_id is not null;
    create index finding_open on finding (order_until, id) where state in ('noted', 'ordered', 'replied');
    create index finding_act on finding (act_at) where act_at is not null;
    create index finding_picture_due on finding (picture_due) where picture_due is not null;

    create table finding_step (
      finding_id uuid not null references finding (id) on delete cascade,
      seq int not null,
      action text not null,
      at timestamptz not null,
      by_id uuid references user_account (id),
      by_name text,
      reason text,
      detail jsonb not null default '{}',
      primary key (finding_id, seq)
    );

    -- What departments answer with; without a step it waits for its answer, and is removed after a day.
    create table finding_file (
      id uuid primary key,
      finding_id uuid not null references finding (id) on delete cascade,
      step_seq int,
      name text not null,
      bytes int not null,
      type text not null,
      by_id uuid not null references user_account (id),
      at timestamptz not null
    );
    create index finding_file_of on finding_file (finding_id);

    -- The half minute before a finding is held as long as it is open, and until somebody lets it go after that.
    alter table hold drop constraint hold_kind_check;
    alter table hold add constraint hold_kind_check
      check (kind in ('range', 'case', 'alert', 'complaint', 'lead', 'finding'));
  `)
    .execute(db);
}
