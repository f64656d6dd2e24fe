/** The first tables: places, cameras, people, and cases as append-only events. Forward only. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    create table setting (key text primary key, value text not null);

    -- GB/T 2260 tree.
    create table region (
      code text primary key,
      name text not null,
      level text not null check (level in ('province', 'city', 'county', 'township')),
      parent_code text references region (code)
    );
    create table department (
      id uuid primary key default gen_random_uuid(),
      region_code text not null references region (code),
      name text not null,
      uscc text,
      unique (region_code, name)
    );
    create table hall (
      id uuid primary key default gen_random_uuid(),
      region_code text not null references region (code),
      name text not null,
      address text,
      created_at timestamptz not null default now(),
      unique (region_code, name)
    );
    -- A service window ("window" is a word of SQL). code is what is written over it and what departments report.
    create table hall_window (
      id uuid primary key default gen_random_uuid(),
      hall_id uuid not null references hall (id),
      department_id uuid not null references department (id),
      code text not null,
      name text not null,
      created_at timestamptz not null default now(),
      unique (hall_id, code)
    );

    -- credentials_sealed: user and password under the server's key (platform/sealer); never leaves in clear.
    create table camera (
      id uuid primary key default gen_random_uuid(),
      hall_id uuid not null references hall (id),
      name text not null,
      credentials_sealed bytea,
      created_at timestamptz not null default now(),
      unique (hall_id, name)
    );
    -- url carries no credentials.
    create table camera_profile (
      camera_id uuid not null references camera (id) on delete cascade,
      profile text not null check (profile in ('main', 'sub')),
      url text not null,
      primary key (camera_id, profile)
    );
    -- Effective-dated: a row is closed (valid_to) and another opened, never overwritten.
    create table placement (
      id uuid primary key default gen_random_uuid(),
      camera_id uuid not null references camera (id),
      window_id uuid not null references hall_window (id),
      clerk_zone jsonb not null,
      applicant_zone jsonb,
      valid_from timestamptz not null,
      valid_to timestamptz,
      check (valid_to is null or valid_to > valid_from)
    );
    create unique index placement_one_open on placement (camera_id, window_id) where valid_to is null;
    create index placement_of_window on placement (window_id, valid_from);

    create table user_account (
      id uuid primary key default gen_random_uuid(),
      username text not null unique,
      display_name text not null,
      password_hash text not null,
      disabled boolean not null default false,
      created_at timestamptz not null default now()
    );
    create table user_grant (
      user_id uuid not null references user_account (id) on delete cascade,
      role text not null,
      scope jsonb not null
    );
    create index user_grant_of_user on user_grant (user_id);
    -- Only the SHA-256 of the cookie's secret is kept.
    create table user_session (
      id uuid primary key default gen_random_uuid(),
      user_id uuid not null references user_account (id) on delete cascade,
      secret_hash bytea not null unique,
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null,
      expires_at timestamptz not null
    );
    create table machine_token (
      id uuid primary key default gen_random_uuid(),
      name text not null,
      source text not null,
      department_id uuid not null references department (id),
      secret_hash bytea not null unique,
      created_at timestamptz not null default now(),
      expires_at timestamptz,
      revoked_at timestamptz
    );
    -- Append-only: rows are never changed or deleted, and the database refuses to.
    create table audit_row (
      seq bigint generated always as identity primary key,
      at timestamptz not null,
      actor text not null,
      from_address text not null,
      action text not null,
      target text not null,
      detail jsonb not null
    );

    -- No column for secrecy: a secret matter never gets here.
    create table matter (
      id uuid primary key default gen_random_uuid(),
      department_id uuid not null references department (id),
      code text not null,
      name text not null,
      kind text not null,
      promised_limit_days int not null check (promised_limit_days > 0),
      statutory_limit_days int not null check (statutory_limit_days >= promised_limit_days),
      unique (department_id, code)
    );
    -- A case's state, folded from its events. Can be rebuilt from case_event at any time.
    create table case_record (
      id uuid primary key default gen_random_uuid(),
      source text not null,
      case_no text not null,
      matter_id uuid not null references matter (id),
      department_id uuid not null references department (id),
      kind text not null,
      applicant_sealed bytea,
      applicant_masked text,
      stage text,
      accepted_at timestamptz,
      completed_at timestamptz,
      updated_at timestamptz not null,
      unique (source, case_no)
    );
    create index case_record_recent on case_record (updated_at desc, id desc);
    -- Append-only facts as reported. case_id is null for facts about a window alone (opened, closed, called).
    create table case_event (
      seq bigint generated always as identity primary key,
      source text not null,
      event_id text not null,
      type text not null,
      case_id uuid references case_record (id),
      window_id uuid references hall_window (id),
      stage text,
      occurred_at timestamptz not null,
      received_at timestamptz not null,
      clerk text,
      ticket text,
      remark text,
      unique (source, event_id)
    );
    create index case_event_of_case on case_event (case_id, occurred_at, seq);
    create index case_event_of_window on case_event (window_id, occurred_at, seq);

    -- Every status a window ever had, numbered without gaps: what overlays replay from.
    create table window_status (
      window_id uuid not null references hall_window (id),
      version int not null check (version > 0),
      at timestamptz not null,
      status jsonb not null,
      primary key (window_id, version)
    );
    create index window_status_at on window_status (window_id, at);

    create function refuse_change() returns trigger language plpgsql as $$
      begin raise exception '% is append-only', tg_table_name; end $$;
    create trigger audit_row_append_only before update or delete on audit_row
      for each row execute function refuse_change();
    create trigger case_event_append_only before update or delete on case_event
      for each row execute function refuse_change();
    create trigger window_status_append_only before update or delete on window_status
      for each row execute function refuse_change();
  `)
    .execute(db);
}
