/** A card in somebody's hands: locked, changed, and its files. */
import { sql } from 'kysely';
import type { AlertState, OrderState } from '../contract/alerts.ts';
import type { RuleBody } from '../contract/rules.ts';
import type { Db } from '../platform/db/connect.ts';

export interface LockedCard {
  readonly id: string;
  readonly caseId: string;
  readonly hallId: string | null;
  readonly regionCode: string;
  readonly body: RuleBody;
  readonly state: AlertState;
  readonly order: OrderState;
  readonly proposed: boolean;
  readonly wasAppealed: boolean;
  readonly appealUntil: Date | null;
  readonly issuedAt: Date | null;
  /** How many in line were told. */
  readonly told: number;
  readonly version: number;
}

/** Its case first, as the engine does: so neither waits for the other for ever. */
export async function lockCard(trx: Db, id: string): Promise<LockedCard | undefined> {
  await sql`select 1 from case_record where id = (select case_id from alert where id = ${id})
    for no key update`.execute(trx);
  const { rows } = await sql<LockedCard>`
    select a.id, a.case_id as "caseId", a.hall_id as "hallId", d.region_code as "regionCode", r.body, a.state,
      a.order_state as "order", a.proposed_at is not null as proposed, a.appealed_at is not null as "wasAppealed",
      a.appeal_until as "appealUntil", a.issued_at as "issuedAt", a.told, a.version
    from alert a join rule_version r on r.id = a.rule_id join department d on d.id = a.department_id
    where a.id = ${id} for no key update of a`.execute(trx);
  return rows[0];
}

/** Left out: stays as it is. */
export interface CardChange {
  readonly state?: AlertState | undefined;
  readonly order?: OrderState | undefined;
  readonly issuedMs?: number;
  readonly revokedMs?: number;
  readonly appealUntilMs?: number | null;
  readonly appealedMs?: number;
  readonly orderUntilMs?: number | null;
  readonly proposalDropped?: 'dismissed' | 'revoked';
  readonly told?: number;
  readonly actMs?: number | null;
}

export async function changeCard(trx: Db, id: string, change: CardChange, nowMs: number): Promise<void> {
  const at = (ms: number | null) => (ms === null ? null : new Date(ms));
  const { state, order, issuedMs, revokedMs, appealUntilMs, appealedMs, orderUntilMs, told, actMs } = change;
  await trx
    .updateTable('alert')
    .set({
      ...(state !== undefined && { state }),
      ...(order !== undefined && { order_state: order }),
      ...(issuedMs !== undefined && { issued_at: at(issuedMs) }),
      ...(revokedMs !== undefined && { revoked_at: at(revokedMs) }),
      ...(appealUntilMs !== undefined && { appeal_until: at(appealUntilMs) }),
      ...(appealedMs !== undefined && { appealed_at: at(appealedMs) }),
      ...(orderUntilMs !== undefined && { order_until: at(orderUntilMs) }),
      ...(change.proposalDropped !== undefined && { proposed_at: null }),
      ...(change.proposalDropped === 'dismissed' && { proposal_dismissed: true }),
      ...(state === 'cancelled' && { cancelled_by_itself: false }),
      ...(told !== undefined && { told }),
      ...(actMs !== undefined && { act_at: at(actMs) }),
      updated_at: new Date(nowMs),
      version: sql<number>`version + 1`,
    })
    .where('id', '=', id)
    .execute();
}

export interface FileRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

/** Uploaded to the card by whoever answers, and not answered with yet. Answers how many of them are. */
export async function attachFiles(
  trx: Db,
  alertId: string,
  stepSeq: number,
  files: readonly string[],
  byId: string,
): Promise<number> {
  if (files.length === 0) return 0;
  const { numAffectedRows } = await sql`
    update alert_file set step_seq = ${stepSeq}
    where id = any(${[...files]}::uuid[]) and alert_id = ${alertId} and step_seq is null and by_id = ${byId}`.execute(
    trx,
  );
  return Number(numAffectedRows ?? 0n);
}
