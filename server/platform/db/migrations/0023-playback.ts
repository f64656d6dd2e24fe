/** Who looked at footage and why; notes at instants. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- Who looks at which cameras' footage of when, and why. Kept as long as the trail tells of it.
    create table footage_viewing (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references user_account (id),
      -- It ends with it.
      session_id text not null,
      purpose text not null,
      -- As it was asked for, and what of it there was and might be seen: cameras with from and to.
      subject jsonb not null,
      cameras jsonb not null,
      begun_at timestamptz not null,
      until timestamptz not null,
      ended_at timestamptz
    );
    create index footage_viewing_of_user on footage_viewing (user_id, begun_at desc, id desc);
    create index footage_viewing_of_session on footage_viewing (session_id) where ended_at is null;

    create table playback_note (
      id uuid primary key default gen_random_uuid(),
      -- No references: a note outlives the camera it was written at.
      camera_id uuid,
      case_id uuid,
      at timestamptz not null,
      text text not null,
      author_id uuid not null references user_account (id),
      created_at timestamptz not null,
      changed_at timestamptz,
      removed_at timestamptz,
      check (camera_id is not null or case_id is not null)
    );
    create index playback_note_of_camera on playback_note (camera_id, at) where removed_at is null;
    create index playback_note_of_case on playback_note (case_id, at) where removed_at is null;
  `)
    .execute(db);
}
