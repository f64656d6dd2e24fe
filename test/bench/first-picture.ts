/**
 * A click on a tile to its large picture, at several GOPs: when anything is seen, when what is seen is current (by the
 * clock burnt into it, at most half a second old), and when the first video frame was decoded.
 */
import { untilAllLive } from '../e2e/support/wall-page.ts';
import type { BenchOptions } from './options.ts';
import type { FirstPicture } from './page-probe.ts';
import { type Site, startSite } from './site.ts';
import type { Measure } from './table.ts';

const GOPS_MS = [1000, 4000, 10_000];
const COLD_GOP_MS = 4000;
const COLD_SAMPLES = 3;
/** A stream stops 20 s after its last viewer, and who asked for a poster counts as one for 10 s. */
const COOL_MS = 34_000;

export async function benchFirstPicture({ quick }: BenchOptions): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const gopMs of quick ? [COLD_GOP_MS] : GOPS_MS) {
    // A site per GOP: the wait for a keyframe is what must not be seen.
    const site = await startSite({ gopMs });
    try {
      measures.push(...(await atGop(site, gopMs, quick)));
    } finally {
      await site.close();
    }
  }
  return measures;
}

async function atGop(site: Site, gopMs: number, quick: boolean): Promise<Measure[]> {
  const camera = site.city.cameras[0];
  if (camera === undefined) throw new Error('the bench city has no camera');
  // So that the wall's tiles are sub profiles, and the large view's main profile is another stream.
  await site.addCamera();
  const gop = `GOP ${gopMs / 1000} s`;
  const cold =
    gopMs === COLD_GOP_MS && !quick
      ? rows(`${gop}, stream not running`, await sample(site, COLD_SAMPLES, COOL_MS))
      : [];
  const keep = setInterval(() => {
    void site.admin.fetch(`/media/${camera.id}/main/frame.jpg`).then((answer) => answer.arrayBuffer());
  }, 2000);
  const warm = await sample(site, quick ? 5 : 12, 1500).finally(() => clearInterval(keep));
  return [...rows(`${gop}, stream running`, warm, '≤ 90 ms, p95 ≤ 150'), ...cold];
}

function rows(name: string, samples: readonly FirstPicture[], target?: string): Measure[] {
  const row = (what: string, pick: (one: FirstPicture) => number, its?: string): Measure => ({
    what: `click to first ${what}, ${name}`,
    unit: 'ms',
    samples: samples.map(pick).filter((value) => !Number.isNaN(value)),
    ...(its !== undefined && { target: its }),
  });
  return [
    row('picture', (one) => one.pictureMs),
    row('current picture', (one) => one.currentMs, target),
    row('video frame', (one) => one.videoMs),
  ];
}

async function sample(site: Site, count: number, restMs: number): Promise<FirstPicture[]> {
  const samples: FirstPicture[] = [];
  for (let index = 0; index < count; index += 1) {
    await site.open(`/wall/${site.city.hall.id}`);
    await untilAllLive(site.page, 'webrtc', 2);
    // Uneven rests, so that clicks fall anywhere within a GOP.
    await site.page.waitForTimeout(restMs + ((index * 377) % 2000));
    samples.push((await site.page.evaluate(OPEN)) as FirstPicture);
  }
  return samples;
}

const OPEN = `mcBench.firstPicture('[data-testid="tile"] [data-testid="tile-open"], [data-testid="tile"]', 15000)`;
