/** Cases: append-only events, folded into state. */
import { createWorkingClocks, type WorkingClocks } from '../calendar/index.ts';
import type { CaseApplicant, CaseDetail } from '../contract/cases.ts';
import type { PlaceFinder, Visibility, Visible } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import { type Logger, silentLog } from '../platform/log.ts';
import type { Sealer } from '../platform/sealer.ts';
import { applicantRoutes } from './applicant.routes.ts';
import { CaseListStore } from './case-list.store.ts';
import { CaseLog, type IssuedCards } from './case-log.ts';
import { CasePassages } from './case-passage.ts';
import { casesRoutes } from './cases.routes.ts';
import { CasesService } from './cases.service.ts';
import { CasesStore } from './cases.store.ts';
import { ClockFaultsService } from './clock-faults.ts';
import { Recompute } from './recompute.ts';

export { pausesOf } from './case-clocks.ts';
export type { CaseRow } from './case-log.store.ts';
export type { Batch, CaseLog, CaseSeed, IssuedCards, LoggedEvent } from './case-log.ts';
export type { CaseCourse, CasePassage, CasePassages } from './case-passage.ts';
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
export { keptOf } from './kept-state.ts';
export type { RecomputeFilter } from './recompute.store.ts';
export type { Recompute } from './recompute.ts';

export interface CasesNeeds {
  readonly db: Db;
  readonly now: () => number;
  readonly sealer: Sealer;
  readonly clocks?: WorkingClocks;
  readonly cards?: IssuedCards;
  /** Deadlines were moved: rules have something to look at. */
  readonly onMoved?: () => void;
  readonly logger?: Logger;
}

const noCards: IssuedCards = async () => new Map();

export interface Cases {
  /** For the exchange, which writes. */
  readonly log: CaseLog;
  /** For playback: where a case passed, and how it stood over time. */
  readonly passages: CasePassages;
  /** Deadlines again, when what they are computed from changed. */
  readonly recompute: Recompute;
  /** For evidence: all of a case, and who applied. Not found: none that is visible. */
  detail(caseId: string, visible: Visible): Promise<CaseDetail>;
  applicant(caseId: string): Promise<CaseApplicant>;
  routes(needs: {
    readonly visibility: Visibility;
    readonly audit: AuditTrail;
    readonly finder: Pick<PlaceFinder, 'ofCase'>;
  }): Route[];
  /** Takes up what a server that ended left undone. */
  start(): void;
  close(): Promise<void>;
}

export function createCases(needs: CasesNeeds): Cases {
  const { db, now, sealer } = needs;
  const clocks = needs.clocks ?? createWorkingClocks({ db, now });
  const store = new CasesStore({ db });
  const cases = new CasesService({
    ...{ db, now, sealer, clocks },
    cases: store,
    lists: new CaseListStore({ db }),
  });
  const faults = new ClockFaultsService({ db });
  const recompute = new Recompute({
    ...{ db, clocks, now, log: needs.logger ?? silentLog() },
    onMoved: needs.onMoved ?? (() => {}),
  });
  const recomputations = () => recompute.progress();
  return {
    recompute,
    passages: new CasePassages({ db, clocks, cases: store }),
    detail: (caseId, visible) => cases.get(caseId, visible),
    applicant: (caseId) => cases.applicant(caseId),
    start: () => recompute.start(),
    close: () => recompute.close(),
    log: new CaseLog({ sealer, clocks, cards: needs.cards ?? noCards }),
    routes: ({ visibility, audit, finder }) => [
      ...casesRoutes({ cases, faults, visibility, now, recomputations }),
      ...audited(applicantRoutes({ cases, finder }), audit),
    ],
  };
}
