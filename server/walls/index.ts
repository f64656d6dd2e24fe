/** Saved walls and tours, what they are built from, windows in trouble, and screens driven from a desk. */
import { rightsChanged } from '../access/index.ts';
import { alertsChanged } from '../alerts/index.ts';
import type { Cameras } from '../cameras/index.ts';
import { leadsChanged } from '../leads/index.ts';
import { statusesMade } from '../overlays/index.ts';
import type { Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { Saved } from './saved.service.ts';
import { SavedStore } from './saved.store.ts';
import { screensSockets } from './screens.sockets.ts';
import { ScreenBoard } from './screens.ts';
import { SightStore } from './sight.store.ts';
import { SourcesStore } from './sources.store.ts';
import { type TourPlan, ToursService } from './tours.service.ts';
import { troubleSockets } from './trouble.sockets.ts';
import { TroubleStore } from './trouble.store.ts';
import { TroubleBoard } from './trouble.ts';
import { wallsRoutes } from './walls.routes.ts';
import { type WallPages, WallsService } from './walls.service.ts';

export interface WallsNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly cameras: Pick<Cameras['service'], 'pictures'>;
  readonly now: () => number;
  readonly log: Logger;
}

export interface Walls {
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketHandlers[];
  /** Something happened that may have made or ended trouble. */
  nudge(): void;
  close(): void;
}

export function createWalls(needs: WallsNeeds): Walls {
  const { db, bus, audit, gate, visibility, cameras, now, log } = needs;
  const sight = new SightStore({ db });
  const walls = new WallsService({
    ...{ sight, visibility },
    saved: new Saved<WallPages>({
      ...{ kind: 'wall', now },
      store: new SavedStore<WallPages>({ db, kind: 'wall' }),
    }),
  });
  const tours = new ToursService({
    saved: new Saved<TourPlan>({
      ...{ kind: 'tour', now },
      store: new SavedStore<TourPlan>({ db, kind: 'tour' }),
    }),
    wallOf: (actor, id) => walls.get(actor, id),
  });
  const trouble = new TroubleBoard({ store: new TroubleStore({ db }), visibility, now });
  const telling = troubleSockets({ board: trouble, log });
  const stops = [
    bus.subscribe(statusesMade, (made) => {
      trouble.statusesMade(made);
      telling.nudge();
    }),
    bus.subscribe(alertsChanged, () => telling.nudge()),
    bus.subscribe(leadsChanged, () => telling.nudge()),
    bus.subscribe(rightsChanged, () => telling.nudge()),
  ];
  const routes = wallsRoutes({
    ...{ walls, tours, trouble, now },
    sources: new SourcesStore({ db }),
    windowsOf: (actor) => visibility.visible(actor, 'places:read'),
    picturesOf: async (actor, ids) => {
      const seen = await sight.seen(ids, await walls.sightOf(actor));
      return cameras.pictures([...seen], await visibility.visible(actor, 'places:read'));
    },
  });
  return {
    routes: audited(routes, audit),
    sockets: [telling.sockets, screensSockets({ board: new ScreenBoard({ now }), gate, log })],
    nudge: telling.nudge,
    close: () => {
      for (const stop of stops) stop();
      telling.close();
    },
  };
}
