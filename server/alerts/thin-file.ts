/**
 * A case as its record alone describes it: enough to tell when its next mark is, where nothing was reported since all of
 * it was looked at. What was done (refusals, receipts, fees) is not in it, nor stages that are over.
 */
import type { Pause } from '../calendar/index.ts';
import type { CaseFile, CasePause, MatterTerms } from '../cases/index.ts';
import { caseOutcome } from '../contract/exchange.ts';
import type { DueRow } from './engine.store.ts';

export function thinFile(row: DueRow, matter: MatterTerms): CaseFile {
  const { acceptedAt, stage, stageSince, extraDays } = row;
  const outcome = caseOutcome.safeParse(row.outcome);
  return {
    ...{ id: row.id, source: '', caseNo: row.caseNo },
    ...{ departmentId: row.departmentId, regionCode: row.regionCode, hallId: row.hallId },
    ...{ windowId: null, clerk: null },
    matter: { ...matter, kind: row.kind },
    state: {
      stage,
      receivedAt: null,
      acceptedAt,
      completedAt: row.completedAt,
      outcome: outcome.success ? outcome.data : null,
      refusal: row.refusedAt && { at: row.refusedAt, reason: '' },
      receiptNo: '',
      fee: null,
      // Not known from here: a certificate that is not collected is looked at with the whole file.
      certificateNo: null,
      collectedAt: row.collectedAt,
      stages:
        stage === null || stageSince === null
          ? []
          : [{ stage, at: stageSince, clerk: null, windowId: null, result: null }],
      pauses: pausesOf(row.pauses),
      extensions:
        extraDays === 0 || acceptedAt === null ? [] : [{ at: acceptedAt, days: extraDays, approver: '' }],
      missing: [],
      updatedAt: row.updatedAt,
    },
  };
}

/** As cases keep them. */
const pausesOf = (kept: unknown): CasePause[] =>
  (Array.isArray(kept) ? (kept as Pause[]) : []).map(({ fromMs, toMs, atMost }, at) => ({
    // Only a special procedure is applied for.
    kind: atMost === null ? 'correction' : 'specialProcedure',
    no: String(at),
    from: new Date(fromMs),
    to: toMs === null ? null : new Date(toMs),
    applied: atMost,
    name: null,
    approver: '',
    ground: null,
  }));
