/**
 * What pulling costs, without anything that comes after: N cameras of 1.5 Mbit/s from a program of their own into
 * `RtspSource`, for some seconds. Not a test. Bundle and run it (a profile with `node --cpu-prof`):
 *
 *     node -e "import('./server/setup/bundle.mjs').then((b) => b.bundle({ 'try/measure-pull': 'streams/sources/rtsp/testing/measure-pull.ts' }))"
 *     node dist/try/measure-pull.js 40 paced 10
 *
 * A busy machine adds to CPU time, never takes away: beside the median the lowest of the windows is given.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoadCameras } from '../../../../test/fakes/load/load-cameras.ts';
import { SlabPool } from '../../../memory/slab-pool.ts';
import { recordingLog } from '../../../stream/testing/observer.ts';
import { RtspSource } from '../rtsp-source.ts';

const [count = '40', pace = 'bursty', seconds = '10'] = process.argv.slice(2);
const cameras = await startLoadCameras({
  count: Number(count),
  pace: pace === 'paced' ? 'paced' : 'bursty',
});
const pool = new SlabPool();
const log = recordingLog();
let isOver = false;
let [pictures, bytes] = [0, 0];

globalThis.gc?.();
const rssBefore = process.memoryUsage().rss;
const runs = cameras.names.map((name) => {
  const source = new RtspSource({
    address: { url: cameras.url(name) },
    timeoutMs: 10_000,
    log,
    now: Date.now,
    pool,
    sink: {
      onFormat: () => undefined,
      onAccessUnits: (units) => {
        pictures += units.length;
        for (const { data } of units) bytes += data.length;
      },
    },
  });
  const abort = new AbortController();
  const end = source.run(abort.signal).catch((error: unknown) => {
    if (!isOver) process.stderr.write(`${name}: ${error}\n`);
  });
  return { source, end, stop: () => abort.abort() };
});
await sleep(3000);

const percents: number[] = [];
[pictures, bytes] = [0, 0];
const beganAt = performance.now();
for (let second = 0; second < Number(seconds); second += 1) {
  const before = process.cpuUsage();
  const at = performance.now();
  await sleep(1000);
  const { user, system } = process.cpuUsage(before);
  percents.push((user + system) / 10 / (performance.now() - at) / runs.length);
}
const elapsedS = (performance.now() - beganAt) / 1000;
percents.sort((a, b) => a - b);
const lost = runs.reduce((sum, { source }) => sum + (source.figures?.lost ?? 0), 0);
const result = {
  cameras: runs.length,
  pace,
  'CPU a camera, % of a core, median': percents[percents.length >> 1]?.toFixed(3),
  'CPU a camera, lowest second': percents[0]?.toFixed(3),
  'memory a camera, MB': ((process.memoryUsage().rss - rssBefore) / 1e6 / runs.length).toFixed(2),
  'pictures/s a camera': (pictures / elapsedS / runs.length).toFixed(1),
  'Mbit/s a camera': ((bytes * 8) / 1e6 / elapsedS / runs.length).toFixed(2),
  'packets lost': lost,
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
isOver = true;
for (const { stop } of runs) stop();
await Promise.all(runs.map(({ end }) => end));
await cameras.stop();
