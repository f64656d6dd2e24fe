import { type Kysely, sql } from 'kysely';

/** Who is told what, and how it got there. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- Confirmed by a code that was sent there.
    alter table user_account add column email text;

    -- An address that somebody says is theirs, until they type the code that was sent there.
    create table email_check (
      user_id uuid primary key references user_account (id) on delete cascade,
      email text not null,
      code_hash bytea not null,
      tries int not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null
    );

    -- What a person chose. channels: {"cardIssued": ["inbox", "email"]}; a kind left out: as the site has it.
    create table notice_preference (
      user_id uuid primary key references user_account (id) on delete cascade,
      language text not null default 'zh' check (language in ('zh', 'en')),
      phone text,
      -- Minutes of the day in the site's zone; both or neither.
      quiet_from int check (quiet_from between 0 and 1439),
      quiet_to int check (quiet_to between 0 and 1439),
      channels jsonb not null default '{}',
      check ((quiet_from is null) = (quiet_to is null))
    );

    -- Whom a department's cards are told to, step by step. Somebody with an account, or with an address outside.
    create table department_contact (
      id uuid primary key default gen_random_uuid(),
      department_id uuid not null references department (id) on delete cascade,
      role text not null check (role in ('handler', 'sectionHead', 'leader')),
      user_id uuid references user_account (id) on delete cascade,
      name text not null,
      email text,
      phone text,
      created_at timestamptz not null default now()
    );
    create index department_contact_of_department on department_contact (department_id, role);
    create unique index department_contact_once on department_contact (department_id, role, user_id)
      where user_id is not null;

    -- One thing told to one person. dedupe_key: what is told; told again it is the same. recipient: 'user:<id>' or
    -- 'contact:<id>'. about: 'alert:<id>' and the like. values: what the words are made of, at delivery.
    create table notice (
      id uuid primary key default gen_random_uuid(),
      seq bigint generated always as identity,
      dedupe_key text not null,
      recipient text not null,
      user_id uuid references user_account (id) on delete cascade,
      contact_id uuid references department_contact (id) on delete set null,
      recipient_name text not null,
      kind text not null,
      urgent boolean not null,
      about text,
      link text,
      values jsonb not null,
      region_code text references region (code),
      hall_id uuid references hall (id),
      department_id uuid references department (id),
      -- Whether it is shown in the person's inbox.
      inbox boolean not null,
      created_at timestamptz not null,
      read_at timestamptz,
      unique (dedupe_key, recipient)
    );
    create index notice_inbox on notice (user_id, seq desc) where inbox;
    create index notice_unread on notice (user_id) where inbox and read_at is null;
    create index notice_about on notice (about) where about is not null;
    create index notice_newest on notice (created_at desc, id desc);

    -- The outbox: one notice by one way. It is sent at least once, with the bundle's id, so that receivers can drop a
    -- second copy. bundle: rows that go out as one message have the id of the first of them; set when they are first
    -- taken. due_at of one that is being sent: when it may be taken again, if nothing is heard of it until then.
    create table notice_delivery (
      id uuid primary key default gen_random_uuid(),
      notice_id uuid not null references notice (id) on delete cascade,
      channel text not null check (channel in ('email', 'webhook')),
      recipient text not null,
      urgent boolean not null,
      state text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'failed')),
      bundle uuid,
      attempts int not null default 0,
      due_at timestamptz not null,
      -- The address it went to last, as it may be shown; what was answered.
      sent_to text,
      last_answer text,
      last_at timestamptz,
      delivered_at timestamptz,
      created_at timestamptz not null,
      unique (notice_id, channel)
    );
    create index notice_delivery_due on notice_delivery (channel, due_at)
      where state in ('waiting', 'sending') and (bundle is null or bundle = id);
    create index notice_delivery_open on notice_delivery (recipient, channel, due_at) where state = 'waiting' and bundle is null;
    create index notice_delivery_sent on notice_delivery (recipient, channel, delivered_at) where state = 'sent';
    create index notice_delivery_bundle on notice_delivery (bundle) where bundle is not null;
    create index notice_delivery_failed on notice_delivery (last_at desc) where state = 'failed';

    -- Each step of telling: whom it was meant for, and whom it reached. reached null: nobody at all.
    create table notice_step (
      dedupe_key text primary key,
      about text,
      asked text not null,
      reached text,
      skipped text[] not null default '{}',
      names text[] not null default '{}',
      at timestamptz not null
    );
    create index notice_step_about on notice_step (about) where about is not null;

    -- Where SMS gateways and the like are told. At most one row.
    create table notice_webhook (
      one boolean primary key default true check (one),
      url text not null,
      secret_sealed bytea not null,
      enabled boolean not null,
      updated_at timestamptz not null,
      updated_by text not null
    );
  `)
    .execute(db);
}
