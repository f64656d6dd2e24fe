/** What was known of the cases of a batch at any instant: what overlays are dressed with. */
import { clockFor } from '../calendar/index.ts';
import type { CardLevel } from '../contract/alerts.ts';
import type { Stage } from '../contract/cases.ts';
import type { CaseClock } from '../contract/clock.ts';
import type { CaseRow, StoredFact } from './case-log.store.ts';
import type { CaseState } from './case-state.ts';
import { foldAt, foldInOrder, heldFromMs, inOrder } from './fold.ts';

export interface CaseView {
  readonly id: string;
  readonly caseNo: string;
  readonly matterName: string;
  readonly applicant: string | null;
  readonly stage: Stage | null;
  readonly clock: CaseClock | null;
  readonly card: { readonly id: string; readonly level: CardLevel; readonly issuedAt: string } | null;
}

export class CaseViews {
  readonly #cases: ReadonlyMap<string, CaseRow>;
  /** In the order they happened. */
  readonly #facts: ReadonlyMap<string, readonly StoredFact[]>;

  constructor(options: { readonly cases: Iterable<CaseRow>; readonly facts: readonly StoredFact[] }) {
    this.#cases = new Map([...options.cases].map((row) => [row.id, row]));
    const facts = new Map<string, StoredFact[]>();
    for (const fact of options.facts) {
      const known = facts.get(fact.caseId);
      if (known === undefined) facts.set(fact.caseId, [fact]);
      else known.push(fact);
    }
    this.#facts = new Map([...facts].map(([id, all]) => [id, inOrder(all)]));
  }

  /** The case as its events, those that came late included, describe it for an instant. */
  at(caseId: string, atMs: number): CaseView | undefined {
    const row = this.#cases.get(caseId);
    if (row === undefined) return undefined;
    const state = foldAt(this.#facts.get(caseId) ?? [], atMs);
    const { id, caseNo, matterName, promisedLimitDays, applicantMasked } = row;
    const { acceptedAt, completedAt, stage } = state;
    return {
      id,
      caseNo,
      matterName,
      applicant: applicantMasked,
      stage,
      card: null,
      clock: acceptedAt && clockFor({ acceptedAt, completedAt, promisedLimitDays }, atMs),
    };
  }

  /** When the newest thing known of the case happened. */
  newestMs(caseId: string): number {
    return (this.#facts.get(caseId) ?? []).reduce((newest, fact) => Math.max(newest, heldFromMs(fact)), 0);
  }

  /** Every case's state now, to be kept. */
  states(): Map<string, CaseState> {
    return new Map([...this.#facts].map(([id, facts]) => [id, foldInOrder(facts)]));
  }
}
