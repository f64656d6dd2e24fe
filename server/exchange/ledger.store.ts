/** What each batch leaves behind beside its events: what was heard of its sender, and the day's counts. */
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';
import type { FeedState } from './feed-state.ts';
import type { Machine } from './submission.ts';

export interface Ledger {
  readonly feed: FeedState | undefined;
  /** Refused rows of the day that were kept already. */
  readonly kept: number;
  /** How many refused rows of the source are open, and how many events of it wait. */
  readonly openRefusals: number;
  readonly waiting: number;
  /** How many wait of each case that was asked for, where any do. */
  readonly waitingOf: ReadonlyMap<string, number>;
  /** Which of the events asked for came before. */
  readonly seen: readonly string[];
}

export interface Counted {
  readonly batches: number;
  readonly accepted: number;
  readonly duplicate: number;
  readonly refused: number;
  readonly kept: number;
}

interface LedgerRow {
  feed: {
    first_heard_at: string;
    last_heard_at: string;
    last_sequence: number | null;
    missing: [number, number][];
    offsets: number[];
  } | null;
  kept: number;
  openRefusals: number;
  waiting: number;
  waitingOf: Record<string, number> | null;
  seen: string[];
}

/** Read under the source's lock, so that what is made of it may be written back. */
export async function readLedger(
  trx: Db,
  source: string,
  day: string,
  eventIds: readonly string[],
  caseNos: readonly string[],
): Promise<Ledger> {
  const ids = sql`${[...eventIds]}::text[]`;
  const { rows } = await sql<LedgerRow>`/* prepared */ select
    (select to_jsonb(f) from feed f where f.source = ${source}) as feed,
    coalesce((select kept from feed_day where source = ${source} and day = ${day}::date), 0) as kept,
    (select count(*)::int from exchange_refusal where source = ${source} and state = 'open') as "openRefusals",
    (select count(*)::int from waiting_event where source = ${source}) as waiting,
    (select jsonb_object_agg(case_no, events) from (select case_no, count(*) as events from waiting_event
      where source = ${source} and case_no = any(${[...caseNos]}::text[]) group by case_no) w) as "waitingOf",
    array(select event_id from case_event where source = ${source} and event_id = any(${ids})
      union all select event_id from waiting_event where source = ${source} and event_id = any(${ids})) as seen`.execute(
    trx,
  );
  const row = rows[0];
  if (row === undefined) throw new Error('a select without a table answered no row');
  const { feed, waitingOf, ...rest } = row;
  return {
    ...rest,
    waitingOf: new Map(Object.entries(waitingOf ?? {})),
    feed: feed
      ? {
          firstHeardAt: new Date(feed.first_heard_at),
          lastHeardAt: new Date(feed.last_heard_at),
          lastSequence: feed.last_sequence,
          missing: feed.missing,
          offsets: feed.offsets,
        }
      : undefined,
  };
}

export async function writeLedger(
  trx: Db,
  { source, departmentId }: Machine,
  day: string,
  feed: FeedState,
  counted: Counted,
): Promise<void> {
  const { batches, accepted, duplicate, refused, kept } = counted;
  await sql`/* prepared */
    with heard as (
      insert into feed (source, department_id, first_heard_at, last_heard_at, last_sequence, missing, offsets)
      values (${source}, ${departmentId}::uuid, ${feed.firstHeardAt}, ${feed.lastHeardAt}, ${feed.lastSequence},
        ${JSON.stringify(feed.missing)}::jsonb, ${JSON.stringify(feed.offsets)}::jsonb)
      on conflict (source) do update set department_id = excluded.department_id,
        last_heard_at = excluded.last_heard_at, last_sequence = excluded.last_sequence,
        missing = excluded.missing, offsets = excluded.offsets
    )
    insert into feed_day as d (source, day, department_id, batches, sent, accepted, duplicate, refused, kept)
    values (${source}, ${day}::date, ${departmentId}::uuid, ${batches}, ${accepted + duplicate + refused}, ${accepted},
      ${duplicate}, ${refused}, ${kept})
    on conflict (source, day) do update set batches = d.batches + excluded.batches, sent = d.sent + excluded.sent,
      accepted = d.accepted + excluded.accepted, duplicate = d.duplicate + excluded.duplicate,
      refused = d.refused + excluded.refused, kept = d.kept + excluded.kept`.execute(trx);
}
