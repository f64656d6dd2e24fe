/** Who looked at footage and why; notes at instants. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
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
