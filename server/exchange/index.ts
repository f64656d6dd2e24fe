/** The interface departments report through. */
import type { WorkingClocks } from '../calendar/index.ts';
import type { CaseLog } from '../cases/index.ts';
import type { NewNotice } from '../notices/index.ts';
import type { Overlays } from '../overlays/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Sealer } from '../platform/sealer.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { createDrop, type FileDrop } from './drop/index.ts';
import { exchangeRoutes } from './exchange.routes.ts';
import { ExchangeService } from './exchange.service.ts';
import { exchangeSockets } from './exchange.sockets.ts';
import { FeedNotices } from './feed-notices.ts';
import { FeedWatch } from './feed-watch.ts';
import { feedsRoutes, tellDayRoute } from './feeds.routes.ts';
import { FeedsService } from './feeds.service.ts';
import { FeedsStore } from './feeds.store.ts';
import { createProfiles } from './profiles/index.ts';
import { refusalsRoutes, refusedRowRoutes } from './refusals.routes.ts';
import { RefusalsService } from './refusals.service.ts';
import { RefusalsStore } from './refusals.store.ts';

export { dropRootIn } from './drop/index.ts';
export { ExchangeService } from './exchange.service.ts';
export { feedChanged } from './feed-watch.ts';
export type { Machine, Sending, Submission } from './submission.ts';

export interface ExchangeNeeds {
  readonly db: Db;
  readonly log: CaseLog;
  readonly overlays: Pick<Overlays, 'windows' | 'publish'>;
  readonly sealer: Sealer;
  /** Something was taken and stands. */
  readonly onTaken?: () => void;
  /** Left out: silence is not told. */
  readonly clocks?: WorkingClocks;
  readonly finder: Pick<PlaceFinder, 'ofDepartment'>;
  readonly visibility: Visibility;
  readonly gate: Pick<Gate, 'permits'>;
  readonly audit: AuditTrail;
  readonly bus: Bus;
  /** Left out: nobody is told of faults. */
  readonly notices?: { notify(trx: Db, notice: NewNotice): Promise<unknown> };
  readonly logger: Logger;
  /** Where files are dropped, a folder a source. */
  readonly dropRoot: string;
  /** How often it is looked at, and how long a file must have stood still; left out: seconds. For tests. */
  readonly dropEveryMs?: number;
  readonly dropSettledMs?: number;
  readonly now: () => number;
}

export interface Exchange {
  /** For the desk, which reports through the same interface. */
  readonly service: ExchangeService;
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  readonly watch: FeedWatch;
  readonly drop: FileDrop;
  /** Departments are told what of theirs lies refused, each once a day. */
  tellRefusals(day: string): Promise<void>;
  close(): Promise<void>;
}

export function createExchange(needs: ExchangeNeeds): Exchange {
  const { db, log, overlays, sealer, clocks, finder, visibility, gate, audit, bus, now } = needs;
  const logger = needs.logger.child({ part: 'exchange' });
  const service = new ExchangeService({ ...needs, ...overlays });
  const profiles = createProfiles({ db, exchange: service });
  const refusalsStore = new RefusalsStore({ db });
  const told = needs.notices && new FeedNotices({ db, refusals: refusalsStore, notices: needs.notices });
  const refusals = new RefusalsService({
    ...{ store: refusalsStore, exchange: service, sealer, now },
    readAgain: profiles.readAgain,
  });
  const store = new FeedsStore({ db });
  const feeds = new FeedsService({ db, log, store, now });
  const watch = new FeedWatch({
    ...{ store, bus, log: logger, now },
    ...(clocks && { clocks }),
    ...(told && { notices: told }),
    tidy: () => refusals.forgetOld(),
  });
  const drop = createDrop({
    ...{ db, exchange: service, profiles: profiles.service, log: logger, finder, now },
    ...{ root: needs.dropRoot, departmentOf: feeds.departmentOf },
    ...(needs.dropEveryMs !== undefined && { everyMs: needs.dropEveryMs }),
    ...(needs.dropSettledMs !== undefined && { settledMs: needs.dropSettledMs }),
  });
  const sockets = exchangeSockets({ feeds, gate, visibility, finder, bus, log: logger });
  return {
    service,
    routes: [
      ...exchangeRoutes({ exchange: service }),
      ...profiles.routes,
      ...drop.routes,
      tellDayRoute({ feeds }),
      ...audited(
        [
          ...refusalsRoutes({ refusals, finder, visibility, audit }),
          ...feedsRoutes({ feeds, finder, visibility }),
        ],
        audit,
      ),
      // Last: one of them takes any id.
      ...refusedRowRoutes({ refusals, finder, visibility, audit }),
    ],
    sockets: sockets.sockets,
    watch,
    drop: drop.files,
    tellRefusals: async (day) => told?.refusalsWaiting(day),
    close: async () => {
      await drop.files.close();
      sockets.close();
      await watch.close();
    },
  };
}
