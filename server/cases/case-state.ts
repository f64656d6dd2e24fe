/** What a case's events come to: the one shape that clocks, rules and pages are computed from. */
import type { Stage } from '../contract/cases.ts';
import type { Limit } from '../contract/clock.ts';
import type { CaseOutcome } from '../contract/exchange.ts';

export interface CaseStageFact {
  readonly stage: Stage;
  readonly at: Date;
  readonly clerk: string | null;
  readonly windowId: string | null;
  readonly result: 'agreed' | 'disagreed' | 'returned' | null;
}

/** While it lasts an accepted case's clock stands: a special procedure at most for the days applied for. */
export interface CasePause {
  readonly kind: 'specialProcedure' | 'correction';
  /** The sender's number of it. */
  readonly no: string;
  /** Null: only its end was reported. */
  readonly from: Date | null;
  /** Null: under way, or never closed. */
  readonly to: Date | null;
  readonly applied: Limit | null;
  /** What kind of procedure, in the sender's words. */
  readonly name: string | null;
  readonly approver: string | null;
  readonly ground: string | null;
}

export interface CaseState {
  readonly stage: Stage | null;
  /** 收件: collected, which is not accepted. */
  readonly receivedAt: Date | null;
  /** The first acceptance; null when none was reported: a missing time is never filled from another. */
  readonly acceptedAt: Date | null;
  /** The completion that still stands; null again when a later step re-opened the case. */
  readonly completedAt: Date | null;
  readonly outcome: CaseOutcome | null;
  readonly refusal: { readonly at: Date; readonly reason: string | null } | null;
  readonly receiptNo: string | null;
  /** Yuan. */
  readonly fee: number | null;
  readonly certificateNo: string | null;
  readonly collectedAt: Date | null;
  /** Every step through the stages, in the order they happened. */
  readonly stages: readonly CaseStageFact[];
  readonly pauses: readonly CasePause[];
  readonly extensions: readonly {
    readonly at: Date;
    readonly days: number;
    readonly approver: string | null;
  }[];
  /** Stages that must have been, as a later one was reported, but of which nothing was said. */
  readonly missing: readonly Stage[];
  /** When we last learnt something of the case. */
  readonly updatedAt: Date | null;
}

/** The matter as it was in force when the case was accepted (or first heard of), as far as cases are judged by it. */
export interface MatterTerms {
  readonly matterId: string;
  readonly version: number;
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly promisedLimit: Limit;
  readonly statutoryLimit: Limit;
  readonly stages: readonly {
    readonly stage: Stage;
    readonly limit: Limit | null;
    readonly responsibleName: string | null;
    readonly responsibleUserId: string | null;
  }[];
  /** Yuan; null: nothing is registered about fees. */
  readonly fee: { readonly least: number; readonly most: number } | null;
  readonly certificateLimit: Limit | null;
}

/** All that rules are asked with. */
export interface CaseFile {
  readonly id: string;
  readonly source: string;
  readonly caseNo: string;
  readonly departmentId: string;
  readonly regionCode: string;
  /** Where it was accepted; null: at no window. */
  readonly hallId: string | null;
  readonly windowId: string | null;
  /** Who had it in hand last, as reported. */
  readonly clerk: string | null;
  readonly matter: MatterTerms;
  readonly state: CaseState;
}
