/** What Prometheus is told of looking for leads. */
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Looked } from './detector.ts';

export function createDetectFigures(registry: Registry): (looked: Looked) => void {
  const registers = [registry];
  const raised = new Counter({
    name: 'mc_leads_raised_total',
    help: 'Leads raised, by kind',
    labelNames: ['kind'],
    registers,
  });
  const explained = new Counter({
    name: 'mc_leads_explained_total',
    help: 'Leads that something that came late accounts for',
    registers,
  });
  const lag = new Histogram({
    name: 'mc_leads_lag_seconds',
    help: 'From the end of what a lead is about until it was raised',
    buckets: [10, 60, 300, 900, 3600, 14_400, 86_400],
    registers,
  });
  const looks = new Histogram({
    name: 'mc_leads_look_seconds',
    help: 'Time taken by one look at what was kept',
    buckets: [0.01, 0.05, 0.2, 1, 5],
    registers,
  });
  return (looked) => {
    looks.observe(looked.tookMs / 1000);
    explained.inc(looked.explained);
    for (const { kind, lagMs } of looked.raised) {
      raised.inc({ kind });
      lag.observe(lagMs / 1000);
    }
  };
}
