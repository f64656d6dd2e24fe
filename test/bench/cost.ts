/**
 * CPU and memory a camera of 1.5 Mbit/s at 1 to 80 cameras: pull, LL-HLS, ready for WebRTC; nobody decodes. Beside it,
 * in the same run and from the same cameras, the yardstick: one `ffmpeg -c copy` process a camera. Only the tree
 * below the program (or the yardstick) is counted; the cameras are a process of their own.
 */

import type { Pace } from '../fakes/load/load-camera.ts';
import { type LoadCameras, startLoadCameras } from '../fakes/load/load-cameras.ts';
import { type LoadSite, startLoadSite } from './load-site.ts';
import type { BenchOptions } from './options.ts';
import { type Measure, quantile } from './table.ts';
import { type Measured, measure, total, usage } from './usage.ts';
import { startYardstick } from './yardstick/yardstick.ts';

const PACES: Readonly<Record<Pace, string>> = {
  bursty: 'a picture a write',
  paced: 'a packet a write, spread over the frame',
};
const SETTLE_MS = 4000;
const STORM = 40;

export async function benchCost(options: BenchOptions): Promise<Measure[]> {
  const counts = options.quick ? [1, 10, 40] : [1, 10, 20, 40, 80];
  const measures = await ladder('bursty', counts, options);
  return [...measures, ...(await ladder('paced', options.quick ? [STORM] : [10, STORM], options))];
}

async function ladder(pace: Pace, counts: readonly number[], options: BenchOptions): Promise<Measure[]> {
  const cameras = await startLoadCameras({ count: Math.max(...counts), pace });
  try {
    const withStorm = pace === 'bursty';
    const { steps, storm } = await measureProgram(cameras, counts, withStorm, options);
    const yard = await measureYardstick(cameras, counts, withStorm, options);
    const rows = counts.flatMap((count, at) => costRows(count, pace, steps[at], yard.steps[at]));
    return [...rows, ...storm, ...yard.storm];
  } finally {
    await cameras.stop();
  }
}

async function measureProgram(
  cameras: LoadCameras,
  counts: readonly number[],
  withStorm: boolean,
  options: BenchOptions,
): Promise<{ steps: Net[]; storm: Measure[] }> {
  const site = await startLoadSite(cameras.names.map((name) => cameras.url(name)));
  try {
    await wait(SETTLE_MS);
    const idle = await measure(site.program.pid, options.windowMs, options.windows);
    const steps: Net[] = [];
    for (const count of counts) {
      site.watch(count);
      await site.untilLive(count);
      await wait(SETTLE_MS);
      steps.push(net(await measure(site.program.pid, options.windowMs, options.windows), idle));
      say('program', count, steps.at(-1));
    }
    return { steps, storm: withStorm ? await storms(site, cameras) : [] };
  } finally {
    await site.close();
  }
}

async function measureYardstick(
  cameras: LoadCameras,
  counts: readonly number[],
  withStorm: boolean,
  options: BenchOptions,
): Promise<{ steps: Net[]; storm: Measure[] }> {
  const yardstick = await startYardstick();
  const steps: Net[] = [];
  try {
    const idle = await measure(yardstick.pid, 1000, 1);
    let pulled = 0;
    for (const count of counts) {
      await yardstick.pull(cameras.names.slice(pulled, count).map((name) => cameras.url(name)));
      pulled = count;
      await wait(SETTLE_MS);
      steps.push(net(await measure(yardstick.pid, options.windowMs, options.windows), idle));
      say('yardstick', count, steps.at(-1));
    }
  } finally {
    await yardstick.stop();
  }
  return { steps, storm: withStorm ? await yardstickStorm(cameras) : [] };
}

/** Forty at once, none running before; then forty that were away for some seconds and are back at one moment. */
async function storms(site: LoadSite, cameras: LoadCameras): Promise<Measure[]> {
  site.watch(0);
  await wait(1000);
  while ((await site.live()) > 0) await wait(1000);
  await wait(2000);
  const rows: Measure[] = [];
  const timed = async (what: string, begin: () => Promise<void> | void, target?: string) => {
    const before = total(usage(site.program.pid).cpuSeconds);
    await begin();
    const ms = await site.untilLive(STORM);
    const cpu = total(usage(site.program.pid).cpuSeconds) - before;
    rows.push(
      { what: `${what}: until all are live`, unit: 's', samples: [ms / 1000], ...(target && { target }) },
      { what: `${what}: CPU until then`, unit: 's', samples: [cpu], ...(target && { target: '≤ 1 CPU-s' }) },
    );
  };
  await timed(`${STORM} started at once`, () => site.watch(STORM));
  await wait(3000);
  await cameras.pause(5000);
  await timed(`${STORM} back at once after 5 s away`, () => cameras.back(), '≤ 3 s');
  return rows;
}

async function yardstickStorm(cameras: LoadCameras): Promise<Measure[]> {
  const yardstick = await startYardstick();
  try {
    const before = total(usage(yardstick.pid).cpuSeconds);
    const beganMs = performance.now();
    await yardstick.pull(cameras.names.slice(0, STORM).map((name) => cameras.url(name)));
    const seconds = (performance.now() - beganMs) / 1000;
    const cpu = total(usage(yardstick.pid).cpuSeconds) - before;
    return [
      {
        what: `${STORM} ffmpeg processes started at once: until all give fragments`,
        unit: 's',
        samples: [seconds],
      },
      { what: `${STORM} ffmpeg processes started at once: CPU until then`, unit: 's', samples: [cpu] },
    ];
  } finally {
    await yardstick.stop();
  }
}

interface Net {
  readonly percent: readonly number[];
  readonly ffmpeg: readonly number[];
  readonly mib: number;
}

function net(busy: Measured, idle: Measured): Net {
  const nothing = quantile(idle.all, 0.5);
  return {
    percent: busy.all.map((value) => value - nothing),
    ffmpeg: busy.ffmpeg,
    mib: busy.allMiB - idle.allMiB,
  };
}

function costRows(count: number, pace: Pace, ours?: Net, yard?: Net): Measure[] {
  if (!ours || !yard) return [];
  const each = (values: readonly number[]) => values.map((value) => value / count);
  const yardPercent = quantile(each(yard.percent), 0.5);
  const at = `at ${count} (${PACES[pace]})`;
  const judged = count === STORM;
  return [
    { what: `CPU a camera ${at}`, unit: '% of a core', samples: each(ours.percent) },
    { what: '– of which ffmpeg', unit: '% of a core', samples: each(ours.ffmpeg) },
    { what: '– yardstick: an ffmpeg process each', unit: '% of a core', samples: each(yard.percent) },
    {
      what: '– share of the yardstick',
      unit: '×',
      samples: each(ours.percent).map((value) => value / yardPercent),
      ...(judged && { target: '≤ 0.4' }),
    },
    {
      what: `memory (PSS) a camera ${at}`,
      unit: 'MiB',
      samples: [ours.mib / count],
      ...(judged && { target: '≤ 1.5 MB' }),
    },
    { what: '– yardstick', unit: 'MiB', samples: [yard.mib / count] },
  ];
}

function say(who: string, count: number, step: Net | undefined): void {
  if (!step) return;
  const percent = quantile(step.percent, 0.5) / count;
  console.log(
    `  ${who} at ${count}: ${percent.toFixed(3)} % of a core and ${(step.mib / count).toFixed(1)} MiB a camera`,
  );
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
