/** What the engine reads of cases, and writes of cards: whole batches in a statement each. */
import { sql } from 'kysely';
import type { Stage } from '../contract/cases.ts';
import type { Db } from '../platform/db/connect.ts';
import type { KnownCard } from './settle.ts';

/** What the case's record says of it: enough for what runs against time, where nothing new was reported. */
export interface DueRow {
  readonly id: string;
  readonly caseNo: string;
  readonly departmentId: string;
  readonly regionCode: string;
  readonly hallId: string | null;
  readonly kind: string;
  readonly matterId: string;
  readonly acceptedAt: Date | null;
  readonly completedAt: Date | null;
  readonly refusedAt: Date | null;
  readonly collectedAt: Date | null;
  readonly outcome: string | null;
  readonly stage: Stage | null;
  readonly stageSince: Date | null;
  readonly extraDays: number;
  /** `Pause`s. */
  readonly pauses: unknown;
  readonly updatedAt: Date;
  readonly evaluateAt: Date | null;
  /** When everything known of it was looked at; null: not since its last event. */
  readonly evaluatedAt: Date | null;
  readonly hasCards: boolean;
}

const DUE = sql`c.id, c.case_no as "caseNo", c.department_id as "departmentId", d.region_code as "regionCode",
  c.hall_id as "hallId", c.kind, c.matter_id as "matterId", c.accepted_at as "acceptedAt",
  c.completed_at as "completedAt", c.refused_at as "refusedAt", c.collected_at as "collectedAt", c.outcome,
  c.stage, c.stage_since as "stageSince", c.extra_days as "extraDays", c.pauses, c.updated_at as "updatedAt",
  c.evaluate_at as "evaluateAt", c.evaluated_at as "evaluatedAt",
  exists (select 1 from alert a where a.case_id = c.id) as "hasCards"`;

export interface Evaluated {
  readonly caseId: string;
  readonly nextMs: number | null;
}

const column = <T>(rows: readonly T[], pick: (row: T) => string | null) => rows.map(pick);
const isoOrNull = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

export class EngineStore {
  readonly #db: Db;

  constructor(options: { readonly db: Db }) {
    this.#db = options.db;
  }

