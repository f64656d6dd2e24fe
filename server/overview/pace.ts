/** How much of their time cases of a matter used, from counts by bucket. */
import type { PaceBucket } from './days.store.ts';

export interface Pace {
  readonly matterId: string;
  readonly cases: number;
  /** Shares of the time from acceptance to the deadline; over 1 is late, 3 is three times as much or more. */
  readonly median: number;
  readonly p90: number;
}

const BUCKET = 1 / 20;
/** Fewer say nothing of a matter. */
const LEAST_CASES = 5;
const SHOWN = 10;

/** Those with the greatest p90 first. */
export function slowest(buckets: readonly PaceBucket[]): Pace[] {
  const byMatter = new Map<string, PaceBucket[]>();
  for (const one of buckets) {
    const all = byMatter.get(one.matterId);
    if (all) all.push(one);
    else byMatter.set(one.matterId, [one]);
  }
  return [...byMatter]
    .map(([matterId, all]) => {
      const sorted = all.toSorted((a, b) => a.bucket - b.bucket);
      const cases = sorted.reduce((sum, one) => sum + one.cases, 0);
      return { matterId, cases, median: quantile(sorted, cases, 0.5), p90: quantile(sorted, cases, 0.9) };
    })
    .filter(({ cases }) => cases >= LEAST_CASES)
    .sort((a, b) => b.p90 - a.p90 || b.median - a.median || b.cases - a.cases)
    .slice(0, SHOWN);
}

/** Within its bucket as if evenly spread. */
function quantile(sorted: readonly PaceBucket[], cases: number, share: number): number {
  let below = 0;
  const rank = share * cases;
  for (const { bucket, cases: here } of sorted) {
    if (below + here >= rank) return (bucket + (rank - below) / here) * BUCKET;
    below += here;
  }
  return 0;
}
