/**
 * What a viewer costs the server, by way: LL-HLS over HTTP/1.1 (clients of our own, blocking reloads, every part) and
 * WebRTC (WHEP in Chromium, frames dropped before decoding), spread over ten cameras. Only the program's tree counts;
 * the figures are net of the same cameras being pulled and packaged with nobody watching.
 */

import { until } from '../e2e/support/until.ts';
import { launchBrowser } from '../factories/browser.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { startLoadCameras } from '../fakes/load/load-cameras.ts';
import { HlsViewer } from '../fakes/viewers/hls-viewer.ts';
import { openWhepPage } from '../fakes/viewers/whep-page.ts';
import { type LoadSite, startLoadSite } from './load-site.ts';
import type { BenchOptions } from './options.ts';
import { type Measure, quantile } from './table.ts';
import { type Measured, measure } from './usage.ts';

const CAMERAS = 10;
const SETTLE_MS = 4000;
/** A wall's sub profile. */
const SUB = { width: 640, height: 360, fps: 25, kbps: 500 };

export async function benchViewers(options: BenchOptions): Promise<Measure[]> {
  const counts = options.quick ? [10, 50] : [10, 50, 100];
  const cameras = await startLoadCameras({ count: CAMERAS, file: await loopMedia(SUB) });
  const site = await startLoadSite(cameras.names.map((name) => cameras.url(name)));
  try {
    site.watch(CAMERAS);
    await site.untilLive(CAMERAS);
    await wait(SETTLE_MS);
    const alone = await measure(site.program.pid, options.windowMs, options.windows);
    const hls = await hlsRows(site, counts, alone, options);
    // Viewings over HTTP end some seconds after the last request.
    await wait(16_000);
    return [...hls, ...(await whepRows(site, counts, alone, options))];
  } finally {
    await site.close();
    await cameras.stop();
  }
}

async function hlsRows(
  site: LoadSite,
  counts: readonly number[],
  alone: Measured,
  options: BenchOptions,
): Promise<Measure[]> {
  const viewers: HlsViewer[] = [];
  const rows: Measure[] = [];
  try {
    for (const count of counts) {
      while (viewers.length < count) {
        const id = site.cameraIds[viewers.length % CAMERAS];
        const url = `${site.program.baseUrl}/media/${id}/main/live.m3u8`;
        const viewer = new HlsViewer({ url, headers: site.admin.headers });
        viewers.push(viewer);
        viewer.start();
      }
      await until('every viewer to get parts', () => viewers.every((viewer) => viewer.parts > 3), 60_000);
      await wait(SETTLE_MS);
      const before = viewers.reduce((sum, viewer) => sum + viewer.parts, 0);
      const beganMs = performance.now();
      const busy = await measure(site.program.pid, options.windowMs, options.windows);
      const seconds = (performance.now() - beganMs) / 1000;
      const parts = viewers.reduce((sum, viewer) => sum + viewer.parts, 0) - before;
      rows.push(row('LL-HLS', count, busy, alone, count === 100 ? '≤ 0.015 %' : undefined));
      rows.push({ what: '– parts each got a second', unit: '', samples: [parts / seconds / count] });
    }
  } finally {
    for (const viewer of viewers) viewer.close();
  }
  return rows;
}

async function whepRows(
  site: LoadSite,
  counts: readonly number[],
  alone: Measured,
  options: BenchOptions,
): Promise<Measure[]> {
  const browser = await launchBrowser();
  const rows: Measure[] = [];
  try {
    const page = await openWhepPage(browser, site.program.baseUrl, site.admin.headers.cookie ?? '');
    let open = 0;
    for (const count of counts) {
      const added = Array.from(
        { length: count - open },
        (_, index) => site.cameraIds[(open + index) % CAMERAS],
      );
      await page.watch(added.map((id) => `/media/${id}/main/whep`));
      open = count;
      await wait(SETTLE_MS);
      const before = sum(await page.frames());
      const beganMs = performance.now();
      const busy = await measure(site.program.pid, options.windowMs, options.windows);
      const seconds = (performance.now() - beganMs) / 1000;
      rows.push(row('WebRTC', count, busy, alone));
      const got = (sum(await page.frames()) - before) / seconds / count;
      rows.push({ what: '– frames each got a second', unit: '', samples: [got], target: '25 sent' });
    }
    await page.close();
  } finally {
    await browser.close();
  }
  return rows;
}

function row(way: string, count: number, busy: Measured, alone: Measured, target?: string): Measure {
  const nobody = quantile(alone.all, 0.5);
  return {
    what: `CPU a viewer over ${way} at ${count}`,
    unit: '% of a core',
    samples: busy.all.map((value) => (value - nobody) / count),
    ...(target !== undefined && { target }),
  };
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
