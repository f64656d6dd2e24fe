/** Cases that a batch begins, written once: with the state that their first events make. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../platform/db/connect.ts';
import { ChangedMeanwhile } from '../platform/db/faults.ts';
import type { CaseRow } from './case-log.store.ts';
import { type KeptState, STATE_COLUMNS, stateRow } from './kept-states.store.ts';

export interface BegunCase {
  readonly id: string;
  readonly caseNo: string;
  readonly matterId: string;
  readonly kind: string;
  readonly applicantSealed: Buffer | null;
  readonly applicantMasked: string | null;
}

/** Later ones are greater (UUIDv7), so that what is written together lies together in the indexes. */
export function newCaseId(atMs: number): string {
  const time = atMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}

/** As they will be read once they are written. */
export async function begunRows(
  db: Db,
  batch: { readonly source: string; readonly departmentId: string; readonly receivedAt: Date },
  begun: readonly BegunCase[],
): Promise<CaseRow[]> {
  if (begun.length === 0) return [];
  type Ground = Pick<CaseRow, 'matterId' | 'matterCode' | 'matterName' | 'successorId' | 'regionCode'>;
  const { rows } = await sql<Ground>`/* prepared */
    select m.id as "matterId", m.code as "matterCode", m.name as "matterName", d.successor_id as "successorId",
      d.region_code as "regionCode"
    from matter m cross join department d
    where m.id = any(${[...new Set(begun.map((one) => one.matterId))]}::uuid[])
      and d.id = ${batch.departmentId}`.execute(db);
  const grounds = new Map(rows.map((row) => [row.matterId, row]));
  return begun.map(({ id, caseNo, matterId, kind, applicantMasked }) => {
    const ground = grounds.get(matterId);
    if (ground === undefined) throw new ChangedMeanwhile(`case ${id} is of no known matter or department`);
    const { source, departmentId, receivedAt: updatedAt } = batch;
    return { ...ground, id, source, caseNo, departmentId, kind, updatedAt, applicantMasked, events: 0 };
  });
}

/** Of a case without a deadline and without an end nothing is due, unless its events say so. */
export async function insertBegun(
  db: Db,
  at: Date,
  begun: readonly BegunCase[],
  states: readonly KeptState[],
): Promise<void> {
  if (states.length === 0) return;
  const byId = new Map(begun.map((one) => [one.id, one]));
  const rows = states.map((state) => {
    const { source, caseNo, matterId, departmentId, kind, id, updatedAt } = state.booked.row;
    const { applicantSealed, applicantMasked } = byId.get(id) ?? {};
    return {
      ...{ updated_at: updatedAt, source, case_no: caseNo, matter_id: matterId, department_id: departmentId },
      ...{ kind, sealed: applicantSealed?.toString('hex'), masked: applicantMasked ?? undefined },
      ...stateRow(state),
    };
  });
  const columns = sql.join(STATE_COLUMNS.map(({ name }) => sql.ref(name)));
  await sql`/* prepared */
    insert into case_record (id, source, case_no, matter_id, department_id, kind, applicant_sealed, applicant_masked,
      evaluate_at, updated_at, ${columns})
    select n.id, n.source, n.case_no, n.matter_id, n.department_id, n.kind, decode(n.sealed, 'hex'), n.masked,
      case when n.evaluate or n.due_at is not null or n.completed_at is not null or n.refused_at is not null
        then ${at}::timestamptz end, n.updated_at, ${columns}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, source text, case_no text, matter_id uuid,
      department_id uuid, kind text, sealed text, masked text, evaluate boolean, updated_at timestamptz,
      ${sql.join(STATE_COLUMNS.map(({ name, type }) => sql`${sql.ref(name)} ${sql.raw(type)}`))})`.execute(
    db,
  );
}
