/** Numbers as a table: the machine they were measured on, medians and spread. */
import { cpus, release, totalmem } from 'node:os';

export interface Measure {
  readonly what: string;
  readonly unit: string;
  readonly samples: readonly number[];
  /** The target, in words. */
  readonly target?: string;
}

export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function machine(): string {
  const all = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${all.length} × ${all[0]?.model.trim() ?? 'unknown CPU'}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

/** GitHub Markdown; n, median, 5th and 95th percentile. */
export function table(measures: readonly Measure[]): string {
  const rows = measures.map((m) =>
    m.samples.length === 0
      ? `| ${m.what} | – | no sample | – | – | ${m.target ?? ''} |`
      : `| ${m.what} | ${m.samples.length} | ${show(quantile(m.samples, 0.5))} ${m.unit} | ${show(quantile(m.samples, 0.05))} | ${show(quantile(m.samples, 0.95))} | ${m.target ?? ''} |`,
  );
  return ['| what | n | median | p5 | p95 | target |', '|---|---|---|---|---|---|', ...rows].join('\n');
}

function show(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
