/** How each department's system reports: what was refused, what waits, what is counted, what is not as it should be. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
    -- One row a source that ever reported. offsets: the last 20 clock offsets in ms, the newest first; missing:
    -- sequence numbers that never came, as [from, to] pairs.
    create table feed (
      source text primary key,
      department_id uuid not null references department (id),
      first_heard_at timestamptz not null,
      last_heard_at timestamptz not null,
      last_sequence bigint,
      missing jsonb not null default '[]',
      offsets jsonb not null default '[]'
    );
    -- Set by an admin, also for one that was never heard. Null minutes: silence is not told.
    create table feed_setting (
      source text primary key,
      silent_after_minutes int check (silent_after_minutes > 0)
    );
    create table feed_alarm (
      id bigint generated always as identity primary key,
      source text not null,
      fault text not null,
      since timestamptz not null,
      until timestamptz,
      amount float8
    );
    create unique index feed_alarm_standing on feed_alarm (source, fault) where until is null;
    create index feed_alarm_of_source on feed_alarm (source, since desc);

    -- Counted in the transaction that keeps the rows, so the sum holds whatever happens.
    create table feed_day (
      source text not null,
      day date not null,
      department_id uuid not null references department (id),
      batches int not null default 0,
      sent bigint not null default 0,
      accepted bigint not null default 0,
      duplicate bigint not null default 0,
      refused bigint not null default 0,
      -- Refused rows that were kept for correction: they are bounded a day.
      kept int not null default 0,
      told bigint,
      told_at timestamptz,
      primary key (source, day),
      check (sent = accepted + duplicate + refused)
    );
    create index feed_day_recent on feed_day (day desc, source);

    -- row_sealed: as it was sent, under the server's key, as it may name people. row_key: its event id, or a digest.
    create table exchange_refusal (
      id uuid primary key default gen_random_uuid(),
      source text not null,
      department_id uuid not null references department (id),
      format text not null,
      table_name text,
      hall_id uuid,
      row_key text not null,
      event_id text,
      case_no text,
      code text not null,
      field text not null,
      message text not null,
      received_at timestamptz not null,
      last_at timestamptz not null,
      times int not null default 1,
      row_sealed bytea not null,
      state text not null default 'open',
      closed_at timestamptz,
      closed_by text,
      reason text,
      closed_event_id text
    );
    create unique index exchange_refusal_open on exchange_refusal (source, row_key) where state = 'open';
    create index exchange_refusal_recent on exchange_refusal (received_at desc, id desc);
    create index exchange_refusal_of_department on exchange_refusal (department_id, received_at desc, id desc);
    create index exchange_refusal_of_case on exchange_refusal (source, case_no);

    -- Accepted events of cases that nothing is known of yet; event_sealed as above.
    create table waiting_event (
      source text not null,
      event_id text not null,
      department_id uuid not null references department (id),
      case_no text not null,
      type text not null,
      reason text not null,
      occurred_at timestamptz not null,
      received_at timestamptz not null,
      window_id uuid references hall_window (id),
      event_sealed bytea not null,
      primary key (source, event_id)
    );
    create index waiting_event_of_case on waiting_event (source, case_no);
    create index waiting_event_since on waiting_event (received_at, source, event_id);
  `)
    .execute(db);
}
