/** 线索: what rules find where picture and record disagree (`detect/`, kept by the book), and people who check it (`review/`). */
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Route } from '../platform/http/route.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { LeadBook } from './lead-book.ts';
import { createLeadReview, type LeadReviewNeeds } from './review/index.ts';

export type { Candidate } from './candidate.ts';
export { createDetection, type Detection, type DetectionNeeds } from './detection.ts';
export { LeadBook, leadsChanged } from './lead-book.ts';
/** For the shift desk and walls, which tell of leads. */
export { leadSeen } from './review/lead-rows.store.ts';

export interface LeadsNeeds extends Omit<LeadReviewNeeds, 'book'> {
  readonly db: Db;
  readonly bus: Bus;
}

export interface Leads {
  readonly book: LeadBook;
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  /** What is due now about leads that stand, for tests. */
  look(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

export function createLeads(needs: LeadsNeeds): Leads {
  const book = new LeadBook(needs);
  const review = createLeadReview({ ...needs, book });
  return {
    book,
    routes: [...review.routes],
    sockets: review.sockets,
    look: () => review.look(),
    start: () => review.start(),
    close: () => review.close(),
  };
}
