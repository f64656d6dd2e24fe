/** 视频巡查: plans, rounds through windows with a checklist, random looks that nobody can foresee and anybody can verify. */
import type { WorkingClocks } from '../calendar/index.ts';
import type { FindingsPort } from '../findings/index.ts';
import type { NewNotice } from '../notices/index.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Db } from '../platform/db/connect.ts';
import { afterCommit } from '../platform/db/unit-of-work.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { Sealer } from '../platform/sealer.ts';
import { DrawKeeper } from './draw-keeper.ts';
import { drawsRoutes } from './draws.routes.ts';
import { DrawsStore } from './draws.store.ts';
import { plansRoutes } from './plans.routes.ts';
import { PlansService } from './plans.service.ts';
import { PlansStore } from './plans.store.ts';
import { RoundKeeper } from './round-keeper.ts';
import { RoundNotices } from './round-notices.ts';
import { RoundReadsStore } from './round-reads.store.ts';
import { RoundStops } from './round-stops.ts';
import { roundsRoutes } from './rounds.routes.ts';
import { RoundsService } from './rounds.service.ts';
import { RoundsStore } from './rounds.store.ts';

/** For the shift desk, which tells of rounds. */
export { patrolVisible } from './reach.store.ts';

export interface PatrolsNeeds {
  readonly db: Db;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofRegion' | 'ofHall' | 'ofWindow'>;
  readonly clocks: WorkingClocks;
  readonly notices: { notifyAll(trx: Db, notices: readonly NewNotice[]): Promise<unknown> };
  readonly findings: Pick<FindingsPort, 'note'>;
  readonly sealer: Sealer;
  readonly now: () => number;
  readonly log: Logger;
}

export interface Patrols {
  readonly routes: readonly Route[];
  /** Makes, tells and draws what is due now. */
  look(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

export function createPatrols(needs: PatrolsNeeds): Patrols {
  const { db, audit, gate, visibility, finder, clocks, sealer, findings, now } = needs;
  const log = needs.log.child({ part: 'patrols' });
  const plansStore = new PlansStore({ db });
  const roundsStore = new RoundsStore({ db });
  const draws = new DrawsStore({ db });
  const keeper = new RoundKeeper({
    ...{ plans: plansStore, rounds: roundsStore, clocks, now, log },
    draws: new DrawKeeper({
      ...{ store: draws, plans: plansStore, rounds: roundsStore, clocks, sealer, audit, now, log },
    }),
    notices: new RoundNotices({ db, notices: needs.notices, plans: plansStore }),
  });
  const plans = new PlansService({
    ...{ store: plansStore, visibility, gate, finder, clocks, now },
    onChanged: () => afterCommit(() => keeper.nudge()),
  });
  const rounds = new RoundsService({
    ...{ store: roundsStore, reads: new RoundReadsStore({ db }), findings, visibility, gate, finder, now },
    stops: new RoundStops({ plans: plansStore, clocks }),
  });
  const ofPlans = plansRoutes({ plans });
  const ofRounds = roundsRoutes({ rounds, visibility, audit, now });
  return {
    routes: [
      ...ofPlans.questions,
      ...ofRounds.questions,
      ...drawsRoutes({ store: draws, visibility }),
      ...audited([...ofPlans.changes, ...ofRounds.changes], audit),
    ],
    look: () => keeper.look(),
    start: () => keeper.start(),
    close: () => keeper.close(),
  };
}
