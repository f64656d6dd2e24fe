import { type Kysely, sql } from 'kysely';

/**
 * What a matter's cases are judged by, as it was at any instant. `matter` stays the row that others refer to and carries
 * the name and kind in force, for lists and search; limits and all else are in its versions, and only there.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table matter_version (
      matter_id uuid not null references matter (id) on delete cascade,
      -- Counts a matter's versions from 1 as they were registered, which is not the order in which they hold.
      version int not null check (version > 0),
      -- It holds from here until another begins; of two that begin together the later one. '-infinity': ever since.
      valid_from timestamptz not null,
      name text not null,
      kind text not null,
      promised_value int not null check (promised_value > 0),
      promised_unit text not null,
      statutory_value int not null check (statutory_value > 0),
      statutory_unit text not null,
      -- [{stage, limit: {value, unit} | null, responsibleName, responsibleUserId}], each stage at most once.
      stages jsonb not null default '[]',
      -- Yuan; both or neither.
      fee_least numeric(12, 2),
      fee_most numeric(12, 2),
      certificate_value int,
      certificate_unit text,
      -- [{name, required, form, copies}]
      materials jsonb not null default '[]',
      guide text not null default '',
      legal_basis text not null default '',
      changed_at timestamptz not null,
      changed_by text not null,
      reason text,
      -- Taken back before it held.
      withdrawn_at timestamptz,
      withdrawn_by text,
      primary key (matter_id, version),
      check ((fee_least is null) = (fee_most is null) and fee_least <= fee_most),
      check ((certificate_value is null) = (certificate_unit is null))
    );
    create index matter_version_in_force on matter_version (matter_id, valid_from desc, version desc)
      where withdrawn_at is null;
    create index matter_version_begins on matter_version (valid_from) where valid_from > '-infinity';

    insert into matter_version (matter_id, version, valid_from, name, kind, promised_value, promised_unit,
        statutory_value, statutory_unit, certificate_value, certificate_unit, changed_at, changed_by)
      select id, 1, '-infinity', name, kind, promised_limit_days, 'workingDay', statutory_limit_days, 'workingDay',
        3, 'workingDay', date_trunc('milliseconds', now()), 'Mingchuang' from matter;
    alter table matter drop column promised_limit_days, drop column statutory_limit_days;

    create function matter_version_at(of_matter uuid, at timestamptz) returns setof matter_version
      language sql stable as $$
        select * from matter_version
        where matter_id = of_matter and withdrawn_at is null and valid_from <= at
        order by valid_from desc, version desc limit 1 $$;
  `)
    .execute(db);
}
