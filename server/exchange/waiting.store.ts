/** Accepted events of cases that nothing is known of yet. */
import { sql } from 'kysely';
import type { WaitingEvent } from '../contract/exchange.ts';
import { departmentOwned, type Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Machine } from './submission.ts';

export interface NewWaiting {
  readonly eventId: string;
  readonly caseNo: string;
  readonly type: string;
  readonly reason: string;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
  readonly windowId: string | null;
  readonly sealed: Buffer;
}

export interface Waited {
  readonly eventId: string;
  readonly receivedAt: Date;
  readonly windowId: string | null;
  readonly sealed: Buffer;
}

export interface WaitingQuery {
  readonly visible: Visible;
  readonly source?: string | undefined;
  readonly departmentId?: string | undefined;
  readonly q?: string | undefined;
  readonly after?: readonly [string, string, string] | undefined;
  readonly limit: number;
}

export async function insertWaiting(
  trx: Db,
  { source, departmentId }: Machine,
  events: readonly NewWaiting[],
): Promise<void> {
  if (events.length === 0) return;
  await sql`
    insert into waiting_event (source, event_id, department_id, case_no, type, reason, occurred_at, received_at,
      window_id, event_sealed)
    select ${source}, n.event_id, ${departmentId}::uuid, n.case_no, n.type, n.reason, n.occurred_at, n.received_at,
      n.window_id, decode(n.sealed, 'hex')
    from unnest(${events.map((e) => e.eventId)}::text[], ${events.map((e) => e.caseNo)}::text[],
      ${events.map((e) => e.type)}::text[], ${events.map((e) => e.reason)}::text[],
      ${events.map((e) => e.occurredAt.toISOString())}::timestamptz[],
      ${events.map((e) => e.receivedAt.toISOString())}::timestamptz[], ${events.map((e) => e.windowId)}::uuid[],
      ${events.map((e) => e.sealed.toString('hex'))}::text[])
      as n(event_id, case_no, type, reason, occurred_at, received_at, window_id, sealed)`.execute(trx);
}

/** Those of these cases, which are taken now; they wait no longer. In the order they came. */
export async function takeWaiting(trx: Db, source: string, caseNos: readonly string[]): Promise<Waited[]> {
  const { rows } = await sql<Waited>`
    with taken as (
      delete from waiting_event where source = ${source} and case_no = any(${[...caseNos]}::text[]) returning *
    )
    select event_id as "eventId", received_at as "receivedAt", window_id as "windowId", event_sealed as sealed
    from taken order by received_at, event_id`.execute(trx);
  return rows;
}

/** Of cases that turned out to be secret nothing may stay. */
export async function eraseCases(trx: Db, source: string, caseNos: readonly string[]): Promise<void> {
  await sql`
    with waited as (
      delete from waiting_event where source = ${source} and case_no = any(${[...caseNos]}::text[])
    )
    delete from exchange_refusal where source = ${source} and case_no = any(${[...caseNos]}::text[])`.execute(
    trx,
  );
}

type WaitingRow = Omit<WaitingEvent, 'occurredAt' | 'since'> & { occurredAt: Date; since: Date };

/** Up to `limit` + 1, what has waited longest first. */
export async function waitingEvents(db: Db, query: WaitingQuery): Promise<WaitingEvent[]> {
  const { visible, source, departmentId, q, after, limit } = query;
  const { rows } = await sql<WaitingRow>`
    select w.source, w.event_id as "eventId", w.department_id as "departmentId", d.name as "departmentName",
      w.case_no as "caseNo", w.type, w.reason, w.occurred_at as "occurredAt", w.received_at as since
    from waiting_event w join department d on d.id = w.department_id
    where ${departmentOwned(visible, sql`w.department_id`, sql`d.region_code`)}
      and ${source === undefined ? sql`true` : sql`w.source = ${source}`}
      and ${departmentId === undefined ? sql`true` : sql`w.department_id = ${departmentId}`}
      and ${q ? sql`starts_with(w.case_no, ${q})` : sql`true`}
      and ${after === undefined ? sql`true` : sql`(w.received_at, w.source, w.event_id) > (${after[0]}::timestamptz, ${after[1]}, ${after[2]})`}
    order by w.received_at, w.source, w.event_id limit ${limit + 1}`.execute(db);
  return rows.map((row) => ({
    ...row,
    occurredAt: row.occurredAt.toISOString(),
    since: row.since.toISOString(),
  }));
}
