/** Rules and the cards they issue: evaluated on events and on time, and what people do with them. */
import type { WorkingClocks } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { NewNotice, Told } from '../notices/index.ts';
import type { WindowStatuses } from '../overlays/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { createFileStore } from '../platform/files/index.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { RuleBook, RulesService, RulesStore, rulesRoutes } from '../rules/index.ts';
import { Acts } from './acts.ts';
import { AlertFilesStore } from './alert-files.store.ts';
import { AlertFiles } from './alert-files.ts';
import { alertsRoutes } from './alerts.routes.ts';
import { AlertsService } from './alerts.service.ts';
import { alertsChanged, alertsSockets } from './alerts.sockets.ts';
import { tellAppealsEnding } from './appeals-ending.ts';
import { CardMaker } from './card-maker.ts';
import { CardNotices } from './card-notices.ts';
import { CardsStore } from './cards.store.ts';
import { ConfirmedLeads } from './confirmed-leads.ts';
import { EngineStore } from './engine.store.ts';
import { Engine } from './engine.ts';
import { lifeRoutes } from './life.routes.ts';
import { LifeService } from './life.service.ts';
import { preview } from './preview.ts';
import { askForSweep } from './sweeps.store.ts';
import { Sweeps } from './sweeps.ts';
import { departmentNames } from './told-card.store.ts';

export { AlertFiles as AnswerFiles, type AlertFilesOptions as AnswerFilesOptions } from './alert-files.ts';
export { alertsChanged } from './alerts.sockets.ts';
export type { ConfirmedLead, ConfirmedLeads } from './confirmed-leads.ts';
export { daysAfter, leftMs } from './deadlines.ts';
export { issuedCards } from './issued-cards.store.ts';
export { sendAnswerFile } from './send-answer-file.ts';

/**
 * Other processes see a changed calendar within a second, and judge by the old one until then: what they put off wrongly
 * is gone through after that. Deadlines that moved are looked at by whoever moved them, at once.
 */
const CLOCKS_KNOWN_MS = 1500;

export interface AlertsNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly dataDir: string;
  readonly clocks: WorkingClocks;
  readonly cases: Pick<CaseLog, 'files' | 'views'>;
  readonly overlays: {
    readonly windows: Pick<WindowStatuses, 'record'>;
    publish(statuses: readonly WindowStatus[]): void;
  };
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<Told[]> };
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCase' | 'ofRegion'>;
  readonly now: () => number;
  readonly log: Logger;
}

export interface Alerts {
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  readonly engine: Engine;
  /** For leads that a person confirmed. */
  readonly confirmedLeads: Pick<ConfirmedLeads, 'issue'>;
  /** Events were taken: there may be something to look at. */
  nudge(): void;
  /** Calendars or hours changed: rules may say something else of any open case. */
  clocksChanged(): Promise<void>;
  /** Departments are told of appeals that end, each once a day. */
  tellAppealsEnding(day: string): Promise<void>;
  start(): void;
  /** Files that nobody answered with. */
  sweepFiles(): Promise<number>;
  close(): Promise<void>;
}

export function createAlerts(needs: AlertsNeeds): Alerts {
  const { db, bus, clocks, cases, overlays, audit, gate, visibility, finder, now } = needs;
  const log = needs.log.child({ part: 'alerts' });
  const rulesStore = new RulesStore({ db });
  const book = new RuleBook({ store: rulesStore, now });
  const store = new EngineStore({ db });
  const cards = new CardsStore({ db });
  const notices = new CardNotices(needs);
  const maker = new CardMaker({ windows: overlays.windows, cases, notices, departmentNames });
  const changed = (alertIds: readonly string[], isNews = false) => {
    if (alertIds.length > 0)
      bus.publish(
        alertsChanged,
        alertIds.map((alertId) => ({ alertId, isNews })),
      );
  };
  const engine: Engine = new Engine({
    ...{ db, store, book, clocks, cases, maker, now, log },
    acts: new Acts({ db, clocks, cases, notices, publish: changed }),
    sweeps: new Sweeps({
      ...{ db, store },
      quickLook: (rows, nowMs) => {
        // Whichever process asked for it.
        clocks.forget();
        return engine.quickLook(rows, nowMs);
      },
    }),
    publish: (alerts, statuses) => {
      overlays.publish(statuses);
      if (alerts.length > 0) bus.publish(alertsChanged, [...alerts]);
    },
  });
  const life = new LifeService({
    ...{ db, clocks, cases, maker, notices, now },
    publish: (alertId, isNews, statuses) => {
      overlays.publish(statuses);
      changed([alertId], isNews);
      engine.nudge();
    },
  });
  const confirmedLeads = new ConfirmedLeads({
    ...{ db, book, clocks, cases, maker, now },
    publish: (made, statuses) => {
      overlays.publish(statuses);
      bus.publish(alertsChanged, [...made]);
      engine.nudge();
    },
  });
  const files = new AlertFiles({
    store: new AlertFilesStore({ db }),
    files: createFileStore(needs.dataDir, 'alert-files'),
    now,
  });
  const alerts = new AlertsService({ store: cards, finder, gate, clocks, now });
  const rules = new RulesService({
    ...{ store: rulesStore, book, now },
    onChanged: async (regionCode, subject) => {
      await askForSweep(db, { regionCode, whole: subject !== 'case' }, now());
      afterCommit(() => engine.nudge());
    },
  });
  const ofRules = rulesRoutes({
    rules,
    finder,
    preview: (asked) => preview({ db, store, clocks, cases, now }, asked),
  });
  const ofLife = lifeRoutes({ life, alerts, store: cards, files, finder, gate, visibility });
  const sockets = alertsSockets({ store: cards, visibility, bus, now, log });
  return {
    routes: [
      ...alertsRoutes({ alerts, store: cards, visibility, now }),
      ...ofLife.questions,
      ...ofRules.questions,
      ...audited([...ofLife.changes, ...ofRules.changes], audit),
    ],
    sockets: sockets.sockets,
    engine,
    confirmedLeads,
    nudge: () => engine.nudge(),
    clocksChanged: async () => {
      await askForSweep(db, { regionCode: null, whole: false }, now() + CLOCKS_KNOWN_MS);
    },
    tellAppealsEnding: tellAppealsEnding({ db, notices: needs.notices, now }),
    start: () => engine.start(),
    sweepFiles: () => files.sweep(),
    close: async () => {
      sockets.close();
      await engine.close();
    },
  };
}
