/** What an event says of its case beyond when, where and by whom: kept as one JSON value beside the columns. */
import type { Limit } from '../contract/clock.ts';
import type { CaseOutcome, ExchangeEvent } from '../contract/exchange.ts';

export interface EventDetail {
  readonly receiptNo?: string | undefined;
  readonly result?: 'agreed' | 'disagreed' | 'returned' | undefined;
  readonly outcome?: CaseOutcome | undefined;
  readonly certificateNo?: string | undefined;
  /** Yuan. */
  readonly fee?: number | undefined;
  readonly reason?: string | undefined;
  /** The sender's number of a correction or procedure. */
  readonly no?: string | undefined;
  /** What kind of special procedure, in the sender's words. */
  readonly kind?: string | undefined;
  readonly applied?: Limit | undefined;
  readonly approver?: string | undefined;
  readonly ground?: string | undefined;
  readonly days?: number | undefined;
  readonly method?: string | undefined;
}

/** Null: nothing more than what has a column. */
export function detailOf(event: ExchangeEvent): EventDetail | null {
  const detail = said(event);
  return Object.values(detail).some((value) => value !== undefined) ? detail : null;
}

function said(event: ExchangeEvent): EventDetail {
  switch (event.type) {
    case 'stage': {
      const { receiptNo, result, outcome, certificateNo, fee } = event;
      return { receiptNo, result, outcome, certificateNo, fee };
    }
    case 'refused':
      return { reason: event.reason };
    case 'correctionAsked':
    case 'correctionReceived':
      return { no: event.no, reason: event.reason };
    case 'specialProcedure':
    case 'specialProcedureEnded': {
      const { no, kind, applied, approver, ground } = event;
      return { no, kind, applied, approver, ground };
    }
    case 'extended':
      return { days: event.days, approver: event.approver, ground: event.ground };
    case 'collected':
      return { method: event.method };
    default:
      return {};
  }
}
