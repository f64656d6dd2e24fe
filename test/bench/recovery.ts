/**
 * How soon pictures are back after a bad time: from the fault's end to the arrival of the first LL-HLS part whose
 * pictures were taken after it. GOP 1 s, so the wait for a keyframe (a camera does not send one for us) is up to one
 * second of each figure. For faults that pictures should survive, the longest gap between parts while they last.
 */
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { type Fault, FaultProxy } from '../fakes/fault-proxy.ts';
import { startLoadCameras } from '../fakes/load/load-cameras.ts';
import { type LossyUdp, startLossyUdp } from '../fakes/lossy-udp.ts';
import { startVariousCameras } from '../fakes/various/various-cameras.ts';
import { HlsViewer, type SeenPart } from '../fakes/viewers/hls-viewer.ts';
import { type LoadSite, startLoadSite } from './load-site.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

const CAMERAS = 6;
const GIVE_UP_MS = 45_000;
const STEADY_MS = 3000;

interface Trial {
  readonly what: string;
  readonly fault: Fault | 'cut';
  readonly forMs: number;
  readonly survives?: boolean;
}

const TRIALS: readonly Trial[] = [
  { what: 'connections cut', fault: 'cut', forMs: 0 },
  { what: 'nobody listens for 10 s', fault: { kind: 'refuse' }, forMs: 10_000 },
  { what: 'stalled for 2 s', fault: { kind: 'stall' }, forMs: 2000 },
  { what: 'stalled for 10 s', fault: { kind: 'stall' }, forMs: 10_000 },
  { what: 'throttled to 64 kbit/s for 10 s', fault: { kind: 'throttle', kbps: 64 }, forMs: 10_000 },
  { what: 'a bit turned every 20 kB for 8 s', fault: { kind: 'corrupt', everyBytes: 20_000 }, forMs: 8000 },
  { what: '300 ms delay for 8 s', fault: { kind: 'delay', delayMs: 300 }, forMs: 8000, survives: true },
];

export async function benchRecovery({ quick }: BenchOptions): Promise<Measure[]> {
  const file = await loopMedia({ width: 640, height: 360, kbps: 500, gopMs: 1000 });
  const cameras = await startLoadCameras({ count: CAMERAS, file });
  const udp = await startVariousCameras([{ name: 'udp', udpOnly: true }]);
  const lossy = await startLossyUdp({ targetPort: Number(new URL(udp.url('udp')).port) });
  const proxies: FaultProxy[] = [];
  for (const _ of cameras.names) proxies.push(await FaultProxy.create({ targetPort: cameras.port }));
  const urls = cameras.names.map((name, index) => proxies[index]?.through(cameras.url(name)) ?? '');
  const site = await startLoadSite([...urls, lossy.through(udp.url('udp'))]);
  const eyes = site.cameraIds.map((id) => new Eye(site, id));
  try {
    const [udpEye, ...rest] = [eyes.at(-1), ...eyes.slice(0, -1)];
    await site.untilLive(CAMERAS);
    const measures: Measure[] = [];
    for (const trial of quick ? TRIALS.slice(0, 3) : TRIALS) {
      measures.push(...(await attempt(trial, rest as Eye[], proxies)));
      console.log(`  ${measures.at(-1)?.what}: ${measures.at(-1)?.samples.map(Math.round).join(', ')} ms`);
    }
    if (udpEye) measures.push(...(await lossRows(udpEye, lossy)));
    return measures;
  } finally {
    for (const eye of eyes) eye.close();
    await site.close();
    for (const proxy of proxies) await proxy.close();
    await lossy.close();
    await udp.stop();
    await cameras.stop();
  }
}

/** One camera after the other goes bad, so that they do not wait for each other's return. */
async function attempt(
  trial: Trial,
  eyes: readonly Eye[],
  proxies: readonly FaultProxy[],
): Promise<Measure[]> {
  await wait(STEADY_MS);
  const samples = await Promise.all(
    eyes.map(async (eye, index) => {
      const proxy = proxies[index];
      if (!proxy) return Number.NaN;
      await wait(index * 700);
      eye.begin();
      if (trial.fault === 'cut') proxy.cut();
      else await proxy.set(trial.fault);
      await wait(trial.forMs);
      await proxy.set({ kind: 'pass' });
      if (trial.survives) return eye.longestGapMs;
      return eye.backAfter(Date.now());
    }),
  );
  const known = samples.filter((value) => !Number.isNaN(value));
  const what = trial.survives ? `longest gap between parts, ${trial.what}` : `pictures back, ${trial.what}`;
  const never = samples.length - known.length;
  return [
    {
      what: never > 0 ? `${what} (${never} not within ${GIVE_UP_MS / 1000} s)` : what,
      unit: 'ms',
      samples: known,
      target: trial.survives ? '≤ 1000 ms' : '≤ 2000 ms',
    },
  ];
}

async function lossRows(eye: Eye, lossy: LossyUdp): Promise<Measure[]> {
  const what = 'longest gap between parts in 10 s, UDP with 2 % loss (user-space relay)';
  if (!eye.sees) return [{ what: `${what}: this camera does not play`, unit: 'ms', samples: [] }];
  eye.begin();
  lossy.setLoss(0.02);
  await wait(10_000);
  const gap = eye.longestGapMs;
  lossy.setLoss(0);
  return [{ what, unit: 'ms', samples: [gap] }];
}

/** Watches one camera over LL-HLS. */
class Eye {
  readonly #viewer: HlsViewer;
  #parts: SeenPart[] = [];

  constructor(site: LoadSite, cameraId: string) {
    this.#viewer = new HlsViewer({
      url: `${site.program.baseUrl}/media/${cameraId}/main/live.m3u8`,
      headers: site.admin.headers,
      onPart: (part) => void this.#parts.push(part),
    });
    this.#viewer.start();
  }

  get sees(): boolean {
    return this.#viewer.parts > 0;
  }

  begin(): void {
    this.#parts = this.#parts.slice(-1);
  }

  get longestGapMs(): number {
    const arrivals = [...this.#parts.map((part) => part.arrivedAtMs), Date.now()];
    return Math.max(...arrivals.slice(1).map((at, n) => at - (arrivals[n] ?? at)));
  }

  async backAfter(endedMs: number): Promise<number> {
    while (Date.now() - endedMs < GIVE_UP_MS) {
      const part = this.#parts.find((one) => one.capturedAtMs > endedMs);
      if (part) return part.arrivedAtMs - endedMs;
      await wait(20);
    }
    return Number.NaN;
  }

  close(): void {
    this.#viewer.close();
  }
}

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
