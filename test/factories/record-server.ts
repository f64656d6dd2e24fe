/** The record plane on a real database: places, cameras, matters, cases, exchange, overlays, and Socket.IO. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import { rightsChanged, sessionsEnded } from '../../server/access/index.ts';
import { type Alerts, createAlerts, issuedCards } from '../../server/alerts/index.ts';
import { type ClockFaultWatch, calendarChanged, createCalendar } from '../../server/calendar/index.ts';
import { type Cameras, createCameras, type Probe } from '../../server/cameras/index.ts';
import { type Cases, createCases } from '../../server/cases/index.ts';
import { createClerks } from '../../server/clerks/index.ts';
import type { ClientToServer, Reply, ServerToClient } from '../../server/contract/sockets.ts';
import { createDesk } from '../../server/desk/index.ts';
import { createExchange, type Exchange } from '../../server/exchange/index.ts';
import { createImports, type Imports } from '../../server/imports/index.ts';
import { createMatters } from '../../server/matters/index.ts';
import { createNotices } from '../../server/notices/index.ts';
import { createOverlays } from '../../server/overlays/index.ts';
import { caseVisible, createPlaces, type Places } from '../../server/places/index.ts';
import type { Route } from '../../server/platform/http/route.ts';
import { silentLog } from '../../server/platform/log.ts';
import { type Sealer, sealerWithKey } from '../../server/platform/sealer.ts';
import { createSockets, type SocketHandlers } from '../../server/platform/sockets.ts';
import { createSearch } from '../../server/search/index.ts';
import type { Resolve } from '../../streams/reach/index.ts';
import type { ApiClient } from './api-client.ts';
import { type AppServer, type ServerParts, startAppServer } from './app-server.ts';

export type TestSocket = Socket<ServerToClient, ClientToServer>;

export interface RecordServer extends AppServer {
  readonly cameras: Cameras;
  readonly exchange: Exchange;
  readonly alerts: Alerts;
  /** Looks when the test says so. */
  readonly clockFaults: ClockFaultWatch;
  /** Cameras whose address changed, as the media plane is told. */
  readonly changedCameras: string[];
  /** Where files are kept; gone when it is closed. */
  readonly dataDir: string;
  /** A Socket.IO client signed in as `api` is, connected. */
  connect(api: ApiClient): Promise<TestSocket>;
}

export interface RecordServerOptions {
  readonly now?: () => number;
  readonly probe?: Probe;
  /** Internal networks that cameras may be on. Default: loopback, 10/8 and 192.168/16. */
  readonly networks?: readonly string[];
  readonly resolve?: Resolve;
  /** False: cases are looked at when the test says so (`alerts.engine.lookAtAll()`). */
  readonly engine?: false;
  /** Routes of slices that stand on these. */
  readonly also?: (parts: ServerParts & RecordSlices) => readonly Route[];
  /** Their sockets, once their routes are made. */
  readonly alsoSockets?: () => readonly SocketHandlers[];
}

export interface RecordSlices {
  readonly cases: Cases;
  readonly places: Places;
  readonly cameras: Cameras;
  readonly sealer: Sealer;
}

const noProbe: Probe = async () => ({ ok: false, code: 'camera_unreachable', reason: 'no cameras here' });

