import { type Kysely, sql } from 'kysely';

/** Files of footage and where they lie, times without, and for how long they are kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- A folder of the configuration. Its id also stands in a file in it, so that a disk is known again under another
    -- path, and an empty mount point is not taken for it.
    create table recording_disk (
      id uuid primary key,
      path text not null unique,
      -- Null: whatever the file system has, less the reserve.
      quota_bytes bigint check (quota_bytes > 0),
      state text not null default 'ok' check (state in ('ok', 'full', 'failed', 'absent')),
      fault text,
      since timestamptz not null default now()
    );

    -- A row a file, ten million a year of 200 cameras; where it lies follows from its columns (streams/recorder). What is read together lies together in the index below, and a
    -- closed row is not written again. No reference to the camera: footage outlives it.
    create table recording_segment (
      id uuid primary key,
      camera_id uuid not null,
      disk_id uuid not null references recording_disk (id),
      -- Wall clock of the first picture and of the end of the last one. While open: the beginning, and how far it has
      -- come is known to whoever records.
      started_at timestamptz not null,
      ended_at timestamptz not null,
      bytes bigint not null,
      width int not null,
      height int not null,
      -- The camera's media clock against ours over the file, and its wall clock less ours.
      drift_ppm real,
      clock_offset_ms real,
      sound boolean not null,
      open boolean not null,
      -- Of the live buffer: gone within minutes, never held, never exported.
      buffer boolean not null default false,
      -- Its file is being removed: no longer to be shown.
      doomed boolean not null default false,
      profile text not null check (profile in ('main', 'sub')),
      codec text not null,
      codec_string text not null,
      check (ended_at >= started_at)
    );
    -- Ranges and coverage are answered from this alone, where the table has been vacuumed since.
    create index recording_segment_of_camera on recording_segment (camera_id, profile, started_at)
      include (ended_at, sound, open, buffer, doomed, codec);
    -- The oldest of a disk.
    create index recording_segment_of_disk on recording_segment (disk_id, started_at);
    create index recording_segment_unsettled on recording_segment (camera_id) where open or buffer or doomed;
    alter table recording_segment set (
      autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_insert_threshold = 20000,
      autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
      autovacuum_analyze_scale_factor = 0.02
    );

    -- Times in which a camera that was to be recorded has none, and why; to_at null: it lasts.
    create table recording_gap (
      camera_id uuid not null,
      profile text not null check (profile in ('main', 'sub')),
      from_at timestamptz not null,
      to_at timestamptz,
      cause text not null check (cause in ('camera', 'line', 'server', 'disk', 'off')),
      code text,
      primary key (camera_id, profile, from_at),
      check (to_at is null or to_at >= from_at)
    );
    create unique index recording_gap_one_open on recording_gap (camera_id, profile) where to_at is null;
    -- Those that nobody can ask for any more go every now and then.
    create index recording_gap_over on recording_gap (to_at);

    -- What is known of a camera profile's footage as a whole.
    create table recording_track (
      camera_id uuid not null,
      profile text not null check (profile in ('main', 'sub')),
      -- Before it, nobody wanted any.
      since_at timestamptz not null,
      -- What is missing before it was removed by retention.
      purged_before timestamptz,
      -- As its policy last said: it is kept so long also when the camera is gone. Fewer days count only after a while,
      -- so that a slip can be undone before footage is gone.
      days int not null,
      fewer_days int,
      fewer_from timestamptz,
      primary key (camera_id, profile)
    );

    -- Kept with every file that comes or goes: ten million rows are not added up for a list.
    create table recording_usage (
      disk_id uuid not null references recording_disk (id) on delete cascade,
      camera_id uuid not null,
      bytes bigint not null,
      files int not null,
      primary key (disk_id, camera_id)
    );
    create index recording_usage_of_camera on recording_usage (camera_id);

    create table recording_policy (
      id uuid primary key default gen_random_uuid(),
      hall_id uuid unique references hall (id) on delete cascade,
      camera_id uuid unique references camera (id) on delete cascade,
      mode text not null check (mode in ('continuous', 'off')),
      profiles text[] not null,
      days int not null check (days between 1 and 3650),
      sound boolean not null,
      check (num_nonnulls(hall_id, camera_id) = 1)
    );
  `)
    .execute(db);
}
