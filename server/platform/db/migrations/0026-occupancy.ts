/** What the pictures showed of windows' places: somebody there or not, over time. Never who. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- A row for each time in which what was seen of a window stayed the same: some hundreds a day and window. A closed
    -- row is not written again; the open one grows about every 10 s. No references: what was seen outlives what saw it.
    create table occupancy_span (
      window_id uuid not null,
      from_at timestamptz not null,
      to_at timestamptz not null,
      -- Whose picture told it.
      camera_id uuid,
      -- Mean of how much moved, 0–100.
      activity real,
      state text not null check (state in ('serving', 'present', 'vacant', 'unknown')),
      -- Why the picture could not tell.
      cause text check ((state = 'unknown') = (cause is not null)),
      -- Somebody at the applicants' side; null: it cannot be told.
      applicant boolean,
      -- It went on when it was written last: left so by a server that ended, the hole behind it is that one's.
      open boolean not null,
      primary key (window_id, from_at),
      check (to_at > from_at)
    ) with (fillfactor = 85);
    create index occupancy_span_open on occupancy_span (window_id) where open;
    -- For what is old enough to go.
    create index occupancy_span_age on occupancy_span using brin (from_at);

    -- Cameras whose picture is not looked at, or is again; no row: it is.
    create table occupancy_camera (
      camera_id uuid primary key references camera (id) on delete cascade,
      analysed boolean not null
    );

    -- What a camera's empty places look like, as the analyser keeps it: no picture of anybody.
    create table occupancy_learnt (
      camera_id uuid primary key references camera (id) on delete cascade,
      learnt bytea not null check (octet_length(learnt) <= 65536),
      saved_at timestamptz not null
    );
  `)
    .execute(db);
}
