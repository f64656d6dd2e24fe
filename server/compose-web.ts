/**
 * What answers browsers and departments: the certificate, the routes as one app, the web server, its sockets. Given what the
 * slices made; it listens when it is told to.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Http2SecureServer } from 'node:http2';
import { join } from 'node:path';
import type { Registry } from 'prom-client';
import type { LoadedConfig } from '../config/load.ts';
import { type Access, rightsChanged, sessionsEnded } from './access/index.ts';
import { buildApp } from './app.ts';
import type { Bus } from './platform/bus.ts';
import type { ReadinessCheck } from './platform/http/health.ts';
import { createWebServer, listen } from './platform/http/listen.ts';
import type { Route } from './platform/http/route.ts';
import { serveApp } from './platform/http/serve-app.ts';
import type { Lifecycle } from './platform/lifecycle.ts';
import type { Logger } from './platform/log.ts';
import { createSockets, type SocketHandlers } from './platform/sockets.ts';
import { keepFresh, readIdentity } from './platform/tls/index.ts';

export interface WebNeeds {
  readonly config: LoadedConfig;
  readonly dataDir: string;
  readonly access: Access;
  readonly bus: Bus;
  readonly registry: Registry;
  readonly lifecycle: Lifecycle;
  readonly log: Logger;
  readonly now: () => number;
  readonly checkReadiness: () => Promise<ReadinessCheck[]>;
  /** These sessions are in use, though no request comes. */
  readonly keepAlive: (sessionIds: ReadonlySet<string>) => Promise<void>;
  /** In the order in which they are looked through. */
  readonly routes: readonly Route[];
  readonly sockets: readonly SocketHandlers[];
}

export interface Web {
  /** The whole surface. */
  readonly routes: readonly Route[];
  /** SHA-256 of the TLS certificate, where we made it ourselves. */
  readonly ownCertificate: string | undefined;
  /** Where this machine reaches it. */
  listen(): Promise<string>;
}

const KEEP_ALIVE_EVERY_MS = 60_000;

export function composeWeb(needs: WebNeeds): Web {
  const { config, access, bus, registry, lifecycle, log, checkReadiness } = needs;
  const tls = config.tlsCert === undefined ? undefined : readTls(needs);
  const clientDir = join(config.root, 'dist/client');
  const app = buildApp({
    ...{ routes: needs.routes, gate: access, log, checkReadiness, registry },
    trustProxy: config.trustProxy,
    secure: tls?.isOwn ? 'own' : tls !== undefined,
    version: versionOf(config.root),
    ...(existsSync(clientDir) && { clientDir }),
    ...(config.metricsToken !== undefined && { metricsToken: config.metricsToken }),
  });
  const server = createWebServer(tls);
  if (tls) {
    const freshened = keepFresh(server as Http2SecureServer, () => readTls(needs), log);
    lifecycle.onClose('TLS certificate', freshened);
  }
  serveApp(server, app);
  const sockets = createSockets({
    ...{ server, gate: access, handlers: needs.sockets, log, trustProxy: config.trustProxy },
  });
  lifecycle.onClose('web server', () => sockets.close());
  bus.subscribe(sessionsEnded, ({ sessionIds }) => sockets.endSessions(sessionIds));
  bus.subscribe(rightsChanged, ({ userIds }) => sockets.tellRightsChanged(userIds));
  const keepAlive = setInterval(() => {
    needs
      .keepAlive(sockets.sessionsInUse())
      .catch((error) => log.warn({ err: error }, 'sessions could not be kept alive'));
  }, KEEP_ALIVE_EVERY_MS);
  lifecycle.onClose('session keeper', () => clearInterval(keepAlive));
  return {
    routes: app.routes,
    ownCertificate: tls?.isOwn ? tls.fingerprint : undefined,
    listen: async () => {
      const port = await listen(server, config.host, config.port);
      return `${tls ? 'https' : 'http'}://${localName(config.host)}:${port}`;
    },
  };
}

const readTls = ({ config, dataDir, now }: WebNeeds) =>
  readIdentity({
    certFile: config.tlsCert ?? 'self',
    keyFile: config.tlsKey,
    ...{ dataDir, now },
    alsoNames: [config.host, ...(config.webrtcAnnouncedAddress ?? '').split(',').filter(Boolean)],
  });

function versionOf(root: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** As one would type it on this machine. */
function localName(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
