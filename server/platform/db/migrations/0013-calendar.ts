/**
 * Which days are worked and when offices are open, in versions; and one number that grows with every commit that
 * changes anything of it, halls' own hours included, so that whoever holds a compiled clock sees that it is old.
 */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- The newest version counts. Null: the whole country.
    create table calendar_year (
      region_code text references region (code) on delete cascade,
      year int not null check (year between 2000 and 2100),
      version int not null,
      -- withdrawn: it follows the one above again.
      state text not null check (state in ('announced', 'draft', 'withdrawn')),
      -- [{"day": "2026-02-15", "kind": "holiday" | "workday", "name": "春节"}]
      days jsonb not null,
      at timestamptz not null,
      by_user uuid references user_account (id) on delete set null,
      reason text
    );
    create unique index calendar_year_version on calendar_year (coalesce(region_code, 'CN'), year, version);

    -- As hall_hours. The newest version of a day counts; week null: taken back.
    create table region_hours (
      region_code text references region (code) on delete cascade,
      valid_from date not null,
      version int not null,
      week jsonb,
      at timestamptz not null,
      by_user uuid references user_account (id) on delete set null,
      reason text
    );
    create unique index region_hours_version
      on region_hours (coalesce(region_code, 'CN'), valid_from, version);

    create table calendar_state (
      one boolean primary key default true check (one),
      version int not null,
      changed_by text not null default ''
    );
    insert into calendar_state (version) values (1);

    -- What changed in which version: whose clocks are old. Both null: everybody's.
    create table calendar_change (
      id bigint generated always as identity primary key,
      region_code text,
      hall_id uuid,
      version int
    );
    create index calendar_change_of_hall on calendar_change (hall_id, version) where hall_id is not null;
    create index calendar_change_of_region on calendar_change (region_code, version) where hall_id is null;

    -- At the very end of a transaction, so that versions come in the order of commits and nobody waits for long.
    create function calendar_changed() returns trigger language plpgsql as $$
    declare now_version int;
    begin
      update calendar_state set version = version + 1, changed_by = pg_current_xact_id()::text
        where changed_by <> pg_current_xact_id()::text;
      select version into now_version from calendar_state;
      update calendar_change set version = now_version where id = new.id;
      return null;
    end $$;
    create constraint trigger calendar_changed after insert on calendar_change
      deferrable initially deferred for each row execute function calendar_changed();

    create function calendar_note_region() returns trigger language plpgsql as $$
    begin
      insert into calendar_change (region_code)
        values (coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]);
      return null;
    end $$;
    create trigger calendar_note after insert on calendar_year
      for each row execute function calendar_note_region('region_code');
    create trigger calendar_note after insert on region_hours
      for each row execute function calendar_note_region('region_code');
    create trigger calendar_note after update of parent_code on region
      for each row when (old.parent_code is distinct from new.parent_code)
      execute function calendar_note_region('code');

    create function calendar_note_hall() returns trigger language plpgsql as $$
    begin
      insert into calendar_change (hall_id)
        values ((coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0])::uuid);
      return null;
    end $$;
    create trigger calendar_note after insert or update or delete on hall_hours
      for each row execute function calendar_note_hall('hall_id');
    create trigger calendar_note after insert or update or delete on hall_hours_exception
      for each row execute function calendar_note_hall('hall_id');
    create trigger calendar_note after update of region_code on hall
      for each row when (old.region_code is distinct from new.region_code)
      execute function calendar_note_hall('id');
  `)
    .execute(db);
}
