/**
 * Walls in one tab of Chromium: 16 tiles that all move, and 64, of which the page lets as many move as this machine
 * plays. The browser decodes in software, on the cores that the program and the cameras run on. `--quick`: a third of
 * the time.
 */
import { until } from '../e2e/support/until.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';
import type { TileCount } from './wall-probe.ts';
import { startWallSite, type WallSite } from './wall-site.ts';

const PICTURES_WITHIN_MS = 120_000;
/** What the page needs to find out how many tiles may move. */
const SETTLE_MS = 30_000;
const WATCH_MS = 60_000;
const SAMPLES = 20;
const EARLIER_MS = 4000;

export async function benchWall(options: BenchOptions): Promise<Measure[]> {
  return [...(await wallOf(16, options)), ...(await wallOf(64, options))];
}

async function wallOf(tiles: number, { quick }: BenchOptions): Promise<Measure[]> {
  const site = await startWallSite({ cameras: tiles, layout: tiles });
  const name = `${tiles} tiles`;
  try {
    const all = await timeToAll(site, tiles);
    await site.page.waitForTimeout(quick ? SETTLE_MS / 3 : SETTLE_MS);
    const watchMs = quick ? WATCH_MS / 3 : WATCH_MS;
    const before = await counts(site);
    const heapBefore = await site.cost();
    const cpuBefore = site.browserCpuSeconds();
    const beganMs = performance.now();
    await site.page.waitForTimeout(watchMs);
    const seconds = (performance.now() - beganMs) / 1000;
    const cpu = (100 * (site.browserCpuSeconds() - cpuBefore)) / seconds;
    const after = await counts(site);
    const heap = await site.cost();
    const rates = after.map((tile) => ({
      ...tile,
      rate:
        (tile.pictures - (before.find(({ cameraId }) => cameraId === tile.cameraId)?.pictures ?? 0)) /
        seconds,
    }));
    const of = (sparse: boolean) => rates.filter(({ protocol }) => (protocol === 'keyframes') === sparse);
    return [
      { what: `${name}: page asked for to every tile with a picture`, unit: 'ms', samples: [all] },
      { what: `${name}: that move`, unit: '', samples: [of(false).length] },
      {
        what: `${name}: pictures a second, each that moves`,
        unit: '',
        samples: of(false).map(({ rate }) => rate),
      },
      { what: `${name}: by keyframes`, unit: '', samples: [of(true).length] },
      {
        what: `${name}: pictures a second, each by keyframes`,
        unit: '',
        samples: of(true).map(({ rate }) => rate),
      },
      { what: `${name}: Chromium, all processes`, unit: '% of a core', samples: [cpu] },
      { what: `${name}: page heap after garbage`, unit: 'MiB', samples: [heap.heapMiB] },
      {
        what: `${name}: that heap more than ${Math.round(seconds)} s before`,
        unit: 'MiB',
        samples: [heap.heapMiB - heapBefore.heapMiB],
      },
      { what: `${name}: renderer, resident`, unit: 'MiB', samples: [site.rendererMiB()] },
      {
        what: `${name}: event posted to label painted (it happened ${EARLIER_MS / 1000} s before)`,
        unit: 'ms',
        samples: await paints(site),
      },
    ];
  } finally {
    await site.close();
  }
}

async function timeToAll(site: WallSite, tiles: number): Promise<number> {
  await site.open();
  return await until(
    'a picture in every tile',
    async () => {
      const ms = (await site.page.evaluate(`mcWall.allPicturesMs(${tiles})`)) as number;
      return Number.isNaN(ms) ? undefined : ms;
    },
    PICTURES_WITHIN_MS,
  );
}

function counts(site: WallSite): Promise<TileCount[]> {
  return site.page.evaluate('mcWall.counts()') as Promise<TileCount[]>;
}

/** Windows all over the wall, one after the other: each gets a new case. */
async function paints(site: WallSite): Promise<number[]> {
  const delays: number[] = [];
  for (let index = 0; index < SAMPLES; index += 1) {
    const at = (index * 7) % site.city.windows.length;
    const selector = `[data-testid="window-label"][data-window-id="${site.city.windows[at]?.id}"]`;
    const seen = site.page.evaluate(`mcWall.changed(${JSON.stringify(selector)}, 15000)`) as Promise<number>;
    // Awaited below; if the report fails first, it must not count as unhandled.
    seen.catch(() => undefined);
    await site.page.waitForTimeout(150 + (index % 7) * 30);
    const postedMs = performance.timeOrigin + performance.now();
    await site.report(at, `W${index}-${at}`, 'accepted', EARLIER_MS);
    delays.push((await seen) - postedMs);
  }
  return delays;
}
