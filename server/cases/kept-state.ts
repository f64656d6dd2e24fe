/** What a case's record keeps of its state: as much as tells when its next mark is. Pure. */
import type { Pause } from '../calendar/index.ts';
import type { Stage } from '../contract/cases.ts';
import type { CaseOutcome } from '../contract/exchange.ts';
import { clockedOf } from './case-clocks.ts';
import type { CaseState, MatterTerms } from './case-state.ts';

export interface KeptFields {
  readonly stage: Stage | null;
  /** When it came into the stage it is at: the first of the steps it was there with, as stages are timed from. */
  readonly stageSince: Date | null;
  readonly acceptedAt: Date | null;
  readonly completedAt: Date | null;
  readonly refusedAt: Date | null;
  readonly collectedAt: Date | null;
  readonly outcome: CaseOutcome | null;
  readonly extraDays: number;
  readonly pauses: readonly Pause[];
}

export function keptOf(state: CaseState, terms: MatterTerms): KeptFields {
  const { stage, stages, acceptedAt, completedAt, refusal, collectedAt, outcome } = state;
  const { pauses, extraDays } = clockedOf(state, terms);
  return {
    ...{ stage, stageSince: sinceOf(stages), acceptedAt, completedAt },
    ...{ refusedAt: refusal?.at ?? null, collectedAt, outcome, extraDays, pauses },
  };
}

function sinceOf(stages: CaseState['stages']): Date | null {
  const before = stages.findLastIndex((one) => one.stage !== stages.at(-1)?.stage);
  return stages[before + 1]?.at ?? null;
}
