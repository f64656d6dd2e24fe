/** Who sat at the shift desk, and what was handed over; what draws whose attention. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table duty_shift (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references user_account (id) on delete cascade,
      user_name text not null,
      -- What whoever sat there could see then: the note is for those who see all of it.
      everywhere boolean not null,
      region_codes text[] not null,
      hall_ids uuid[] not null,
      begun_at timestamptz not null,
      ended_at timestamptz check (ended_at >= begun_at),
      note text
    );
    -- One sits at one desk.
    create unique index duty_shift_open on duty_shift (user_id) where ended_at is null;
    create index duty_shift_of_user on duty_shift (user_id, begun_at desc);
    create index duty_shift_newest on duty_shift (begun_at desc, id desc);

    create table attention_choice (
      user_id uuid primary key references user_account (id) on delete cascade,
      rules jsonb not null,
      volume real not null check (volume between 0 and 1),
      -- Minutes of the day; both or none.
      quiet_from int,
      quiet_to int,
      check ((quiet_from is null) = (quiet_to is null))
    );
  `)
    .execute(db);
}
