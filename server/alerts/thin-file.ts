/**
 * A case as its record alone describes it: enough to tell when its next mark is, where nothing was reported since all of
 * it was looked at. What was done (refusals, receipts, fees) is not in it, nor stages that are over.
 */
import type { Pause } from '../calendar/index.ts';
import type { CaseFile, CasePause, MatterTerms } from '../cases/index.ts';
import { type CaseOutcome, caseOutcome } from '../contract/exchange.ts';
import type { DueRow } from './engine.store.ts';

/**
 * Whether its record is enough. Not before acceptance: which version of its matter it is judged by goes by when it was
 * first heard of. And not where it came into its stage, by the sender's clock, after all of it was looked at:
 * the stage before was not over then.
 */
export function maySkim(
  row: Pick<DueRow, 'hasCards' | 'acceptedAt' | 'completedAt' | 'evaluatedAt' | 'stageSince'>,
): boolean {
  const { hasCards, acceptedAt, completedAt, evaluatedAt, stageSince } = row;
  if (evaluatedAt === null || hasCards || acceptedAt === null || completedAt !== null) return false;
  return stageSince === null || stageSince <= evaluatedAt;
}

export function thinFile(row: DueRow, matter: MatterTerms): CaseFile {
  const { acceptedAt, stage, stageSince, extraDays } = row;
  // Nothing is spread here: it is made for every open case, and that would be half of what it takes.
  return {
    id: row.id,
    source: '',
    caseNo: row.caseNo,
    departmentId: row.departmentId,
    regionCode: row.regionCode,
    hallId: row.hallId,
    windowId: null,
    clerk: null,
    matter: matter.kind === row.kind ? matter : { ...matter, kind: row.kind },
    state: {
      stage,
      receivedAt: null,
      acceptedAt,
      completedAt: row.completedAt,
      outcome: outcomeOf(row.outcome),
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
        // Nobody knows any more within which stage: of none, so that a stage's mark is rather too early.
        extraDays === 0 ? [] : [{ at: LONG_AGO, days: extraDays, approver: '' }],
      missing: [],
      updatedAt: row.updatedAt,
    },
  };
}

const LONG_AGO = new Date(0);

/** Open cases have none, and there are many of them. */
function outcomeOf(kept: string | null): CaseOutcome | null {
  if (kept === null) return null;
  const outcome = caseOutcome.safeParse(kept);
  return outcome.success ? outcome.data : null;
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