  /** Those that waited longest first. Takes no locks. */
  async due(nowMs: number, limit: number): Promise<DueRow[]> {
    const { rows } = await sql<DueRow>`
      select ${DUE} from (
        select * from case_record where evaluate_at <= ${new Date(nowMs)} order by evaluate_at limit ${limit}
      ) c join department d on d.id = c.department_id`.execute(this.#db);
    return rows;
  }

  /** The next instant at which there is something to do; null: nothing is known of. */
  async nextMs(): Promise<number | null> {
    const { rows } = await sql<{ at: Date | null }>`
      select least((select min(evaluate_at) from case_record where evaluate_at is not null),
        (select min(act_at) from alert where act_at is not null)) as at`.execute(this.#db);
    return rows[0]?.at?.getTime() ?? null;
  }

  /** Cases that rules still wait for, after `afterId`, by id: for going through all of them. `regionCode`: of departments there or below. */
  async open(regionCode: string | null, afterId: string | null, limit: number): Promise<DueRow[]> {
    const within =
      regionCode === null
        ? sql`true`
        : sql`d.region_code in (with recursive below(code) as (
            select code from region where code = ${regionCode}
            union select r.code from region r join below b on r.parent_code = b.code) select code from below)`;
    const { rows } = await sql<DueRow>`
      select ${DUE} from case_record c join department d on d.id = c.department_id
      where (c.completed_at is null and c.refused_at is null or c.evaluate_at is not null) and ${within}
        and ${afterId === null ? sql`true` : sql`c.id > ${afterId}::uuid`}
      order by c.id limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Unless something was reported meanwhile, or somebody else looked. Answers those that were. */
  async putOff(rows: readonly DueRow[], nexts: readonly (number | null)[]): Promise<ReadonlySet<string>> {
    if (rows.length === 0) return new Set();
    const { rows: moved } = await sql<{ id: string }>`
      update case_record c set evaluate_at = n.next
      from unnest(${column(rows, (one) => one.id)}::uuid[], ${nexts.map(isoOrNull)}::timestamptz[],
        ${column(rows, (one) => one.evaluateAt?.toISOString() ?? null)}::timestamptz[],
        ${column(rows, (one) => one.updatedAt.toISOString())}::timestamptz[]) as n(id, next, was, updated)
      where c.id = n.id and date_trunc('milliseconds', c.updated_at) = n.updated and c.evaluated_at is not null
        and date_trunc('milliseconds', c.evaluate_at) is not distinct from n.was
      returning c.id`.execute(this.#db);
    return new Set(moved.map((row) => row.id));
  }

  /** They are to be looked at with all that is known of them. */
  async lookAgain(caseIds: readonly string[], nowMs: number): Promise<void> {
    if (caseIds.length === 0) return;
    await sql`update case_record set evaluate_at = ${new Date(nowMs)}, evaluated_at = null
      where id = any(${[...caseIds]}::uuid[])`.execute(this.#db);
  }

  /** Takes those of them that are still due, and that nobody else has in hand. Until the transaction ends they are ours. */
  async lock(trx: Db, caseIds: readonly string[], nowMs: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select id from case_record where id = any(${[...caseIds]}::uuid[]) and evaluate_at <= ${new Date(nowMs)}
      order by id for no key update skip locked`.execute(trx);
    return rows.map((row) => row.id);
  }

  /** Every card these cases ever had. */
  async cardsOf(trx: Db, caseIds: readonly string[]): Promise<Map<string, KnownCard[]>> {
    const { rows } = await sql<KnownCard>`
      select id, case_id as "caseId", rule_id as "ruleId", rule_key as "ruleKey", level,
        subject_key as "subjectKey", state, proposed_at is not null as proposed,
        proposal_dismissed as "proposalDismissed", cancelled_by_itself as "cancelledByItself"
      from alert where case_id = any(${[...caseIds]}::uuid[])`.execute(trx);
    const byCase = new Map<string, KnownCard[]>();
    for (const row of rows) {
      const known = byCase.get(row.caseId);
      if (known === undefined) byCase.set(row.caseId, [row]);
      else known.push(row);
    }
    return byCase;
  }

  /** All that is known of them was looked at. */
  async evaluated(trx: Db, all: readonly Evaluated[], nowMs: number): Promise<void> {
    if (all.length === 0) return;
    await sql`
      update case_record c set evaluate_at = n.next, evaluated_at = ${new Date(nowMs)}
      from unnest(${column(all, (one) => one.caseId)}::uuid[],
        ${all.map((one) => isoOrNull(one.nextMs))}::timestamptz[]) as n(id, next)
      where c.id = n.id`.execute(trx);
  }

  /** It could not be evaluated: looked at again later, and later still. */
  async recordFault(caseId: string, message: string, nowMs: number): Promise<void> {
    await sql`
      with fault as (
        insert into evaluation_fault (case_id, at, message, retry_at)
        values (${caseId}, ${new Date(nowMs)}, ${message}, ${new Date(nowMs + 60_000)})
        on conflict (case_id) do update set at = excluded.at, message = excluded.message,
          times = evaluation_fault.times + 1,
          retry_at = excluded.at + interval '1 minute' * least(360, power(2, least(evaluation_fault.times, 9)))
        returning retry_at)
      update case_record set evaluate_at = (select retry_at from fault), evaluated_at = null where id = ${caseId}`.execute(
      this.#db,
    );
  }

  async forgetFaults(trx: Db, caseIds: readonly string[]): Promise<void> {
    if (caseIds.length === 0) return;
    await sql`delete from evaluation_fault where case_id = any(${[...caseIds]}::uuid[])`.execute(trx);
  }
}
