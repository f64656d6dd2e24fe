import { type Kysely, sql } from 'kysely';

/** Windows, departments and halls over time: moved, merged and closed without losing history. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- closed_at: no longer in lists and choosers; what refers to it still finds it.
    -- merged_into: what took it over. A department's successor_id is the last of that chain, kept short for questions
    -- that are asked of every row.
    alter table region
      add column closed_at timestamptz,
      add column merged_into text references region (code);
    alter table department
      add column closed_at timestamptz,
      add column merged_into uuid references department (id),
      add column successor_id uuid references department (id);
    alter table hall
      add column contact text,
      add column phone text,
      add column closed_at timestamptz,
      add column merged_into uuid references hall (id);
    alter table hall_window
      add column closed_at timestamptz,
      add column moved_to uuid references hall_window (id);
    alter table matter
      add column closed_at timestamptz,
      add column merged_into uuid references matter (id);
    create index department_successor on department (successor_id) where successor_id is not null;

    -- A name or a number is free again once whoever had it is closed.
    alter table department drop constraint department_region_code_name_key;
    alter table hall drop constraint hall_region_code_name_key;
    alter table hall_window drop constraint hall_window_hall_id_code_key;
    create unique index department_open_name on department (region_code, name) where closed_at is null;
    create unique index hall_open_name on hall (region_code, name) where closed_at is null;
    create unique index hall_window_open_code on hall_window (hall_id, code) where closed_at is null;
    create index hall_window_of_department on hall_window (department_id);
    create index department_of_region on department (region_code);
    create index hall_of_region on hall (region_code);
    create index region_of_parent on region (parent_code);

    -- What a window was called and who ran it, when. Closed, never overwritten; the open one says what hall_window
    -- says. A window's hall does not change: in another hall it is another window (moved_to).
    create table window_term (
      window_id uuid not null references hall_window (id) on delete cascade,
      department_id uuid not null references department (id),
      code text not null,
      name text not null,
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (window_id, valid_from),
      check (valid_to is null or valid_to > valid_from)
    );
    create unique index window_term_one_open on window_term (window_id) where valid_to is null;
    create index window_term_of_department on window_term (department_id);
    insert into window_term (window_id, department_id, code, name, valid_from)
      select id, department_id, code, name, date_trunc('milliseconds', created_at) from hall_window;

    -- No window without a term, whoever registers it. Later terms are written by who changes the window.
    create function begin_window_term() returns trigger language plpgsql as $$
      begin
        insert into window_term (window_id, department_id, code, name, valid_from)
          values (new.id, new.department_id, new.code, new.name, date_trunc('milliseconds', new.created_at));
        return null;
      end $$;
    create trigger hall_window_begins after insert on hall_window
      for each row execute function begin_window_term();

    -- The term of an instant. What was reported of the time before a window was registered belongs to its first term,
    -- and what is asked of the time after it was closed to its last.
    create function window_term_at(of_window uuid, at timestamptz) returns setof window_term
      language sql stable as $$
        select * from window_term where window_id = of_window
        order by coalesce(valid_to, 'infinity') > at desc,
          case when coalesce(valid_to, 'infinity') > at then extract(epoch from valid_from)
            else -extract(epoch from valid_from) end
        limit 1 $$;

    -- A window's newest status that belongs to a department that no longer runs it: nothing up to it is replayed live.
    create table window_handover (
      window_id uuid primary key references hall_window (id) on delete cascade,
      version int not null
    );

    -- Which matters can be applied for at a window, when.
    create table window_matter (
      window_id uuid not null references hall_window (id) on delete cascade,
      matter_id uuid not null references matter (id),
      valid_from timestamptz not null,
      valid_to timestamptz,
      primary key (window_id, matter_id, valid_from),
      check (valid_to is null or valid_to > valid_from)
    );
    create unique index window_matter_one_open on window_matter (window_id, matter_id) where valid_to is null;
    create index window_matter_of_matter on window_matter (matter_id);

    -- Closings, moves and mergers: what each did, row by row, so that it can be told and taken back.
    create table place_change (
      id uuid primary key default gen_random_uuid(),
      at timestamptz not null,
      actor text not null,
      reason text not null,
      kind text not null check (kind in ('close', 'move', 'merge')),
      thing text not null check (thing in ('region', 'department', 'hall', 'window', 'matter')),
      thing_id text not null,
      target_id text,
      -- [{what, id, before, after}], what was changed in the order it was.
      steps jsonb not null,
      undone_at timestamptz,
      undone_by text
    );
    create index place_change_of_thing on place_change (thing, thing_id, at desc);
    create index place_change_of_target on place_change (thing, target_id, at desc);

    -- Office hours hold from a date on until the next ones; times of day are the region's.
    create table hall_hours (
      hall_id uuid not null references hall (id) on delete cascade,
      valid_from date not null,
      -- seven days from Monday: {"morning": {"from": "08:30", "to": "12:00"} | null, "afternoon": …}
      week jsonb not null,
      primary key (hall_id, valid_from)
    );
    create table hall_hours_exception (
      hall_id uuid not null references hall (id) on delete cascade,
      day date not null,
      hours jsonb not null,
      note text,
      primary key (hall_id, day)
    );

    -- One picture a hall; file_id in the file store's area "floor-plans".
    create table floor_plan (
      hall_id uuid primary key references hall (id) on delete cascade,
      file_id uuid not null,
      width int not null check (width > 0),
      height int not null check (height > 0),
      bytes int not null,
      updated_at timestamptz not null
    );
    -- x, y: 0..1 of the picture. direction: degrees, 0 up, clockwise.
    create table floor_plan_camera (
      camera_id uuid primary key references camera (id) on delete cascade,
      hall_id uuid not null references hall (id) on delete cascade,
      x real not null check (x between 0 and 1),
      y real not null check (y between 0 and 1),
      direction real check (direction >= 0 and direction < 360)
    );
    create table floor_plan_window (
      window_id uuid primary key references hall_window (id) on delete cascade,
      hall_id uuid not null references hall (id) on delete cascade,
      x real not null check (x between 0 and 1),
      y real not null check (y between 0 and 1)
    );
    create index floor_plan_camera_of_hall on floor_plan_camera (hall_id);
    create index floor_plan_window_of_hall on floor_plan_window (hall_id);
  `)
    .execute(db);
}
