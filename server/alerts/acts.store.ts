/** Cards whose own time came: the next in line is told, or an order was not answered. */
import { sql } from 'kysely';
import type { RuleBody } from '../contract/rules.ts';
import type { Db } from '../platform/db/connect.ts';

export interface ActRow {
  readonly id: string;
  readonly caseId: string;
  readonly body: RuleBody;
  readonly state: string;
  readonly order: string;
  readonly proposed: boolean;
  readonly told: number;
  readonly issuedAt: Date | null;
  readonly orderUntil: Date | null;
  /** What it is about has ended: nothing is left to be done about it. */
  readonly isOver: boolean;
}

/** Nobody else has them in hand until the transaction ends. */
export async function takeActs(trx: Db, nowMs: number, limit: number): Promise<ActRow[]> {
  const { rows } = await sql<ActRow>`
    select a.id, a.case_id as "caseId", r.body, a.state, a.order_state as "order", a.proposed_at is not null as proposed,
      a.told, a.issued_at as "issuedAt", a.order_until as "orderUntil",
      (c.completed_at is not null or c.refused_at is not null) and a.subject in ('case', 'stage', 'specialProcedure')
        or a.subject = 'certificate' and c.collected_at is not null as "isOver"
    from alert a join rule_version r on r.id = a.rule_id join case_record c on c.id = a.case_id
    where a.act_at <= ${new Date(nowMs)} order by a.act_at limit ${limit}
    for no key update of a skip locked`.execute(trx);
  return rows;
}

export async function setActs(
  trx: Db,
  acts: readonly { readonly id: string; readonly told: number; readonly actMs: number | null }[],
): Promise<void> {
  if (acts.length === 0) return;
  const at = acts.map(({ actMs }) => (actMs === null ? null : new Date(actMs).toISOString()));
  await sql`
    update alert a set told = n.told, act_at = n.act_at
    from unnest(${acts.map((one) => one.id)}::uuid[], ${acts.map((one) => one.told)}::smallint[],
      ${at}::timestamptz[]) as n(id, told, act_at)
    where a.id = n.id`.execute(trx);
}
