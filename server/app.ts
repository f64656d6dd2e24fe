/** The HTTP surface: the route table, the client's files, and nothing else. Opens no port. */
import compression from 'compression';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { pinoHttp } from 'pino-http';
import type { Registry } from 'prom-client';
import { AppError } from './platform/errors.ts';
import type { Gate } from './platform/http/gate.ts';
import { securityHeaders } from './platform/http/headers.ts';
import { healthRoutes, type ReadinessCheck } from './platform/http/health.ts';
import { HotLane } from './platform/http/hot-lane.ts';
import { createRegistry, measureRequests } from './platform/http/metrics.ts';
import { mountRoute } from './platform/http/mount.ts';
import { openApiDocument } from './platform/http/openapi.ts';
import { type Route, route } from './platform/http/route.ts';
import { sendProblem } from './platform/http/send-problem.ts';
import { mountClient } from './platform/http/static-client.ts';
import type { Logger } from './platform/log.ts';

export interface AppOptions {
  /** Of every slice. Two of the same method and path, or one without a `need`, stop the start. */
  readonly routes: readonly Route[];
  readonly gate: Gate;
  readonly log: Logger;
  readonly checkReadiness?: () => Promise<ReadinessCheck[]>;
  /** The folder with the built client; left out: no pages. */
  readonly clientDir?: string;
  readonly registry?: Registry;
  readonly metricsToken?: string;
  readonly trustProxy?: boolean;
  /** Served over TLS; `own`: with a certificate of our own making. */
  readonly secure?: boolean | 'own';
  readonly version?: string;
}

export interface App {
  readonly express: Express;
  /** Answers ahead of Express what every viewer asks many times a second. */
  readonly hot: HotLane;
  /** Everything mounted, ours included: what the permission test walks through. */
  readonly routes: readonly Route[];
}

export function buildApp(options: AppOptions): App {
  const { gate, log } = options;
  const trustProxy = options.trustProxy ?? false;
  const registry = options.registry ?? createRegistry();
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', trustProxy ? 'loopback' : false);
  // Express's own ETag hashes every answer; media routes and static files bring theirs.
  app.set('etag', false);
  app.use(securityHeaders(options.secure ?? false));
  app.use(requestLog(log));
  const measure = measureRequests(registry);
  app.use(measure);
  // Media is compressed already, and a compressor's buffer would hold back its parts.
  app.use(
    compression({ filter: (req, res) => !req.url.startsWith('/media/') && compression.filter(req, res) }),
  );

  const own = healthRoutes({
    checkReadiness: options.checkReadiness ?? (async () => []),
    registry,
    ...(options.metricsToken !== undefined && { metricsToken: options.metricsToken }),
  });
  const routes: readonly Route[] = [
    ...own,
    ...options.routes,
    openApiRoute(() => routes, options.version ?? '0'),
  ];
  refuseTwins(routes);
  for (const one of routes) mountRoute(app, one, { gate, trustProxy });

  if (options.clientDir !== undefined) mountClient(app, options.clientDir);
  app.use(() => {
    throw new AppError(404, 'not_found', 'There is no such address.');
  });
  app.use(problems(log));
  const hot = new HotLane({ routes, gate, trustProxy, log, measure });
  return { express: app, routes, hot };
}

function openApiRoute(routes: () => readonly Route[], version: string): Route {
  let document: unknown;
  return route({
    method: 'get',
    path: '/api/v1/openapi.json',
    summary: 'This description',
    tag: 'platform',
    need: { kind: 'public' },
    raw: true,
    handler: async ({ res }) => {
      document ??= openApiDocument(routes(), version);
      res.json(document);
    },
  });
}

function refuseTwins(routes: readonly Route[]): void {
  const seen = new Set<string>();
  for (const { method, path } of routes) {
    const key = `${method} ${path}`;
    if (seen.has(key)) throw new Error(`${key} is in the route table twice`);
    seen.add(key);
  }
}

/** One line a request, without headers, bodies and queries: they hold cookies, tokens and names. */
function requestLog(log: Logger) {
  return pinoHttp({
    logger: log,
    quietReqLogger: true,
    serializers: {
      req: (req: { method: string; url: string; remoteAddress?: string }) => ({
        method: req.method,
        path: req.url.split('?')[0],
        from: req.remoteAddress,
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
    // What failed, and why, is said where it is answered.
    customLogLevel: () => 'debug',
  });
}

function problems(log: Logger): ErrorRequestHandler {
  return (error, req, res, _next) => sendProblem(error, req, res, log);
}
