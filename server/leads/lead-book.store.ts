/** Writing leads that rules found. Steps are only ever added. */
import { sql } from 'kysely';
import type { BenignCause, LeadAction, LeadKind, LeadState } from '../contract/leads.ts';
import type { Db } from '../platform/db/connect.ts';
import { type Candidate, strengthOf } from './candidate.ts';

export interface KnownLead {
  readonly id: string;
  readonly kind: LeadKind;
  readonly subjectKey: string;
  readonly state: LeadState;
  readonly windowId: string | null;
  readonly caseId: string | null;
  readonly strength: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reasons: Candidate['reasons'];
  readonly facts: Candidate['facts'];
  readonly explained: boolean;
}

export interface NewLeadStep {
  readonly leadId: string;
  readonly action: LeadAction;
  readonly detail: Readonly<Record<string, unknown>>;
}

interface KnownRow extends Omit<KnownLead, 'fromMs' | 'toMs'> {
  readonly fromAt: Date;
  readonly toAt: Date;
}

const known = sql`l.id, l.kind, l.subject_key as "subjectKey", l.state, l.window_id as "windowId", l.case_id as "caseId", l.strength,
  l.from_at as "fromAt", l.to_at as "toAt", l.reasons, l.facts, l.explained_at is not null as explained`;

const toKnown = ({ fromAt, toAt, ...row }: KnownRow): KnownLead => ({
  ...row,
  fromMs: fromAt.getTime(),
  toMs: toAt.getTime(),
});

const iso = (ms: number) => new Date(ms).toISOString();

/** Locked until the transaction ends, always in the same order. */
export async function lockLeads(
  db: Db,
  subjects: readonly { readonly kind: LeadKind; readonly subjectKey: string }[],
): Promise<KnownLead[]> {
  const { rows } = await sql<KnownRow>`
    select ${known} from lead l
    where (l.kind, l.subject_key) in (select kind, key from unnest(${subjects.map((one) => one.kind)}::text[],
      ${subjects.map((one) => one.subjectKey)}::text[]) as s(kind, key))
    order by l.id for update`.execute(db);
  return rows.map(toKnown);
}

/** Those of windows that touch a span of time, whatever became of them: the same stretch is never raised under a second key. */
export async function leadsAtWindows(
  db: Db,
  windowIds: readonly string[],
  kinds: readonly LeadKind[],
  fromMs: number,
  toMs: number,
): Promise<KnownLead[]> {
  const { rows } = await sql<KnownRow>`
    select ${known} from lead l
    where l.window_id = any(${[...windowIds]}::uuid[]) and l.kind = any(${[...kinds]}::text[])
      and l.from_at < ${iso(toMs)} and l.to_at > ${iso(fromMs)} order by l.from_at`.execute(db);
  return rows.map(toKnown);
}

const rowOf = (candidate: Candidate) => ({
  ...{ kind: candidate.kind, subject_key: candidate.subjectKey, strength: strengthOf(candidate) },
  ...{ from_at: iso(candidate.fromMs), to_at: iso(Math.max(candidate.fromMs, candidate.toMs)) },
  ...{ region_code: candidate.regionCode, hall_id: candidate.hallId, window_id: candidate.windowId },
  ...{ department_id: candidate.departmentId, case_id: candidate.caseId, clerk: candidate.clerk },
  ...{ camera_ids: candidate.cameraIds, facts: candidate.facts, reasons: candidate.reasons },
  ...{ thresholds: candidate.thresholds, benign: candidate.benign, offsets: candidate.offsets },
});

const columns = sql`kind text, subject_key text, strength int, from_at timestamptz, to_at timestamptz, region_code text,
  hall_id uuid, window_id uuid, department_id uuid, case_id uuid, clerk text, camera_ids uuid[], facts jsonb,
  reasons jsonb, thresholds jsonb, benign jsonb, offsets jsonb`;

/** Answers the new ones' ids by `kind subjectKey`; where another process was first, nothing happens. */
export async function insertLeads(
  db: Db,
  candidates: readonly Candidate[],
  nowMs: number,
): Promise<Map<string, string>> {
  if (candidates.length === 0) return new Map();
  const at = iso(nowMs);
  const { rows } = await sql<{ id: string; key: string }>`
    insert into lead (kind, subject_key, strength, from_at, to_at, raised_at, region_code, hall_id, window_id,
      department_id, case_id, camera_ids, clerk, facts, reasons, thresholds, benign, offsets, updated_at)
    select n.kind, n.subject_key, n.strength, n.from_at, n.to_at, ${at}::timestamptz, n.region_code, n.hall_id, n.window_id,
      n.department_id, n.case_id, coalesce(n.camera_ids, '{}'), n.clerk, n.facts, n.reasons, n.thresholds, n.benign,
      n.offsets, ${at}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(candidates.map(rowOf))}::jsonb) as n(${columns})
    on conflict (kind, subject_key) do nothing
    returning id, kind || ' ' || subject_key as key`.execute(db);
  return new Map(rows.map((row) => [row.key, row.id]));
}

/** `isAnother`: it is not what was decided on before; growing longer alone is not. Locked by the caller. */
export async function growLead(
  db: Db,
  id: string,
  candidate: Candidate,
  isAnother: boolean,
  nowMs: number,
): Promise<void> {
  await sql`
    update lead l set strength = n.strength, from_at = least(l.from_at, n.from_at), to_at = greatest(n.to_at, l.from_at),
      camera_ids = coalesce(n.camera_ids, '{}'), clerk = n.clerk, facts = n.facts, reasons = n.reasons,
      thresholds = n.thresholds, benign = n.benign, offsets = n.offsets, updated_at = ${iso(nowMs)},
      case_id = coalesce(n.case_id, l.case_id), explained_at = null, explained_by = null,
      version = l.version + ${isAnother ? 1 : 0}
    from jsonb_to_recordset(${JSON.stringify([rowOf(candidate)])}::jsonb) as n(${columns})
    where l.id = ${id}`.execute(db);
}

export async function explainLead(db: Db, id: string, cause: BenignCause, nowMs: number): Promise<void> {
  await sql`update lead set explained_at = ${iso(nowMs)}, explained_by = ${cause}, updated_at = ${iso(nowMs)},
    version = version + 1 where id = ${id}`.execute(db);
}

/** `leadId`s are locked or new, so numbers have no gaps. */
export async function addLeadSteps(db: Db, steps: readonly NewLeadStep[], nowMs: number): Promise<void> {
  if (steps.length === 0) return;
  const rows = JSON.stringify(
    steps.map(({ leadId, action, detail }) => ({ lead_id: leadId, action, detail })),
  );
  await sql`
    insert into lead_step (lead_id, seq, action, at, detail)
    select n.lead_id, coalesce((select max(seq) from lead_step s where s.lead_id = n.lead_id), 0) + 1, n.action,
      ${iso(nowMs)}::timestamptz, n.detail
    from jsonb_to_recordset(${rows}::jsonb) as n(lead_id uuid, action text, detail jsonb)`.execute(db);
}
