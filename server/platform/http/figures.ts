/** Prometheus figures that are looked up when they are asked for. */
import { Counter, Gauge, type Registry } from 'prom-client';

export type Labels = Record<string, string>;
export type Samples = readonly (readonly [Labels, number])[];
type Collect = () => Samples | Promise<Samples>;

export function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  samples: Collect,
): void {
  new Gauge({
    ...{ name, help, labelNames },
    registers: [registry],
    async collect() {
      const now = await samples();
      this.reset();
      for (const [labels, value] of now) this.set(labels, value);
    },
  });
}

/** What is counted elsewhere, told as the sum that it is. */
export function counter(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  samples: Collect,
): void {
  new Counter({
    ...{ name, help, labelNames },
    registers: [registry],
    async collect() {
      const now = await samples();
      this.reset();
      for (const [labels, value] of now) this.inc(labels, value);
    },
  });
}