export async function startRecordServer(options: RecordServerOptions = {}): Promise<RecordServer> {
  const changedCameras: string[] = [];
  const opened: TestSocket[] = [];
  const log = silentLog();
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-record-'));
  const sealer = sealerWithKey(randomBytes(32));
  let made:
    | {
        cameras: Cameras;
        overlays: ReturnType<typeof createOverlays>;
        imports: Imports;
        exchange: Exchange;
        alerts: Alerts;
        clockFaults: ClockFaultWatch;
      }
    | undefined;
  const server = await startAppServer({
    ...(options.now && { now: options.now }),
    routes: ({ db, bus, access, rightsRoutes, userImports, audit, now }) => {
      const visibility = access;
      const calendar = createCalendar({ db, bus, now });
      const places = createPlaces({
        ...{ db, now, dataDir },
        onHoursChanged: (hallId) => calendar.hallChanged(hallId),
        onMoved: () => bus.publish(rightsChanged, { userIds: null }),
      });
      const onChanged = (id: string) => changedCameras.push(id);
      const cameras = createCameras({
        ...{ db, now, places, sealer, onChanged },
        networks: options.networks ?? ['127.0.0.0/8', '10.0.0.0/8', '192.168.0.0/16'],
        ...(options.resolve && { resolve: options.resolve }),
      });
      const clerks = createClerks({ db, places, now });
      const matters = createMatters({ db, places, now });
      const cases = createCases({ db, now, sealer, clocks: calendar.clocks, cards: issuedCards });
      const overlays = createOverlays({ db, bus, places, visibility, now, log });
      const { notices } = createNotices({
        ...{ db, bus, audit, sealer, visibility, finder: places.finder, log, now },
        ...{ mail: undefined, webhookNetworks: [], ownPorts: () => [], publicUrl: undefined },
      });
      const exchange = createExchange({
        notices,
        ...{ db, log: cases.log, overlays, sealer, bus, audit, logger: log, now },
        ...{ finder: places.finder, visibility, gate: access, clocks: calendar.clocks },
        ...{ dropRoot: join(dataDir, 'drop'), dropEveryMs: 50, dropSettledMs: 100 },
        onTaken: () => options.engine !== false && alerts.nudge(),
      });
      const alerts = createAlerts({
        ...{ db, bus, dataDir, clocks: calendar.clocks, cases: cases.log, overlays, notices, now, log },
        ...{ audit, gate: access, visibility, finder: places.finder },
      });
      bus.subscribe(calendarChanged, () => void alerts.clocksChanged());
      if (options.engine !== false) alerts.start();
      const imports = createImports({
        ...{
          db,
          now,
          log,
          sealer,
          access,
          audit,
          users: userImports,
          matters: matters.service,
          windowMatters: matters.served,
          clerks: clerks.clerks,
          shifts: clerks.shifts,
        },
        ...{ places: places.service, finder: places.finder },
        ...{ cameras: cameras.service, cameraImports: cameras.imports },
      });
      const clockFaults = calendar.faultWatch({ notices, log });
      made = { cameras, overlays, imports, exchange, alerts, clockFaults };
      return [
        ...rightsRoutes({ finder: places.finder, caseVisible }),
        ...places.routes({ visibility, audit }),
        ...calendar.routes({ visibility, audit, finder: places.finder }),
        ...cameras.routes({ visibility, audit, probe: options.probe ?? noProbe }),
        ...matters.routes({ visibility, audit }),
        ...clerks.routes({ visibility, audit }),
        ...cases.routes({ visibility, audit, finder: places.finder }),
        ...createSearch({ db, visibility, log }).routes,
        ...overlays.routes,
        ...exchange.routes,
        ...alerts.routes,
        ...createDesk({
          ...{ db, exchange: exchange.service, finder: places.finder, visibility, sealer, audit, now },
        }).routes,
        ...imports.routes,
        ...(options.also?.({
          db,
          bus,
          access,
          rightsRoutes,
          userImports,
          audit,
          now,
          cases,
          places,
          cameras,
          sealer,
        }) ?? []),
      ];
    },
  });
  if (made === undefined) throw new Error('the server asked for no routes');
  const { cameras, overlays, imports, exchange, alerts, clockFaults } = made;
  const sockets = createSockets({
    server: server.http,
    gate: server.access,
    handlers: [overlays.sockets, exchange.sockets, alerts.sockets, ...(options.alsoSockets?.() ?? [])],
    log,
  });
  server.bus.subscribe(sessionsEnded, ({ sessionIds }) => sockets.endSessions(sessionIds));
  server.bus.subscribe(rightsChanged, ({ userIds }) => sockets.tellRightsChanged(userIds));
  return {
    ...server,
    cameras,
    exchange,
    alerts,
    clockFaults,
    changedCameras,
    dataDir,
    connect: async (api) => {
      const socket: TestSocket = io(server.baseUrl, {
        transports: ['websocket'],
        forceNew: true,
        extraHeaders: api.headers,
      });
      opened.push(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return socket;
    },
    close: async () => {
      for (const socket of opened) socket.close();
      await imports.close();
      await exchange.close();
      await alerts.close();
      overlays.close();
      sockets.io.disconnectSockets(true);
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Asks over a socket and unpacks the reply. */
export function ask<T>(send: (ack: (reply: Reply<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    send((reply) => (reply.ok ? resolve(reply.value) : reject(new Error(reply.problem.code))));
  });
}
