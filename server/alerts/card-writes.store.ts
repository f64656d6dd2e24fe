/** Writing cards and what is done with them. Steps and snapshots are only ever added. */
import { sql } from 'kysely';
import type { AlertAction, AlertGround } from '../contract/alerts.ts';
import type { Db } from '../platform/db/connect.ts';

export interface NewCard {
  readonly caseId: string;
  readonly ruleId: string;
  readonly ruleKey: string;
  readonly level: string;
  readonly subject: string;
  readonly subjectKey: string;
  readonly state: 'pending' | 'issued';
  readonly departmentId: string;
  readonly hallId: string | null;
  readonly windowId: string | null;
  readonly clerk: string | null;
  readonly dueMs: number;
  readonly appealUntilMs: number | null;
  readonly actMs: number | null;
  readonly told: number;
  readonly ground: AlertGround;
  readonly snapshot: Readonly<Record<string, unknown>>;
}

export interface NewStep {
  readonly alertId: string;
  readonly action: AlertAction;
  readonly by: { readonly id: string; readonly name: string } | null;
  readonly reason: string | null;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export interface NewSnapshot {
  readonly alertId: string;
  readonly why: 'created' | 'proposed' | 'revoked';
  readonly state: Readonly<Record<string, unknown>>;
}

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

/** Answers those that are new, by `caseId ruleKey level subjectKey`: of one that there is already nothing happens. */
export async function insertCards(
  trx: Db,
  cards: readonly NewCard[],
  nowMs: number,
): Promise<Map<string, string>> {
  if (cards.length === 0) return new Map();
  const at = new Date(nowMs);
  const rows = JSON.stringify(
    cards.map((card) => ({
      ...{ case_id: card.caseId, rule_id: card.ruleId, rule_key: card.ruleKey, level: card.level },
      ...{ subject: card.subject, subject_key: card.subjectKey, state: card.state, clerk: card.clerk },
      ...{ department_id: card.departmentId, hall_id: card.hallId, window_id: card.windowId },
      ...{ due_at: iso(card.dueMs), appeal_until: iso(card.appealUntilMs), act_at: iso(card.actMs) },
      ...{ told: card.told, ground: card.ground },
    })),
  );
  const { rows: made } = await sql<{ id: string; key: string }>`
    insert into alert (case_id, rule_id, rule_key, level, subject, subject_key, state, department_id, hall_id,
      window_id, clerk, due_at, created_at, issued_at, appeal_until, act_at, told, ground, updated_at)
    select n.case_id, n.rule_id, n.rule_key, n.level, n.subject, n.subject_key, n.state, n.department_id, n.hall_id,
      n.window_id, n.clerk, n.due_at, ${at}, case when n.state = 'issued' then ${at}::timestamptz end,
      n.appeal_until, n.act_at, n.told, n.ground, ${at}
    from jsonb_to_recordset(${rows}::jsonb) as n(case_id uuid, rule_id uuid, rule_key text, level text, subject text,
      subject_key text, state text, department_id uuid, hall_id uuid, window_id uuid, clerk text,
      due_at timestamptz, appeal_until timestamptz, act_at timestamptz, told smallint, ground jsonb)
    on conflict (case_id, rule_key, level, subject_key) do nothing
    returning id, case_id || ' ' || rule_key || ' ' || level || ' ' || subject_key as key`.execute(trx);
  return new Map(made.map((row) => [row.key, row.id]));
}

/** `alertIds` are locked by the caller's transaction, so numbers have no gaps. Answers each step's number. */
export async function addSteps(trx: Db, steps: readonly NewStep[], nowMs: number): Promise<number[]> {
  if (steps.length === 0) return [];
  const rows = JSON.stringify(
    steps.map(({ alertId, action, by, reason, detail = {} }, place) => ({
      ...{
        alert_id: alertId,
        action,
        by_id: by?.id ?? null,
        by_name: by?.name ?? null,
        reason,
        detail,
        place,
      },
    })),
  );
  const { rows: made } = await sql<{ alertId: string; seq: number }>`
    insert into alert_step (alert_id, seq, action, at, by_id, by_name, reason, detail)
    select n.alert_id, coalesce((select max(seq) from alert_step s where s.alert_id = n.alert_id), 0)
        + row_number() over (partition by n.alert_id order by n.place),
      n.action, ${new Date(nowMs)}, n.by_id, n.by_name, n.reason, n.detail
    from jsonb_to_recordset(${rows}::jsonb) as n(alert_id uuid, action text, by_id uuid, by_name text, reason text,
      detail jsonb, place int)
    order by n.place
    returning alert_id as "alertId", seq`.execute(trx);
  return made.map((row) => row.seq);
}

export async function addSnapshots(trx: Db, snapshots: readonly NewSnapshot[], nowMs: number): Promise<void> {
  if (snapshots.length === 0) return;
  const rows = JSON.stringify(
    snapshots.map(({ alertId, why, state }) => ({ alert_id: alertId, why, state })),
  );
  await sql`
    insert into alert_snapshot (alert_id, seq, at, why, state)
    select n.alert_id, coalesce((select max(seq) from alert_snapshot s where s.alert_id = n.alert_id), 0) + 1,
      ${new Date(nowMs)}, n.why, n.state
    from jsonb_to_recordset(${rows}::jsonb) as n(alert_id uuid, why text, state jsonb)`.execute(trx);
}

/** What becomes of cards by themselves. */
export async function changeByItself(
  trx: Db,
  what: 'cancel' | 'revive' | 'propose' | 'withdraw',
  alertIds: readonly string[],
  nowMs: number,
): Promise<void> {
  if (alertIds.length === 0) return;
  const at = new Date(nowMs);
  const change = {
    cancel: sql`state = 'cancelled', cancelled_by_itself = true`,
    revive: sql`state = 'pending', cancelled_by_itself = false`,
    propose: sql`proposed_at = ${at}`,
    withdraw: sql`proposed_at = null, proposal_dismissed = false`,
  }[what];
  await sql`update alert set ${change}, updated_at = ${at}, version = version + 1
    where id = any(${[...alertIds]}::uuid[])`.execute(trx);
}

/** The gravest card that stands, kept with its case. */
export async function keepGravity(trx: Db, caseIds: readonly string[]): Promise<void> {
  if (caseIds.length === 0) return;
  await sql`
    update case_record c set gravity = n.gravity
    from (select id, (select max(a.gravity) from alert a where a.case_id = u.id and a.state in ('issued', 'appealed'))
        as gravity from unnest(${[...new Set(caseIds)]}::uuid[]) as u(id)) n
    where c.id = n.id and c.gravity is distinct from n.gravity`.execute(trx);
}
