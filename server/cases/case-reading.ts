/** A case's row as it is answered: with its clock at the moment of the answer. */
import { clockFor, type WorkingClock } from '../calendar/index.ts';
import { cardLevels } from '../contract/alerts.ts';
import type { CaseSummary } from '../contract/cases.ts';
import type { CaseListRow } from './cases.store.ts';

export function summaryOf(row: CaseListRow, clock: WorkingClock, nowMs: number): CaseSummary {
  const { acceptedAt, pauses, extraDays, promisedLimit, statutoryLimit } = row;
  const completedAt = row.completedAt ?? row.refusedAt;
  const times = { completedAt, promisedLimit, statutoryLimit, pauses: pauses ?? [], extraDays };
  return {
    id: row.id,
    source: row.source,
    caseNo: row.caseNo,
    kind: row.kind,
    matterName: row.matterName,
    departmentId: row.departmentId,
    departmentName: row.departmentName,
    hallId: row.hallId,
    hallName: row.hallName,
    windowCode: row.windowCode,
    clerk: row.clerk,
    applicant: row.applicant,
    stage: row.stage,
    stageSince: iso(row.stageSince),
    receivedAt: iso(row.receivedAt),
    acceptedAt: iso(acceptedAt),
    completedAt: iso(row.completedAt),
    refusedAt: iso(row.refusedAt),
    outcome: row.outcome,
    card: row.gravity === null ? null : (cardLevels[row.gravity] ?? null),
    clock: acceptedAt && clockFor({ ...times, acceptedAt }, nowMs, clock),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
