/** Cases: append-only events, folded into state. */
import { createWorkingClocks, type WorkingClocks } from '../calendar/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { Sealer } from '../platform/sealer.ts';
import { applicantRoutes } from './applicant.routes.ts';
import { CaseListStore } from './case-list.store.ts';
import { CaseLog, type IssuedCards } from './case-log.ts';
import { casesRoutes } from './cases.routes.ts';
import { CasesService } from './cases.service.ts';
import { CasesStore } from './cases.store.ts';
import { ClockFaultsService } from './clock-faults.ts';

export type { CaseRow } from './case-log.store.ts';
export type { Batch, CaseLog, CaseSeed, IssuedCards, LoggedEvent } from './case-log.ts';
export type {
  CaseFile,
  CasePause,
  CaseStageFact,
  CaseState,
  MatterTerms,
} from './case-state.ts';
export type { CaseView, CaseViews, IssuedCard } from './case-views.ts';
export { detailOf, type EventDetail } from './event-detail.ts';
export { type CaseFact, fold, foldAt, heldFromMs, inOrder } from './fold.ts';

export interface CasesNeeds {
  readonly db: Db;
  readonly now: () => number;
  readonly sealer: Sealer;
  readonly clocks?: WorkingClocks;
  readonly cards?: IssuedCards;
}

const noCards: IssuedCards = async () => new Map();

export function createCases(needs: CasesNeeds): {
  /** For the exchange, which writes. */
  readonly log: CaseLog;
  routes(needs: {
    readonly visibility: Visibility;
    readonly audit: AuditTrail;
    readonly finder: Pick<PlaceFinder, 'ofCase'>;
  }): Route[];
} {
  const { db, now, sealer } = needs;
  const clocks = needs.clocks ?? createWorkingClocks({ db, now });
  const cases = new CasesService({
    ...{ db, now, sealer, clocks },
    cases: new CasesStore({ db }),
    lists: new CaseListStore({ db }),
  });
  const faults = new ClockFaultsService({ db });
  return {
    log: new CaseLog({ sealer, clocks, cards: needs.cards ?? noCards }),
    routes: ({ visibility, audit, finder }) => [
      ...casesRoutes({ cases, faults, visibility, now }),
      ...audited(applicantRoutes({ cases, finder }), audit),
    ],
  };
}
