/** Puts together what finds leads: rules, what they look at, when they look, and what makes a lead in a hall. */
import type { Registry } from 'prom-client';
import type { WorkingClocks } from '../calendar/index.ts';
import type { OccupancyHistory } from '../occupancy/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Sealer } from '../platform/sealer.ts';
import { CasesFactsStore } from './detect/cases.store.ts';
import { createDetectFigures } from './detect/detect-figures.ts';
import { Detector, type DetectorOptions } from './detect/detector.ts';
import { EventsStore } from './detect/events.store.ts';
import { LookAtRecords } from './detect/look-at-records.ts';
import { SameApplicant } from './detect/same-applicant.ts';
import { StandingStore } from './detect/standing.store.ts';
import { WindowFactsLoader } from './detect/window-facts.ts';
import { WindowsFactsStore } from './detect/windows.store.ts';
import type { LeadBook } from './lead-book.ts';
import { leadRulesRoutes } from './rules/lead-rules.routes.ts';
import { LeadRulesService } from './rules/lead-rules.service.ts';
import { LeadRulesStore } from './rules/lead-rules.store.ts';
import { replay } from './rules/replay.ts';
import { RulesOfHalls } from './rules/rules-of-halls.ts';

export interface DetectionNeeds {
  readonly db: Db;
  readonly audit: AuditTrail;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofHall'>;
  readonly book: LeadBook;
  readonly occupancy: Pick<OccupancyHistory, 'spansOf' | 'onKept'>;
  readonly clocks: WorkingClocks;
  readonly sealer: Pick<Sealer, 'open'>;
  readonly registry?: Registry;
  readonly pace?: DetectorOptions['pace'];
  readonly now: () => number;
  readonly log: Logger;
}

export interface Detection {
  /** Before those that take any lead's id. */
  readonly routes: readonly Route[];
  readonly detector: Detector;
}

export function createDetection(needs: DetectionNeeds): Detection {
  const { db, audit, visibility, finder, book, clocks, now, occupancy: history } = needs;
  const log = needs.log.child({ part: 'leads' });
  const store = new LeadRulesStore({ db });
  const held = new RulesOfHalls({ store, now });
  const rulesOf = (hallId: string | null) => held.of(hallId);
  const parts = {
    events: new EventsStore({ db }),
    windows: new WindowsFactsStore({ db }),
    cases: new CasesFactsStore({ db }),
    standing: new StandingStore({ db }),
  };
  const loader = new WindowFactsLoader({
    ...{ store: parts.windows, events: parts.events, history, clocks, rulesOf, now },
  });
  const records = new LookAtRecords({
    ...{ ...parts, clocks, rulesOf, now },
    same: new SameApplicant(needs.sealer),
  });
  const detector = new Detector({
    ...{ ...parts, book, loader, records, history, rulesOf, now, log },
    ...(needs.registry && { onLooked: createDetectFigures(needs.registry) }),
    ...(needs.pace && { pace: needs.pace }),
  });
  const rules = new LeadRulesService({ store, held, now, onChanged: () => detector.nudge() });
  const routes = leadRulesRoutes({
    ...{ rules, finder, visibility },
    replay: async (hallId, asked) => {
      const checked = await rules.checked(hallId, asked);
      return replay({ ...parts, store, loader, records, now }, hallId, { ...checked, days: asked.days });
    },
  });
  return { routes: [...routes.questions, ...audited(routes.changes, audit)], detector };
}
