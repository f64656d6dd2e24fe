/** Which cameras do not work, and why: checks, outages, kept pictures, alarms. */
import type { Registry } from 'prom-client';
import { KeyframeDecoder } from '../../streams/analysis/index.ts';
import type { StreamHub, StreamKey } from '../../streams/index.ts';
import type { OfficeHours } from '../contract/office-hours.ts';
import type { PlaceFinder, Visibility } from '../places/index.ts';
import type { Bus } from '../platform/bus.ts';
import type { Db } from '../platform/db/connect.ts';
import { createFileStore } from '../platform/files/index.ts';
import { type AuditTrail, audited } from '../platform/http/audited.ts';
import type { Gate } from '../platform/http/gate.ts';
import type { Route } from '../platform/http/route.ts';
import type { Logger } from '../platform/log.ts';
import type { SocketHandlers } from '../platform/sockets.ts';
import { alarmsRoutes } from './alarms.routes.ts';
import { AlarmsStore } from './alarms.store.ts';
import { Alarms } from './alarms.ts';
import { BoardStore } from './board.store.ts';
import { Checker } from './checker.ts';
import { healthChangingRoutes, healthRoutes } from './health.routes.ts';
import { HealthService } from './health.service.ts';
import { healthSockets } from './health.sockets.ts';
import { addHealthFigures } from './health-figures.ts';
import { HallHours } from './office-hours.ts';
import { OutagesStore } from './outages.store.ts';
import { PictureKeeper } from './picture-keeper.ts';
import { picturesRoutes } from './pictures.routes.ts';
import { PicturesStore } from './pictures.store.ts';
import { Recorder } from './recorder.ts';
import { KeyframeTaker } from './take-keyframe.ts';
import { WatchStore } from './watch.store.ts';

export { Looks as PictureLooks } from './looks.ts';

export interface HealthNeeds {
  readonly db: Db;
  readonly dataDir: string;
  readonly bus: Bus;
  readonly audit: AuditTrail;
  readonly gate: Pick<Gate, 'permits'>;
  readonly visibility: Visibility;
  readonly finder: Pick<PlaceFinder, 'ofCamera' | 'ofCameraAt' | 'ofHall'>;
  readonly hub: Pick<StreamHub, 'peek' | 'acquire' | 'letGo' | 'onStatus' | 'status' | 'statuses'>;
  /** Room on the line of the camera's hall, after everybody else. */
  readonly enterLine: (key: StreamKey) => Promise<() => void>;
  readonly hoursOf: (hallId: string) => Promise<OfficeHours>;
  readonly registry?: Registry;
  readonly log: Logger;
  readonly now: () => number;
  readonly everyMs: number;
  readonly ffmpegPath?: string;
  /** How long outages of a hall are gathered before somebody is told. */
  readonly groupMs?: number;
}

export interface Health {
  readonly routes: readonly Route[];
  readonly sockets: SocketHandlers;
  readonly checker: Checker;
  /** Office hours were set anew. */
  forgetHours(): void;
  /** Checks begin. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export function createHealth(needs: HealthNeeds): Health {
  const { db, bus, audit, gate, visibility, finder, hub, now, log: parent, everyMs } = needs;
  const log = parent.child({ part: 'health' });
  const watches = new WatchStore({ db });
  const outages = new OutagesStore({ db });
  const pictures = new PicturesStore({ db });
  const board = new BoardStore({ db });
  const alarmsStore = new AlarmsStore({ db });
  const hours = new HallHours(needs);
  const files = createFileStore(needs.dataDir, 'camera-pictures');
  const keeper = new PictureKeeper({ files, pictures, now });
  const alarms = new Alarms({
    ...{ alarms: alarmsStore, hours, bus, log, now },
    hallNow: (hallId) => checker.hallNow(hallId),
    isQuietWished: async () => (await service.settings()).quietOutsideOfficeHours,
    ...(needs.groupMs !== undefined && { groupMs: needs.groupMs }),
  });
  const recorder = new Recorder({ watches, outages, keeper, alarms, bus, log, now });
  const checker: Checker = new Checker({
    ...{ watches, outages, pictures, keeper, recorder, hours, log, now, everyMs },
    taker: new KeyframeTaker(needs),
    decoder: new KeyframeDecoder(needs.ffmpegPath === undefined ? {} : { ffmpegPath: needs.ffmpegPath }),
    statuses: () => hub.statuses(),
  });
  const service: HealthService = new HealthService({
    ...{ board, outages, pictures, keeper, watches, everyMs, now },
    alarms: alarmsStore,
    watchOf: (cameraId) => checker.watchOf(cameraId),
    acceptView: (cameraId) => checker.acceptView(cameraId),
    statusOf: (key) => hub.status(key),
  });
  if (needs.registry) addHealthFigures({ registry: needs.registry, checker, board });
  const sockets = healthSockets({ alarms: alarmsStore, gate, visibility, finder, bus, log });
  const changing = [
    ...healthChangingRoutes({ health: service, finder }),
    ...alarmsRoutes({ health: service, alarms, store: alarmsStore, finder, visibility }),
  ];
  return {
    routes: [
      ...healthRoutes({ health: service, finder, visibility }),
      ...picturesRoutes({ health: service, board, finder, visibility, audit, now }),
      ...audited(changing, audit),
    ],
    sockets: sockets.sockets,
    checker,
    forgetHours: () => hours.forget(),
    start: () => checker.start(),
    close: async () => {
      await checker.close();
      await alarms.end();
      sockets.close();
    },
  };
}
