/** Routes about the program itself: alive, ready, its figures, its description. */
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { forbidden } from '../errors.ts';
import { mayReadMetrics } from './metrics.ts';
import { type Route, route } from './route.ts';

export const readinessCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** Without it nothing works; a check that is not needed only tells what is missing. */
  needed: z.boolean(),
  reason: z.string().optional(),
});
export type ReadinessCheck = z.infer<typeof readinessCheck>;

export interface HealthOptions {
  /** Reasons are read by anybody: no addresses, no names. */
  readonly checkReadiness: () => Promise<ReadinessCheck[]>;
  readonly registry: Registry;
  readonly metricsToken?: string;
}

export function healthRoutes(options: HealthOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/healthz',
      summary: 'The process is alive',
      tag: 'platform',
      need: { kind: 'public' },
      response: z.object({ alive: z.literal(true) }),
      handler: async () => ({ alive: true }),
    }),
    route({
      method: 'get',
      path: '/readyz',
      summary: 'It can serve (200) or not (503), and why',
      tag: 'platform',
      need: { kind: 'public' },
      raw: true,
      handler: async ({ res }) => {
        const checks = await options.checkReadiness();
        const ready = checks.every((check) => check.ok || !check.needed);
        res
          .status(ready ? 200 : 503)
          .set('Cache-Control', 'no-store')
          .json({ ready, checks: z.array(readinessCheck).parse(checks) });
      },
    }),
    route({
      method: 'get',
      path: '/metrics',
      summary: 'Prometheus figures; from this machine itself, or with the metrics token',
      tag: 'platform',
      need: { kind: 'public' },
      raw: true,
      handler: async ({ req, res }) => {
        if (!mayReadMetrics(req, options.metricsToken)) throw forbidden('metrics');
        res.set('Content-Type', options.registry.contentType).send(await options.registry.metrics());
      },
    }),
  ];
}
