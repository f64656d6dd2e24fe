/** CPU and memory per camera at 1, 10 and 20 cameras of 1.5 Mbit/s: pull, LL-HLS, ready for WebRTC; nobody decodes. */
import { startProgram } from '../e2e/support/program.ts';
import { until } from '../e2e/support/until.ts';
import { ApiClient } from '../factories/api-client.ts';
import { registerCity } from '../factories/city.ts';
import { startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import type { Measure } from './table.ts';
import { total, usage } from './usage.ts';

const COUNTS = [1, 10, 20];
const WINDOW_MS = 15_000;
const WINDOWS = 3;
/** Asking for the playlist keeps a stream running as a viewer would, at next to no cost of its own. */
const TOUCH_MS = 5000;

export async function benchCost(): Promise<Measure[]> {
  const file = await loopMedia();
  const names = Array.from({ length: Math.max(...COUNTS) }, (_, index) => `c${index}`);
  const cameras = await startFakeCameras({ cameras: names.map((name) => ({ name, file })) });
  const program = await startProgram();
  try {
    const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
    const city = await registerCity(
      admin,
      names.map((name) => ({ name, mainUrl: cameras.url(name), windows: [] })),
    );
    await wait(5000);
    const idle = await measure(program.pid);
    const measures: Measure[] = [];
    for (const count of COUNTS) {
      const ids = city.cameras.slice(0, count).map((camera) => camera.id);
      const touch = () =>
        Promise.all(ids.map(async (id) => (await admin.fetch(`/media/${id}/main/live.m3u8`)).ok));
      const keep = setInterval(() => void touch(), TOUCH_MS);
      try {
        await until('all streams to be ready', async () => (await touch()).every(Boolean), 90_000, 1000);
        await wait(5000);
        measures.push(...rows(count, idle, await measure(program.pid)));
      } finally {
        clearInterval(keep);
      }
    }
    return measures;
  } finally {
    await program.dispose();
    await cameras.stop();
  }
}

interface Measured {
  /** Share of one core, percent; a value a window; of everything, of ffmpeg alone. */
  readonly all: readonly number[];
  readonly ffmpeg: readonly number[];
  readonly allMiB: number;
  readonly ffmpegMiB: number;
}

async function measure(pid: number): Promise<Measured> {
  const all: number[] = [];
  const ffmpeg: number[] = [];
  let before = usage(pid);
  let beganMs = performance.now();
  for (let index = 0; index < WINDOWS; index += 1) {
    await wait(WINDOW_MS);
    const after = usage(pid);
    const seconds = (performance.now() - beganMs) / 1000;
    const percent = (used: number) => (100 * used) / seconds;
    all.push(percent(total(after.cpuSeconds) - total(before.cpuSeconds)));
    ffmpeg.push(percent((after.cpuSeconds.get('ffmpeg') ?? 0) - (before.cpuSeconds.get('ffmpeg') ?? 0)));
    before = after;
    beganMs = performance.now();
  }
  return { all, ffmpeg, allMiB: total(before.pssMiB), ffmpegMiB: before.pssMiB.get('ffmpeg') ?? 0 };
}

function rows(count: number, idle: Measured, busy: Measured): Measure[] {
  const idlePercent =
    total(new Map(idle.all.map((value, index) => [String(index), value]))) / idle.all.length;
  return [
    {
      what: `CPU a camera at ${count}, net of idle`,
      unit: '% of a core',
      samples: busy.all.map((value) => (value - idlePercent) / count),
      target: '≤ 0.8 %',
    },
    {
      what: `– of which ffmpeg, at ${count}`,
      unit: '% of a core',
      samples: busy.ffmpeg.map((value) => value / count),
    },
    {
      what: `memory (PSS) a camera at ${count}, net of idle`,
      unit: 'MiB',
      samples: [(busy.allMiB - idle.allMiB) / count],
      target: '≤ 18 MB',
    },
    { what: `– of which ffmpeg, at ${count}`, unit: 'MiB', samples: [busy.ffmpegMiB / count] },
  ];
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
