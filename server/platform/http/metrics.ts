/** Prometheus figures of the process and of HTTP. Slices add their own to the same registry. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { METHODS } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export function createRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'mc_' });
  return registry;
}

/** By route pattern, never by address: cameras' ids would make a series each. */
export function measureRequests(registry: Registry): RequestHandler {
  const histogram = new Histogram({
    name: 'mc_http_request_seconds',
    help: 'Time from a request to the end of its answer (LL-HLS holds answers back on purpose)',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  return (req, res, next) => {
    const done = histogram.startTimer();
    res.once('finish', () => {
      const { path } = (req.route ?? {}) as { path?: unknown };
      // HTTP/2 takes any word for a method: each would make series of its own.
      const method = METHODS_KNOWN.has(req.method) ? req.method : 'other';
      done({ method, route: typeof path === 'string' ? path : 'other', status: res.statusCode });
    });
    next();
  };
}

const METHODS_KNOWN: ReadonlySet<string> = new Set(METHODS);

/** This machine itself, or whoever has the token. Behind a proxy `req.ip` is the asker's, not the proxy's. */
export function mayReadMetrics(req: Request, token: string | undefined): boolean {
  const given = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1];
  if (token !== undefined && given !== undefined) return timingSafeEqual(digest(given), digest(token));
  // A proxy that we were not told of would make everybody look local: it adds this header.
  return isLoopback(req.ip ?? '') && req.headers['x-forwarded-for'] === undefined;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}
