/**
 * Packages of recorded footage: how many times faster than real time they are made, from asking to ready, and what of
 * that is verifying. 1280 × 720 at 25 pictures a second, about 1.5 Mbit/s.
 */
import { performance } from 'node:perf_hooks';
import { type EvidenceBenchSite, startEvidenceBenchSite } from './evidence-site.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

export async function benchEvidence({ quick }: BenchOptions): Promise<Measure[]> {
  const seconds = quick ? 20 : 120;
  const site = await startEvidenceBenchSite(seconds);
  try {
    return [
      await measured(site, 'footage and a copied MP4', seconds, {}, quick ? 1 : 3),
      await measured(site, 'with the record drawn in', seconds, { overlay: true }, quick ? 1 : 2),
      await measured(site, 'with applicants hidden', seconds, { blurApplicants: true }, quick ? 1 : 2),
      { what: 'verifying', unit: 'MB/s', samples: await site.verified(quick ? 1 : 3) },
    ];
  } finally {
    await site.close();
  }
}

async function measured(
  site: EvidenceBenchSite,
  what: string,
  seconds: number,
  options: object,
  times: number,
): Promise<Measure> {
  const samples: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const began = performance.now();
    await site.build(options);
    samples.push((seconds * 1000) / (performance.now() - began));
  }
  return { what: `${what}: × real time`, unit: '×', samples };
}
