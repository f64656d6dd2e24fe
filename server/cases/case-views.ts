/** What was known of the cases of a batch at any instant: what overlays are dressed with. */
import { type CardLevel, gravity } from '../contract/alerts.ts';
import type { Stage } from '../contract/cases.ts';
import type { CaseClock } from '../contract/clock.ts';
import type { BookedCase } from './case-book.ts';
import { clockAt } from './case-clocks.ts';
import { foldAt, heldFromMs } from './fold.ts';

export interface CaseView {
  readonly id: string;
  readonly caseNo: string;
  readonly matterName: string;
  readonly applicant: string | null;
  readonly stage: Stage | null;
  readonly clock: CaseClock | null;
  readonly card: { readonly id: string; readonly level: CardLevel; readonly issuedAt: string } | null;
}

/** A card that was issued; `untilMs` null: it stands. */
export interface IssuedCard {
  readonly id: string;
  readonly level: CardLevel;
  readonly issuedMs: number;
  readonly untilMs: number | null;
}

export interface CaseViewsOptions {
  readonly cases: ReadonlyMap<string, BookedCase>;
  readonly cards: ReadonlyMap<string, readonly IssuedCard[]>;
}

export class CaseViews {
  readonly #cases: ReadonlyMap<string, BookedCase>;
  readonly #cards: ReadonlyMap<string, readonly IssuedCard[]>;

  constructor(options: CaseViewsOptions) {
    this.#cases = options.cases;
    this.#cards = options.cards;
  }

  /** The case as its events, those that came late included, describe it for an instant. */
  at(caseId: string, atMs: number): CaseView | undefined {
    const booked = this.#cases.get(caseId);
    if (booked === undefined) return undefined;
    const { row, ordered, terms, clock } = booked;
    const state = foldAt(ordered, atMs);
    const { id, caseNo, matterName, applicantMasked } = row;
    return {
      id,
      caseNo,
      matterName,
      applicant: applicantMasked,
      stage: state.stage,
      card: this.#cardAt(caseId, atMs),
      clock: clockAt(state, terms, clock, atMs),
    };
  }

  /** Windows where something was reported of it. */
  windowsOf(caseId: string): ReadonlySet<string> {
    return this.#cases.get(caseId)?.windowIds ?? new Set();
  }

  /** When the newest thing known of the case happened. */
  newestMs(caseId: string): number {
    const facts = this.#cases.get(caseId)?.ordered ?? [];
    return Math.max(0, ...facts.map(heldFromMs));
  }

  /** When one of its cards was issued or taken back last; 0: never. */
  newestCardMs(caseId: string): number {
    const cards = this.#cards.get(caseId) ?? [];
    return Math.max(0, ...cards.map((card) => Math.max(card.issuedMs, card.untilMs ?? 0)));
  }

  #cardAt(caseId: string, atMs: number): CaseView['card'] {
    const standing = (this.#cards.get(caseId) ?? []).filter(
      (card) => card.issuedMs <= atMs && (card.untilMs === null || card.untilMs > atMs),
    );
    const [gravest] = standing.sort((a, b) => gravity(b.level) - gravity(a.level) || a.issuedMs - b.issuedMs);
    if (gravest === undefined) return null;
    const { id, level, issuedMs } = gravest;
    return { id, level, issuedAt: new Date(issuedMs).toISOString() };
  }
}
