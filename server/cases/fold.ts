/**
 * A case's state is what its events say, put in the order they happened, whenever they came. Folding again after a
 * late event gives the same as if it had come in time.
 */
import { type Stage, stages } from '../contract/cases.ts';

export interface CaseFact {
  /** With the source, unique: the last word where everything else is equal. */
  readonly eventId: string;
  /** Null for facts that are no step of the case (called, started, finished). */
  readonly stage: Stage | null;
  readonly occurredAt: Date;
  readonly receivedAt: Date;
}

export interface CaseState {
  readonly stage: Stage | null;
  /** The first acceptance; null when none was reported: a missing time is never filled from another. */
  readonly acceptedAt: Date | null;
  /** The completion that still stands; null again when a later step re-opened the case. */
  readonly completedAt: Date | null;
  /** When we last learnt something of the case. */
  readonly updatedAt: Date | null;
}

const NOTHING: CaseState = { stage: null, acceptedAt: null, completedAt: null, updatedAt: null };

export const fold = (facts: readonly CaseFact[]): CaseState => foldInOrder(inOrder(facts));

/** In the order they happened: sorted once where they are folded for many instants. */
export const inOrder = <F extends CaseFact>(facts: readonly F[]): F[] => [...facts].sort(compare);

export const foldInOrder = (facts: readonly CaseFact[]): CaseState => facts.reduce(step, NOTHING);

function step(state: CaseState, fact: CaseFact): CaseState {
  const updatedAt =
    state.updatedAt === null || fact.receivedAt > state.updatedAt ? fact.receivedAt : state.updatedAt;
  const { stage } = fact;
  if (stage === null) return { ...state, updatedAt };
  return {
    stage,
    acceptedAt: state.acceptedAt ?? (stage === 'accepted' ? fact.occurredAt : null),
    completedAt: stage === 'completed' ? (state.completedAt ?? fact.occurredAt) : null,
    updatedAt,
  };
}

/** By when it happened; steps of the same instant in the order a case passes them. */
function compare(a: CaseFact, b: CaseFact): number {
  return (
    a.occurredAt.getTime() - b.occurredAt.getTime() ||
    rank(a) - rank(b) ||
    (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0)
  );
}

const rank = ({ stage }: CaseFact): number => (stage === null ? -1 : stages.indexOf(stage));

/** When a fact may first be shown: when it happened, but never before it reached us (a sender's clock may be ahead). */
export const heldFromMs = (fact: Pick<CaseFact, 'occurredAt' | 'receivedAt'>): number =>
  Math.min(fact.occurredAt.getTime(), fact.receivedAt.getTime());

/** The state as the facts known now, in order, describe it for an instant. */
export const foldAt = (ordered: readonly CaseFact[], atMs: number): CaseState =>
  foldInOrder(ordered.filter((fact) => heldFromMs(fact) <= atMs));
