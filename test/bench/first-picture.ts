/** A click on a tile to its large picture: when anything is seen, and when the first frame was decoded. */
import { untilAllLive } from '../e2e/support/wall-page.ts';
import type { Site } from './site.ts';
import type { Measure } from './table.ts';

const WARM_SAMPLES = 15;
const COLD_SAMPLES = 3;
/** A stream stops 20 s after its last viewer, and who asked for a poster counts as one for 10 s. */
const COOL_MS = 34_000;

export async function benchFirstPicture(site: Site): Promise<Measure[]> {
  const camera = site.city.cameras[0];
  if (camera === undefined) throw new Error('the bench city has no camera');
  // So that the wall's tiles are sub profiles, and the large view's main profile is another stream.
  await site.addCamera();
  const cold = await sample(site, COLD_SAMPLES, COOL_MS);
  const keep = setInterval(() => {
    void site.admin.fetch(`/media/${camera.id}/main/frame.jpg`).then((answer) => answer.arrayBuffer());
  }, 2000);
  const warm = await sample(site, WARM_SAMPLES, 1500).finally(() => clearInterval(keep));
  const measures = (name: string, rows: readonly Sample[], target?: string): Measure[] => [
    {
      what: `click to first picture, ${name}`,
      unit: 'ms',
      samples: rows.map((row) => row.pictureMs),
      ...(target !== undefined && { target }),
    },
    { what: `click to first video frame, ${name}`, unit: 'ms', samples: rows.map((row) => row.videoMs) },
  ];
  return [...measures('stream running', warm, '≤ 1000 ms'), ...measures('stream not running', cold)];
}

interface Sample {
  readonly pictureMs: number;
  readonly videoMs: number;
}

async function sample(site: Site, count: number, restMs: number): Promise<Sample[]> {
  const rows: Sample[] = [];
  for (let index = 0; index < count; index += 1) {
    await site.open(`/wall/${site.city.hall.id}`);
    await untilAllLive(site.page, 'webrtc', 2);
    // Uneven rests, so that clicks fall anywhere within a GOP.
    await site.page.waitForTimeout(restMs + ((index * 377) % 2000));
    rows.push((await site.page.evaluate(OPEN)) as Sample);
  }
  return rows;
}

const OPEN = `mcBench.firstPicture('[data-testid="tile"] [data-testid="tile-open"], [data-testid="tile"]', 15000)`;
