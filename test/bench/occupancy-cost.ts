/**
 * What looking whether anybody is there costs: alone, and on forty cameras' streams. For a quiet machine; how often it is
 * right is `occupancy`.
 */
import { SlabPool, StreamHub, sourceChooser, TranscodePool } from '../../streams/index.ts';
import { CameraJudge, OccupancyWatch } from '../../streams/occupancy/index.ts';
import { drawHours, drawnPlaces } from '../../streams/occupancy/testing/drawn-hours.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { startLoadCameras } from '../fakes/load/load-cameras.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';
import { measure } from './usage.ts';

const CAMERAS = 40;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export async function benchOccupancyCost({ windowMs, windows }: BenchOptions): Promise<Measure[]> {
  return [await judging(), ...(await onStreams(windowMs, windows))];
}

/** Judging alone, of pictures that were decoded before. */
async function judging(): Promise<Measure> {
  const pictures: Buffer[] = [];
  await drawHours({ seed: 15, seconds: 60 }, (grey) => pictures.push(Buffer.from(grey)));
  const judge = new CameraJudge(drawnPlaces);
  const samples: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const before = process.cpuUsage();
    for (const [index, grey] of pictures.entries())
      judge.judge(grey, (round * pictures.length + index) * 1000);
    const { user, system } = process.cpuUsage(before);
    samples.push((user + system) / 1000 / pictures.length);
  }
  return { what: 'judging one picture of two windows', samples, unit: 'ms CPU', target: '≤ 4' };
}

/** What it adds to streams that run anyway: keyframes taken, decoded, judged. */
async function onStreams(windowMs: number, windows: number): Promise<Measure[]> {
  const file = await loopMedia({ width: 640, height: 360, kbps: 400, gopMs: 1000 });
  const cameras = await startLoadCameras({ count: CAMERAS, file });
  const hub = new StreamHub({
    resolveAddress: async ({ cameraId }) => ({ url: cameras.url(cameraId) }),
    createSource: sourceChooser({
      ...{ memory: new SlabPool(), encoders: new TranscodePool({ slots: 1 }), encoder: {}, now: Date.now },
    }),
    ...{ log: silent, now: Date.now },
  });
  const leases = cameras.names.map((cameraId) => hub.acquire({ cameraId, profile: 'sub' }, 'bench'));
  let readings = 0;
  const watch = new OccupancyWatch({
    ...{ hub, enterLine: async () => () => {}, log: silent, now: Date.now },
    listener: {
      onReading: () => {
        readings += 1;
      },
      onBlind: () => {},
    },
    learnt: { load: async () => undefined, save: async () => {} },
  });
  const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
  try {
    await pause(5000);
    const without = await measure(process.pid, windowMs, windows);
    watch.set(cameras.names.map((cameraId) => ({ cameraId, profile: 'sub' as const, places: drawnPlaces })));
    await pause(5000);
    const before = { readings, ...watch.figures, atMs: performance.now() };
    const withWatch = await measure(process.pid, windowMs, windows);
    const seconds = (performance.now() - before.atMs) / 1000;
    const median = [...without.all].sort((a, b) => a - b)[Math.floor(without.all.length / 2)] ?? 0;
    const after = watch.figures;
    return [
      {
        what: `a camera of ${CAMERAS} at a picture a second, streams run anyway; 640×360, 400 kbit/s`,
        samples: withWatch.all.map((all) => (all - median) / CAMERAS),
        ...{ unit: '% of a core', target: '≤ 0.5' },
      },
      {
        what: '… readings a camera and second',
        samples: [(readings - before.readings) / seconds / CAMERAS],
        unit: '',
      },
      {
        what: '… of it judging, in the process itself',
        samples: [(after.judgingMs - before.judgingMs) / (after.pictures - before.pictures)],
        unit: 'ms a picture',
      },
    ];
  } finally {
    await watch.close();
    for (const lease of leases) lease.release();
    await hub.close();
    await cameras.stop();
  }
}
