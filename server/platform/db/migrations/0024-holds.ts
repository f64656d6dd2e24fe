/** What retention must not purge, who said so and why, and who let it go. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table hold (
      id uuid primary key default gen_random_uuid(),
      kind text not null check (kind in ('range', 'case', 'alert', 'complaint', 'lead')),
      -- What it follows; null: nothing, the range was chosen by hand.
      subject_id uuid,
      -- Of a range: cameras and times as they were asked for.
      asked jsonb,
      -- Whose footage it follows; null: no case's.
      case_id uuid references case_record (id),
      -- In words: a case's number and matter, a card's case and rule. Of a range: what cameras were called then.
      title text not null,
      state text not null default 'held' check (state in ('held', 'ending', 'released')),
      reason text not null,
      set_by uuid not null references user_account (id),
      set_by_name text not null,
      set_at timestamptz not null,
      until timestamptz,
      ending_since timestamptz,
      released_by uuid references user_account (id),
      released_by_name text,
      released_at timestamptz,
      release_reason text,
      -- When it is to be gone through again: what it follows has moved, or its day comes. Null: never by itself.
      look_at timestamptz,
      -- How new what was known of the case was when it was last gone through.
      seen_at timestamptz,
      check ((kind = 'range') = (subject_id is null)),
      check ((kind = 'range') = (asked is not null)),
      check ((state = 'released') = (released_at is not null))
    );
    create index hold_newest on hold (set_at desc, id desc);
    create index hold_about on hold (kind, subject_id);
    create index hold_due on hold (look_at) where state <> 'released';
    create index hold_of_case on hold (case_id) where case_id is not null;

    -- No reference to the camera: what is held outlives it. Ranges of one hold and camera do not touch each other, and
    -- they only grow: footage is let go by people.
    create table hold_range (
      hold_id uuid not null references hold (id) on delete cascade,
      camera_id uuid not null,
      from_at timestamptz not null,
      to_at timestamptz not null check (to_at > from_at),
      released_at timestamptz,
      primary key (hold_id, camera_id, from_at)
    );
    -- "Is this file held?" Purging asks it of the oldest files, before whose end few holds begin.
    create index hold_range_standing on hold_range (camera_id, from_at) include (to_at) where released_at is null;
  `)
    .execute(db);
}
