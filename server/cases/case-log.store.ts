/** Writing cases: inside the exchange's transaction, a whole batch in a few statements. */
import { sql } from 'kysely';
import type { Stage } from '../contract/cases.ts';
import type { Db } from '../platform/db/connect.ts';
import type { PlacedFact } from './case-places.ts';
import type { EventDetail } from './event-detail.ts';

export interface CaseRow {
  readonly id: string;
  readonly source: string;
  readonly caseNo: string;
  readonly departmentId: string;
  /** Who has taken that department's work over. */
  readonly successorId: string | null;
  readonly matterId: string;
  readonly matterCode: string;
  readonly matterName: string;
  readonly kind: string;
  /** The department's. */
  readonly regionCode: string;
  readonly updatedAt: Date;
  readonly applicantMasked: string | null;
  /** How many there are of it. */
  readonly events: number;
}

export interface NewEvent {
  readonly eventId: string;
  readonly type: string;
  readonly caseId: string | null;
  readonly windowId: string | null;
  readonly stage: Stage | null;
  readonly occurredAt: Date;
  /** Left out: with the batch. One that waited for its case came before. */
  readonly receivedAt?: Date;
  readonly clerk: string | null;
  readonly ticket: string | null;
  readonly remark: string | null;
  readonly detail: EventDetail | null;
  /** The fact it is a report of, and which report of it. */
  readonly recordKey: string | null;
  readonly dataVersion: number | null;
  readonly filledBy: 'person' | 'machine' | null;
}

export interface StoredFact extends PlacedFact {
  readonly caseId: string;
}

/**
 * One lock for all batches of a source: they are taken one after the other, in whatever process. What is committed
 * under it is on disk, whatever the server is configured to. Everything is looked up by its key: a table that grew since
 * PostgreSQL counted it is not read whole.
 */
export async function lockSource(db: Db, source: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`exchange ${source}`}, 0)),
    set_config('synchronous_commit', 'on', true), set_config('enable_seqscan', 'off', true)`.execute(db);
}

export async function casesByNumber(
  db: Db,
  source: string,
  numbers: readonly string[],
): Promise<Map<string, CaseRow>> {
  const { rows } = await sql<CaseRow>`/* prepared */
    select c.id, c.source, c.case_no as "caseNo", c.department_id as "departmentId", d.successor_id as "successorId",
      c.matter_id as "matterId",
      m.code as "matterCode", m.name as "matterName", c.kind, d.region_code as "regionCode", c.updated_at as "updatedAt",
      c.applicant_masked as "applicantMasked",
      (select count(*)::int from case_event e where e.case_id = c.id) as events
    from case_record c join matter m on m.id = c.matter_id join department d on d.id = c.department_id
    where c.source = ${source} and c.case_no = any(${[...numbers]}::text[])`.execute(db);
  return new Map(rows.map((row) => [row.caseNo, row]));
}

export async function casesById(db: Db, ids: readonly string[]): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`
    select c.id, c.source, c.case_no as "caseNo", c.department_id as "departmentId", d.successor_id as "successorId",
      c.matter_id as "matterId", m.code as "matterCode", m.name as "matterName", c.kind,
      d.region_code as "regionCode", c.updated_at as "updatedAt", c.applicant_masked as "applicantMasked", 0 as events
    from case_record c join matter m on m.id = c.matter_id join department d on d.id = c.department_id
    where c.id = any(${[...ids]}::uuid[])`.execute(db);
  return rows;
}

/** The first name that is given stays; a case must not change hands. */
export async function addApplicants(
  db: Db,
  names: readonly { caseId: string; sealed: Buffer; masked: string }[],
): Promise<void> {
  if (names.length === 0) return;
  await sql`
    update case_record c set applicant_sealed = decode(n.sealed, 'hex'), applicant_masked = n.masked
    from unnest(${names.map((one) => one.caseId)}::uuid[], ${names.map((one) => one.sealed.toString('hex'))}::text[],
      ${names.map((one) => one.masked)}::text[]) as n(id, sealed, masked)
    where c.id = n.id and c.applicant_sealed is null`.execute(db);
}

export async function insertEvents(
  db: Db,
  batch: { source: string; receivedAt: Date },
  events: readonly NewEvent[],
): Promise<void> {
  const column = (pick: (event: NewEvent) => string | null) => events.map(pick);
  await sql`/* prepared */
    insert into case_event (source, event_id, type, case_id, window_id, stage, occurred_at, received_at, clerk,
      ticket, remark, detail, record_key, data_version, filled_by)
    select ${batch.source}, e.event_id, e.type, e.case_id, e.window_id, e.stage, e.occurred_at,
      e.received_at, e.clerk, e.ticket, e.remark, e.detail::jsonb, e.record_key, e.data_version, e.filled_by
    from unnest(${column((e) => e.eventId)}::text[], ${column((e) => e.type)}::text[],
      ${column((e) => e.caseId)}::uuid[], ${column((e) => e.windowId)}::uuid[], ${column((e) => e.stage)}::text[],
      ${column((e) => e.occurredAt.toISOString())}::timestamptz[],
      ${column((e) => (e.receivedAt ?? batch.receivedAt).toISOString())}::timestamptz[],
      ${column((e) => e.clerk)}::text[], ${column((e) => e.ticket)}::text[], ${column((e) => e.remark)}::text[],
      ${column((e) => e.detail && JSON.stringify(e.detail))}::text[], ${column((e) => e.recordKey)}::text[],
      ${events.map((e) => e.dataVersion)}::int[], ${column((e) => e.filledBy)}::text[])
      with ordinality as e(event_id, type, case_id, window_id, stage, occurred_at, received_at, clerk, ticket, remark,
        detail, record_key, data_version, filled_by, place)
    order by e.place`.execute(db);
}

/** Every fact of these cases. */
export async function factsOf(db: Db, caseIds: readonly string[]): Promise<StoredFact[]> {
  if (caseIds.length === 0) return [];
  const { rows } = await sql<StoredFact>`
    select e.case_id as "caseId", e.event_id as "eventId", e.type, e.stage, e.occurred_at as "occurredAt",
      e.received_at as "receivedAt", e.clerk, e.window_id as "windowId", w.hall_id as "hallId",
      e.record_key as "recordKey", e.data_version as "dataVersion", e.detail
    from case_event e left join hall_window w on w.id = e.window_id
    where e.case_id = any(${[...caseIds]}::uuid[])`.execute(db);
  return rows;
}

/** Which hall each of these windows is in. */
export async function hallsOf(db: Db, windowIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (windowIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; hallId: string }>`/* prepared */
    select id, hall_id as "hallId" from hall_window where id = any(${[...windowIds]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, hallId }) => [id, hallId]));
}
