import { type Kysely, sql } from 'kysely';

/** Second factors, lockouts, what a session was opened with, and people of another sign-in service. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- Whoever comes from another sign-in service has no password with us.
    alter table user_account alter column password_hash drop not null;
    alter table user_account
      add column password_set_at timestamptz not null default now(),
      add column must_change_password boolean not null default false,
      add column last_sign_in_at timestamptz;
    -- The last few, so that none is taken again; the present one is among them.
    create table password_history (
      user_id uuid not null references user_account (id) on delete cascade,
      password_hash text not null,
      set_at timestamptz not null
    );
    create index password_history_of_user on password_history (user_id, set_at);

    -- secret_sealed: under the server's key. last_counter: the time step of the last code that was taken, so that
    -- none is taken twice. Not confirmed: made, but no code was shown for it yet; it is asked of nobody.
    create table second_factor (
      user_id uuid primary key references user_account (id) on delete cascade,
      secret_sealed bytea not null,
      created_at timestamptz not null,
      confirmed_at timestamptz,
      last_counter bigint not null default 0
    );
    -- Only the SHA-256; 79 random bits each.
    create table recovery_code (
      user_id uuid not null references user_account (id) on delete cascade,
      code_hash bytea not null,
      used_at timestamptz,
      primary key (user_id, code_hash)
    );

    -- A sign-in under way: what is still asked of somebody who gave the right password. password_hash: as it was then.
    create table sign_in_challenge (
      id_hash bytea primary key,
      user_id uuid not null references user_account (id) on delete cascade,
      password_hash text not null,
      step text not null check (step in ('second-factor', 'new-password', 'enrolment')),
      opened_by text not null,
      tries int not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null
    );
    create index sign_in_challenge_of_user on sign_in_challenge (user_id, created_at);

    -- Wrong passwords and codes by name, unknown names too, so that nothing tells them apart. network: where the
    -- name's person is known to sign in from, each for itself; '' for everywhere else.
    create table sign_in_failure (
      username text not null,
      network text not null,
      failures int not null,
      first_at timestamptz not null,
      locked_until timestamptz,
      primary key (username, network)
    );
    create index sign_in_failure_age on sign_in_failure (first_at);
    -- Where people signed in of late: guessing elsewhere does not keep them out there.
    create table known_network (
      user_id uuid not null references user_account (id) on delete cascade,
      network text not null,
      last_at timestamptz not null,
      primary key (user_id, network)
    );

    alter table user_session
      add column opened_by text not null default 'password',
      add column from_address text not null default '',
      add column user_agent text not null default '',
      add column id_token_sealed bytea;
    create index user_session_of_user on user_session (user_id);

    -- A person of the other sign-in service, and the account they have with us. linked: an admin gave them a local
    -- account, whose grants are its own; otherwise the account was made for them and its grants come from the mapping.
    create table sso_identity (
      id uuid primary key default gen_random_uuid(),
      issuer text not null,
      subject text not null,
      user_id uuid not null references user_account (id) on delete cascade,
      linked boolean not null default false,
      name text not null,
      groups jsonb not null default '[]',
      created_at timestamptz not null,
      last_at timestamptz not null,
      unique (issuer, subject)
    );
    create index sso_identity_of_user on sso_identity (user_id);

    -- What a machine may, and where. Those there are report for their department.
    alter table machine_token alter column department_id drop not null;
    alter table machine_token
      add column permissions jsonb not null default '["exchange:report"]',
      add column scope jsonb,
      add column last_used_at timestamptz,
      add column last_used_from text;
    update machine_token set scope = jsonb_build_object('kind', 'department', 'id', department_id);
    alter table machine_token alter column scope set not null;
  `)
    .execute(db);
}
