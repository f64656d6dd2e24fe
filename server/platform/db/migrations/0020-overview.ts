import { type Kysely, sql } from 'kysely';

/** Days that are over, added up once; today and now are counted from the cases themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create index case_record_received on case_record (received_at) where received_at is not null;
    create index case_record_ended on case_record (coalesce(completed_at, refused_at))
      where coalesce(completed_at, refused_at) is not null;

    -- Made anew whenever something of that day turns up late.
    create table overview_day (
      day date not null,
      department_id uuid not null references department (id),
      -- Null: at no window of a hall.
      hall_id uuid references hall (id),
      received int not null,
      accepted int not null,
      completed int not null,
      late int not null,
      refused int not null,
      warning int not null,
      yellow int not null,
      red int not null
    );
    create unique index overview_day_once on overview_day (day, department_id, hall_id) nulls not distinct;

    -- How much of their time cases completed that day had used: bucket n is from n/20 to (n+1)/20 of the time from
    -- acceptance to the deadline; 60 and more is three times as much.
    create table overview_pace (
      day date not null,
      matter_id uuid not null references matter (id),
      department_id uuid not null references department (id),
      hall_id uuid references hall (id),
      bucket smallint not null,
      cases int not null
    );
    create index overview_pace_of_day on overview_pace (day);

    -- Days that were added up. made_at: when; a day that is not here, or not over when it was made, is to be made.
    create table overview_made (
      day date primary key,
      made_at timestamptz not null
    );
    -- How far events were looked through for days that are over and that they belong to.
    create table overview_watermark (
      one boolean primary key default true check (one),
      seq bigint not null
    );
  `)
    .execute(db);
}
