/** What is handed in to be taken: one row of a sender's, and the events it comes to. */
import type { RowOrigin } from './profiles/row-origin.ts';

export interface Submission {
  /**
   * Taken all or none: a row of a published layout may come to several. Of our own interface the event as it was sent.
   * Of a row that its layout refused already (`origin.refused`): one, with what could be read of `eventId` and `caseNo`.
   */
  readonly events: readonly unknown[];
  /** Left out: the event is the row. */
  readonly origin?: RowOrigin;
}

/** What goes with a batch, beside its rows. */
export interface Sending {
  /** ISO 8601: the sender's clock when it sent. */
  readonly sentAt?: string | undefined;
  readonly sequence?: number | undefined;
  /** Judged as it would be, and nothing is kept, counted or told. */
  readonly dryRun?: boolean | undefined;
}

/** Who reports, and for which department. */
export interface Machine {
  readonly source: string;
  readonly departmentId: string;
}

/** Events as our own interface has them. */
export const plainRows = (events: readonly unknown[]): Submission[] =>
  events.map((event) => ({ events: [event] }));

/** A row of a published layout, put right by a person: read again as its layout reads it. */
export type ReadAgain = (
  machine: Machine,
  origin: Pick<RowOrigin, 'profile' | 'table' | 'hallId'>,
  row: unknown,
) => Promise<Submission>;
