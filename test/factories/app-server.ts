/** Routes served on a real database by a real HTTP server on loopback: what slices' integration tests talk to. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AccessSlice, createAccess, type SsoConfig } from '../../server/access/index.ts';
import { type App, buildApp } from '../../server/app.ts';
import { type Audit, createAudit } from '../../server/audit/index.ts';
import { type Bus, createLocalBus } from '../../server/platform/bus.ts';
import type { Db } from '../../server/platform/db/connect.ts';
import type { Route } from '../../server/platform/http/route.ts';
import { serveApp } from '../../server/platform/http/serve-app.ts';
import { silentLog } from '../../server/platform/log.ts';
import { sealerWithKey } from '../../server/platform/sealer.ts';
import { ApiClient } from './api-client.ts';
import { createTestDatabase } from './database.ts';

export interface ServerParts {
  readonly db: Db;
  readonly bus: Bus;
  readonly audit: Audit;
  readonly access: AccessSlice['access'];
  /** For who knows where things are. */
  readonly rightsRoutes: AccessSlice['rightsRoutes'];
  readonly userImports: AccessSlice['userImports'];
  readonly now: () => number;
}

export interface AppServerOptions {
  /** The routes of the slices under test; access and audit are there anyway. */
  readonly routes?: (parts: ServerParts) => readonly Route[];
  readonly now?: () => number;
  /** Another sign-in service. */
  readonly sso?: SsoConfig;
  readonly signInLimits?: {
    readonly byAddress: number;
    readonly byName: number;
    readonly perSeconds: number;
  };
}

export interface AppServer extends ServerParts {
  readonly baseUrl: string;
  /** For Socket.IO to sit on. */
  readonly http: Server;
  readonly app: App;
  readonly slice: AccessSlice;
  /** Signed in as `admin`, who may everything. */
  readonly admin: ApiClient;
  close(): Promise<void>;
}

export const ADMIN_PASSWORD = 'admin-password-1';

export async function startAppServer(options: AppServerOptions = {}): Promise<AppServer> {
  const database = await createTestDatabase();
  const { db } = database;
  const log = silentLog();
  const now = options.now ?? Date.now;
  const bus = createLocalBus(log);
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-app-server-'));
  const { audit, ...trail } = createAudit({ db, now, dataDir, log });
  const slice = createAccess({
    db,
    bus,
    audit,
    now,
    log,
    sealer: sealerWithKey(randomBytes(32)),
    ...(options.sso && { sso: options.sso }),
    ...(options.signInLimits && { signInLimits: options.signInLimits }),
  });
  const { access, rightsRoutes, userImports } = slice;
  await slice.ensureAdmin(ADMIN_PASSWORD);
  const parts: ServerParts = { db, bus, audit, access, rightsRoutes, userImports, now };
  const routes = [...slice.routes, ...trail.routes, ...(options.routes?.(parts) ?? [])];
  const app = buildApp({ routes, gate: access, log });
  const server = createServer();
  serveApp(server, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...parts,
    baseUrl,
    http: server,
    app,
    slice,
    admin: await ApiClient.signIn(baseUrl, 'admin', ADMIN_PASSWORD),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      slice.close();
      await trail.close();
      await rm(dataDir, { recursive: true, force: true });
      await bus.close();
      await database.close();
    },
  };
}
