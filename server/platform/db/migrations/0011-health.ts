import { type Kysely, sql } from 'kysely';

/** Checks of pictures, outages and alarms. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- How each camera is, as last checked. Written anew some seconds after each check.
    create table camera_watch (
      camera_id uuid primary key references camera (id) on delete cascade,
      state text not null check (state in ('unknown', 'online', 'offline')),
      since timestamptz not null,
      -- What is told first of what stands; cause: why there is no picture.
      fault text,
      cause text,
      fault_since timestamptz,
      -- [{"fault": …, "cause": …, "since": …, "finding": …}], all that stand.
      faults jsonb not null default '[]',
      -- For sorting: the worse, the higher; 0 is well.
      severity int not null default 0,
      checked_at timestamptz,
      -- Why the last check could not be made.
      skipped text,
      picture_at timestamptz,
      profile text,
      codec text,
      width int,
      height int,
      fps real,
      bitrate_kbps real,
      -- What it usually sends, by profile.
      usual_kbps jsonb not null default '{}',
      clock_offset_ms real,
      source_kind text,
      source_reason text,
      -- {"2026-11-23T08": 3}, of the last 24 hours.
      reconnects jsonb not null default '{}',
      -- How its picture usually is (streams/analysis).
      learnt jsonb
    );
    create index camera_watch_worst on camera_watch (severity desc, fault_since desc);

    -- Times without a good picture; to_at null: it lasts. last_seen_at: the check that last found it so. 'unobserved':
    -- nobody could look. ended 'unobserved': it was over when the server looked again, nobody knows since when.
    create table outage (
      id uuid primary key default gen_random_uuid(),
      camera_id uuid not null references camera (id) on delete cascade,
      hall_id uuid not null references hall (id),
      kind text not null check (kind in ('offline', 'picture', 'unobserved')),
      fault text not null,
      cause text,
      detail text,
      finding jsonb,
      from_at timestamptz not null,
      last_seen_at timestamptz not null,
      to_at timestamptz,
      ended text check (ended in ('recovered', 'unobserved', 'closed')),
      evidence_id uuid,
      before_id uuid,
      check (to_at is null or to_at >= from_at)
    );
    create index outage_of_camera on outage (camera_id, from_at desc, id desc);
    create unique index outage_one_open on outage (camera_id, fault) where to_at is null;

    -- When the server was looking at all; the newest one grows as it runs.
    create table watch_span (from_at timestamptz primary key, to_at timestamptz not null);
    create index watch_span_to on watch_span (to_at);

    -- file_id in the file store's area "camera-pictures".
    create table camera_picture (
      id uuid primary key default gen_random_uuid(),
      camera_id uuid not null references camera (id) on delete cascade,
      kind text not null check (kind in ('reference', 'daily', 'newest', 'evidence')),
      at timestamptz not null,
      file_id uuid not null,
      width int not null,
      height int not null,
      -- reference: 'first_seen', 'zones_drawn', 'accepted'
      reason text,
      outage_id uuid
    );
    create index camera_picture_of_camera on camera_picture (camera_id, kind, at desc);
    create unique index camera_picture_file on camera_picture (file_id);

    -- One or several outages of a hall that somebody has to deal with. camera_id null: of the whole hall.
    create table alarm (
      id uuid primary key default gen_random_uuid(),
      hall_id uuid not null references hall (id),
      camera_id uuid references camera (id) on delete cascade,
      fault text not null,
      cause text,
      raised_at timestamptz not null,
      updated_at timestamptz not null,
      -- How often it came back within the damping time.
      times int not null default 1,
      -- Raised outside office hours: told when they begin, if it still stands.
      quiet boolean not null default false,
      cleared_at timestamptz,
      taken_at timestamptz,
      taken_by text,
      closed_at timestamptz,
      closed_by text,
      note text,
      -- Usernames it reached live, with the first time of each.
      told jsonb not null default '[]'
    );
    create index alarm_open on alarm (hall_id) where closed_at is null;
    create index alarm_recent on alarm (raised_at desc, id desc);
    create index alarm_of_camera on alarm (camera_id, fault, raised_at desc);
    create table alarm_outage (
      alarm_id uuid not null references alarm (id) on delete cascade,
      outage_id uuid not null references outage (id) on delete cascade,
      primary key (alarm_id, outage_id)
    );
    create index alarm_outage_of_outage on alarm_outage (outage_id);
  `)
    .execute(db);
}
