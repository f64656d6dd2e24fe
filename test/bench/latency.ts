/** Camera to screen, and how well the player knows when the frame was taken; both read from the burnt-in clock. */
import { progress, untilAllLive } from '../e2e/support/wall-page.ts';
import type { LatencySample } from './page-probe.ts';
import type { Site } from './site.ts';
import type { Measure } from './table.ts';

const SETTLE_MS = 8000;
const SAMPLE_MS = 20_000;

export async function benchLatency(site: Site): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const { protocol, query, target } of [
    { protocol: 'webrtc', query: '', target: '≤ 200 ms' },
    { protocol: 'll-hls', query: '?webrtc=off', target: '≤ 1000 ms' },
  ]) {
    await site.open(`/wall/${site.city.hall.id}${query}`);
    await untilAllLive(site.page, protocol, 1);
    await progress(site.page, SETTLE_MS);
    const samples = (await site.page.evaluate(`mcBench.latency(${SAMPLE_MS})`)) as LatencySample[];
    measures.push({
      what: `camera to screen, ${protocol}`,
      unit: 'ms',
      samples: samples.map((sample) => sample.latencyMs),
      target,
    });
    measures.push({
      what: `capture time told less burnt-in clock, ${protocol}`,
      unit: 'ms',
      samples: samples.map((sample) => sample.alignmentMs).filter((value) => !Number.isNaN(value)),
      target: 'within ± 250 ms',
    });
  }
  return measures;
}
