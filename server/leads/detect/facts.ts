/** What rules look at: what was kept of windows and cases, with instants in ms. Pure data; loaded by the stores beside it. */
import type { Stage } from '../../contract/cases.ts';
import type { Limit } from '../../contract/clock.ts';
import type { OccupancyState } from '../../contract/occupancy.ts';
import type { Span } from './spans.ts';

/** One report of one fact that no newer report replaced. */
export interface RecordEvent {
  readonly seq: number;
  readonly source: string;
  readonly eventId: string;
  readonly type: string;
  readonly stage: Stage | null;
  /** As the sender's clock had it. */
  readonly occurredMs: number;
  /** The same on our clock, as far as the sender's is known to be off. */
  readonly atMs: number;
  readonly receivedMs: number;
  /** The sender's clock less ours; null: never measured. */
  readonly offsetMs: number | null;
  readonly clerk: string | null;
  readonly ticket: string | null;
  readonly filledBy: 'person' | 'machine' | null;
  readonly windowId: string | null;
  readonly hallId: string | null;
  readonly regionCode: string;
  readonly departmentId: string;
  readonly caseId: string | null;
  readonly caseNo: string | null;
}

export interface RosteredShift extends Span {
  readonly windowId: string;
  readonly windowCode: string;
  readonly clerkName: string;
  readonly staffNo: string;
}

export interface SeenSpan extends Span {
  readonly state: OccupancyState;
  readonly applicant: boolean | null;
  readonly open: boolean;
}

/** A window over a time. */
export interface WindowFacts extends Span {
  readonly nowMs: number;
  readonly windowId: string;
  readonly windowCode: string;
  readonly hallId: string;
  readonly regionCode: string;
  readonly departmentId: string;
  /** Enquiries and pick-ups: people are served there without a case. */
  readonly isNoRecord: boolean;
  readonly cameras: readonly (Span & { readonly cameraId: string })[];
  /** In the order of time, without holes. */
  readonly seen: readonly SeenSpan[];
  readonly shifts: readonly RosteredShift[];
  /** Null: nobody said when the hall is open. */
  readonly officeHours: readonly Span[] | null;
  /** As reported by `opened` and `closed`. */
  readonly opened: readonly Span[];
  readonly closed: readonly Span[];
  /** At this window, those whose case is not known yet among them. */
  readonly events: readonly RecordEvent[];
  /** Feeds of its department were silent. */
  readonly silent: readonly Span[];
}

/** A case, for the rules that look at the record alone. */
export interface CaseFacts {
  readonly caseId: string;
  readonly caseNo: string;
  readonly kind: string;
  readonly matterName: string;
  readonly promised: Limit;
  readonly hallId: string | null;
  readonly windowId: string | null;
  readonly regionCode: string;
  readonly departmentId: string;
  readonly events: readonly (RecordEvent & {
    readonly no: string;
    readonly outcome: string | null;
    readonly approver: string | null;
    readonly ground: string | null;
    readonly recordKey: string | null;
  })[];
  /** Reports of one fact that were replaced by a newer one with another time. */
  readonly altered: readonly {
    readonly type: string;
    readonly beforeMs: number;
    readonly afterMs: number;
    readonly receivedMs: number;
  }[];
  readonly cardsMs: readonly number[];
}
