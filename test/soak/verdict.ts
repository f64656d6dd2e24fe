/** Whether a soak run was good: memory flat, every fault recovered, viewers served to the end. */
import { quantile } from '../bench/table.ts';
import type { Injected } from './bad-days.ts';

export interface MinuteReading {
  readonly minute: number;
  readonly pssMiB: number;
  readonly heapMiB: number;
}

/** The first minutes fill caches, rings and the heap's own reserves. */
const WARM_UP_SHARE = 0.25;
/** Over the run, by a robust slope; a leak of a stream a minute is far above it. */
const GROWTH_MOST_SHARE = 0.08;
const GROWTH_ALWAYS_FINE_MIB = 24;
/** Below this many minutes a slope says nothing. */
const MINUTES_LEAST = 15;

export interface MemoryVerdict {
  readonly good: boolean;
  readonly words: string;
}

export function memoryVerdict(
  readings: readonly MinuteReading[],
  alwaysFineMiB = GROWTH_ALWAYS_FINE_MIB,
): MemoryVerdict {
  const steady = readings.slice(Math.floor(readings.length * WARM_UP_SHARE));
  if (steady.length < MINUTES_LEAST * (1 - WARM_UP_SHARE))
    return { good: true, words: 'too short a run to judge memory' };
  const perMinute = theilSen(steady.map(({ minute, pssMiB }) => [minute, pssMiB]));
  const minutes = (steady.at(-1)?.minute ?? 0) - (steady[0]?.minute ?? 0);
  const grown = perMinute * minutes;
  const median = quantile(
    steady.map(({ pssMiB }) => pssMiB),
    0.5,
  );
  const good = grown < Math.max(alwaysFineMiB, GROWTH_MOST_SHARE * median);
  const words = `${(perMinute * 60).toFixed(1)} MiB an hour (${grown.toFixed(1)} MiB over ${minutes} min, median ${median.toFixed(0)} MiB)`;
  return { good, words: `memory ${good ? 'flat' : 'GROWS'}: ${words}` };
}

/** The median of all slopes: single outliers do not tilt it. */
function theilSen(points: readonly (readonly [number, number])[]): number {
  const slopes = points.flatMap(([x1, y1], n) =>
    points.slice(n + 1).map(([x2, y2]) => (y2 - y1) / (x2 - x1)),
  );
  return slopes.length > 0 ? quantile(slopes, 0.5) : 0;
}

/** A line for each kind of fault. */
export function recoveryTable(injected: readonly Injected[]): string {
  const rows = [...new Set(injected.map(({ kind }) => kind))].sort().map((kind) => {
    const all = injected.filter((one) => one.kind === kind);
    const known = all.flatMap(({ recoveredMs }) => recoveredMs ?? []);
    const figures =
      known.length > 0
        ? [0.5, 0.95, 1].map((q) => `${(quantile(known, q) / 1000).toFixed(1)} s`).join(' | ')
        : '– | – | –';
    return `| ${kind} | ${all.length} | ${known.length} | ${figures} |`;
  });
  return [
    '| fault | injected | recovered | median | p95 | most |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}
