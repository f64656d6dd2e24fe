/** What Prometheus is told of checks and faults. By fault, not by camera: `mc_camera_…` has those that run. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { BoardStore } from './board.store.ts';
import type { Checker } from './checker.ts';

export function addHealthFigures(options: {
  readonly registry: Registry;
  readonly checker: Pick<Checker, 'counts' | 'size'>;
  readonly board: Pick<BoardStore, 'faultCounts'>;
}): void {
  const { registry, checker, board } = options;
  new Gauge({
    name: 'mc_health_cameras',
    help: 'Cameras that are watched',
    registers: [registry],
    collect() {
      this.set(checker.size);
    },
  });
  new Counter({
    name: 'mc_health_checks_total',
    help: 'Checks made, by what came of them (pulled: of a stream nobody watched)',
    labelNames: ['result'],
    registers: [registry],
    collect() {
      this.reset();
      const { checks, pulls, failed, skipped, undecodable } = checker.counts;
      this.inc({ result: 'picture' }, checks - failed - skipped - undecodable);
      this.inc({ result: 'pulled' }, pulls);
      this.inc({ result: 'no_picture' }, failed);
      this.inc({ result: 'undecodable' }, undecodable);
      this.inc({ result: 'skipped' }, skipped);
    },
  });
  new Gauge({
    name: 'mc_health_faults',
    help: 'Cameras with that fault now',
    labelNames: ['fault'],
    registers: [registry],
    async collect() {
      const counts = await board.faultCounts();
      this.reset();
      for (const { fault, cameras } of counts) this.set({ fault }, cameras);
    },
  });
}
