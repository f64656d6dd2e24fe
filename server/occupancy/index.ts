/** What the pictures show of windows' places: which cameras are looked at, spans joined, kept and told. Never who. */
import type { LearntPlaces, OccupancyListener, WatchedCamera } from '../../streams/occupancy/index.ts';
import { onRightsChanged } from '../access/index.ts';
import { windowsHandedOver } from '../overlays/index.ts';
import type { PlaceFinder, PlacesService, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { CameraSwitch } from './camera-switch.ts';
import type { OccupancyHistory } from './history.ts';
import { KeptHistory } from './kept-history.ts';
import { cameraSwitchRoutes, occupancyRoutes } from './occupancy.routes.ts';
import { occupancySockets } from './occupancy.sockets.ts';
import { OccupancyHub } from './occupancy-hub.ts';
import { SpanKeeper } from './span-keeper.ts';
import { SpanRetention } from './span-retention.ts';
import { SpansStore } from './spans.store.ts';
import { WatchPlan } from './watch-plan.ts';
import { WatchedStore } from './watched.store.ts';

export type { OccupancyHistory } from './history.ts';

/** What of whoever looks at pictures is needed. */
export interface WatchPort {
  set(cameras: readonly WatchedCamera[]): void;
  close(): Promise<void>;
}

export interface OccupancyNeeds {
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: AuditTrail;
  readonly visibility: Visibility;
  readonly places: {
    readonly service: Pick<PlacesService, 'windowsOf'>;
    readonly finder: Pick<PlaceFinder, 'ofWindowEver' | 'ofCamera'>;
  };
  /** Makes whoever looks; undefined: nothing is looked at on this site, and what was kept is still answered. */
  readonly watch: ((listener: OccupancyListener, learnt: LearntPlaces) => WatchPort) | undefined;
  readonly log: Logger;
  readonly now: () => number;
  /** For tests: how often time goes on, spans are written, and placements looked up. */
  readonly pace?: { readonly tickMs?: number; readonly keepMs?: number; readonly planMs?: number };
}

export interface Occupancy {
  readonly history: OccupancyHistory;
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  /** Cameras, windows or where they are in pictures changed. */
  changed(): void;
  start(): Promise<void>;
  /** What was seen is written, what is old removed: now, rather than in a while. */
  keep(): Promise<void>;
  sweep(): Promise<void>;
  close(): Promise<void>;
}

export function createOccupancy(needs: OccupancyNeeds): Occupancy {
  const { db, bus, audit, visibility, places, now, pace = {} } = needs;
  const log = needs.log.child({ part: 'occupancy' });
  const spans = new SpansStore({ db });
  const watched = new WatchedStore({ db, now });
  const hub = new OccupancyHub({ log });
  const keeper: SpanKeeper = new SpanKeeper({
    ...{ spans, log, now },
    ...(pace.tickMs !== undefined && { tickMs: pace.tickMs }),
    ...(pace.keepMs !== undefined && { keepMs: pace.keepMs }),
    onSpans: (told) => hub.tell(told),
    onKept: (windowIds) => history.tellKept(windowIds),
  });
  const history: KeptHistory = new KeptHistory({ spans, keeper, now });
  const watch = needs.watch?.(keeper, watched);
  const plan = new WatchPlan({
    ...{ watched, log },
    ...(pace.planMs !== undefined && { everyMs: pace.planMs }),
    // Tracks first: whoever looks may say something at once.
    apply: (placements, cameras) => {
      keeper.watch(placements);
      watch?.set(cameras);
    },
  });
  const retention = new SpanRetention({ spans, log, now });
  const cameras = new CameraSwitch({ watched, keeper, plan, site: watch !== undefined });
  const stop = bus.subscribe(windowsHandedOver, ({ windowIds }) => {
    keeper.split(windowIds);
    hub.reconsider(windowIds);
  });
  const routesOptions = { history, cameras, finder: places.finder, visibility };
  return {
    history,
    routes: [...occupancyRoutes(routesOptions), ...audited(cameraSwitchRoutes(routesOptions), audit)],
    sockets: occupancySockets({
      ...{ hub, history, visibility, now, log },
      windowsOf: (visible, ids) => places.service.windowsOf(visible, ids),
      onRightsChanged: (userId, recheck) => onRightsChanged(bus, userId, recheck),
    }),
    changed: () => {
      if (watch) plan.nudge();
    },
    start: async () => {
      await keeper.start();
      if (watch) await plan.start();
      retention.start();
    },
    keep: () => keeper.keep(),
    sweep: () => retention.sweep(),
    close: async () => {
      stop();
      await plan.close();
      await watch?.close();
      await keeper.close();
      await retention.close();
    },
  };
}
