/** How a case stood over time: one moment at each change, so that whoever shows its past folds nothing himself. Pure. */
import type { WorkingClock } from '../calendar/index.ts';
import type { CaseMoment } from '../contract/playback.ts';
import { clockAt } from './case-clocks.ts';
import type { CaseState, MatterTerms } from './case-state.ts';
import { type CaseFact, foldInOrder, heldFromMs, inOrder } from './fold.ts';

/** More changes than this are not told: folding is once a change over all facts before it. */
export const MOMENTS_MOST = 300;

export interface MomentsParts {
  /** Superseded ones, too. */
  readonly facts: readonly CaseFact[];
  readonly terms: MatterTerms;
  readonly clock: WorkingClock;
  /** Instants that are told of beside the changes: a clock is read from the moment before, so one a session is wanted. */
  readonly also: readonly number[];
  /** `happened`: by when things happened, as all that is known now has it; `known`: by when we learnt of them. */
  readonly by: 'happened' | 'known';
}

export function momentsOf({ facts, terms, clock, also, by }: MomentsParts): {
  readonly moments: CaseMoment[];
  readonly cut: boolean;
} {
  const ordered = inOrder(facts);
  const toldFromMs = (fact: CaseFact) => (by === 'happened' ? heldFromMs(fact) : fact.receivedAt.getTime());
  const factsAt = (atMs: number): CaseFact[] =>
    by === 'happened'
      ? ordered.filter((fact) => heldFromMs(fact) <= atMs)
      : inOrder(facts.filter((fact) => fact.receivedAt.getTime() <= atMs));
  const source = by === 'happened' ? ordered : facts;
  const instants = [...new Set([...source.map(toldFromMs), ...also])].sort((a, b) => a - b);
  const told = instants.slice(0, MOMENTS_MOST);
  return {
    moments: told.map((atMs) => {
      const then = factsAt(atMs);
      return momentOf(foldInOrder(then), then, { terms, clock, atMs });
    }),
    cut: instants.length > told.length,
  };
}

function momentOf(
  state: CaseState,
  facts: readonly CaseFact[],
  { terms, clock, atMs }: { terms: MatterTerms; clock: WorkingClock; atMs: number },
): CaseMoment {
  const last = new Map(state.stages.map((one) => [one.stage, one]));
  const pause = state.pauses.findLast(
    ({ from, to }) => from !== null && from.getTime() <= atMs && (to === null || to.getTime() > atMs),
  );
  return {
    at: iso(atMs),
    stage: state.stage,
    passed: [...last.values()].map(({ stage, at, clerk }) => ({ stage, at: at.toISOString(), clerk })),
    clerk: facts.findLast((fact) => fact.clerk !== null)?.clerk ?? null,
    clock: clockAt(state, terms, clock, atMs),
    pause: pause?.from ? { kind: pause.kind, name: pause.name, since: pause.from.toISOString() } : null,
    completedAt: state.completedAt?.toISOString() ?? null,
    refusedAt: state.refusal?.at.toISOString() ?? null,
    outcome: state.outcome,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
