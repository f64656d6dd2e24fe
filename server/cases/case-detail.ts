/** All that is known of one case, put together from its events and what it is judged by. Pure. */
import type { CaseDetail, CaseStep, CaseSummary } from '../contract/cases.ts';
import { stages } from '../contract/cases.ts';
import type { BookedCase } from './case-book.ts';
import { clockedOf } from './case-clocks.ts';
import type { StepRow } from './cases.store.ts';
import { breakdownOf } from './clock-breakdown.ts';
import { notSuperseded } from './fold.ts';
import { sessionsOf } from './window-sessions.ts';

export interface DetailParts {
  readonly summary: CaseSummary;
  readonly booked: BookedCase;
  readonly steps: readonly StepRow[];
  readonly nowMs: number;
}

export function detailOfCase({ summary, booked, steps, nowMs }: DetailParts): CaseDetail {
  const { row, state, terms, place, clock } = booked;
  const stoppedAt = state.completedAt ?? state.refusal?.at ?? null;
  const counts = notSuperseded(steps);
  return {
    ...summary,
    matterId: row.matterId,
    matterCode: row.matterCode,
    matterVersion: terms.version,
    windowId: place.windowId,
    promisedLimit: terms.promisedLimit,
    statutoryLimit: terms.statutoryLimit,
    stages: stagesOf(booked),
    pauses: state.pauses.map((pause) => ({ ...pause, from: iso(pause.from), to: iso(pause.to) })),
    extensions: state.extensions.map((one) => ({ ...one, at: one.at.toISOString() })),
    refusal: state.refusal && { ...state.refusal, at: state.refusal.at.toISOString() },
    receiptNo: state.receiptNo,
    fee: state.fee,
    certificateNo: state.certificateNo,
    collectedAt: iso(state.collectedAt),
    breakdown: breakdownOf({ ...clockedOf(state, terms), reported: state.pauses, stoppedAt }, clock, nowMs),
    sessions: sessionsOf(steps.filter(counts)),
    steps: steps.map((step) => stepOf(step, !counts(step))),
  };
}

/** The last of each stage, as a case may pass one twice. What a case on the spot does not pass is not missing from it. */
function stagesOf({ state, terms, row }: BookedCase): CaseDetail['stages'] {
  return stages.map((stage) => {
    const fact = state.stages.findLast((one) => one.stage === stage);
    const registered = terms.stages.find((one) => one.stage === stage);
    const isOnTheSpot = row.kind === 'onTheSpot' && stage !== 'received' && stage !== 'accepted';
    return {
      stage,
      at: iso(fact?.at ?? null),
      clerk: fact?.clerk ?? null,
      responsible: registered?.responsibleName ?? null,
      limit: registered?.limit ?? null,
      missing: !isOnTheSpot && state.missing.includes(stage),
    };
  });
}

/** As it is told on the wire. */
export function stepOf({ ticket, hallId: _, ...step }: StepRow, superseded: boolean): CaseStep {
  const detail = ticket === null ? step.detail : { ...step.detail, ticket };
  const { occurredAt, receivedAt } = step;
  return {
    ...step,
    detail,
    superseded,
    occurredAt: occurredAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
  };
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
