/** Where a case belongs and who has it in hand, from its facts: the same whatever order they came in. */
import type { CaseFact } from './fold.ts';

export interface PlacedFact extends CaseFact {
  /** Of the window. */
  readonly hallId: string | null;
}

export interface CasePlace {
  /** Where it was accepted, or else first seen at a window. */
  readonly hallId: string | null;
  readonly windowId: string | null;
  /** The other halls whose windows it was at: who may see those may see it. */
  readonly otherHalls: readonly string[];
  /** Who had it in hand last, as reported. */
  readonly clerk: string | null;
  /** Which version of its matter counts: in force at its acceptance, before that when it was first heard of. */
  readonly judgedAt: Date | null;
}

/** `all`: superseded ones too, as they were at a window all the same. `ordered`: as `inOrder` answers them. */
export function placeOf(all: readonly PlacedFact[], ordered: readonly PlacedFact[]): CasePlace {
  const accepted = ordered.find((fact) => fact.stage === 'accepted' && fact.windowId !== null);
  const home = accepted ?? ordered.find((fact) => fact.windowId !== null);
  const halls = new Set(all.flatMap((fact) => fact.hallId ?? []));
  if (home?.hallId) halls.delete(home.hallId);
  const firstAccepted = ordered.find((fact) => fact.stage === 'accepted');
  return {
    hallId: home?.hallId ?? null,
    windowId: home?.windowId ?? null,
    otherHalls: [...halls].sort(),
    clerk: ordered.findLast((fact) => fact.clerk !== null)?.clerk ?? null,
    judgedAt: (firstAccepted ?? ordered[0])?.occurredAt ?? null,
  };
}
