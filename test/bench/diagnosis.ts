/**
 * What it costs to look at cameras' pictures: a keyframe taken, decoded, judged, and kept small for the list. Of streams
 * that run already, and pulled just for their first keyframe; against an ffmpeg a picture. CPU of this process and its
 * children, the cameras being another's.
 */
import { CameraWatch } from '../../server/health/camera-watch.ts';
import { KeyframeTaker } from '../../server/health/take-keyframe.ts';
import { decodeAlone } from '../../streams/analysis/decode-alone.ts';
import { keyframeFragment } from '../../streams/analysis/decoder-child.ts';
import { KeyframeDecoder, pictureOf, thumbnailJpeg } from '../../streams/analysis/index.ts';
import { type MediaInfo, SlabPool, StreamHub, sourceChooser, TranscodePool } from '../../streams/index.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { type LoadCameras, startLoadCameras } from '../fakes/load/load-cameras.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';
import { total, usage } from './usage.ts';

const CAMERAS = 100;
const AT_ONCE = 8;
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

export async function benchDiagnosis({ quick }: BenchOptions): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const [name, width, height, kbps] of [
    ['640×360, 400 kbit/s', 640, 360, 400],
    ['1280×720, 1.5 Mbit/s', 1280, 720, 1500],
  ] as const) {
    const file = await loopMedia({ width, height, kbps });
    const cameras = await startLoadCameras({ count: CAMERAS, file });
    try {
      measures.push(...(await of(cameras, name, quick ? 1 : 3)));
    } finally {
      await cameras.stop();
    }
  }
  return measures;
}

async function of(cameras: LoadCameras, name: string, rounds: number): Promise<Measure[]> {
  const memory = new SlabPool();
  const encoders = new TranscodePool({ slots: 1 });
  const now = Date.now;
  const hub = new StreamHub({
    resolveAddress: async ({ cameraId }) => ({ url: cameras.url(cameraId) }),
    createSource: sourceChooser({ memory, encoders, encoder: {}, now }),
    ...{ log: silent, now },
  });
  const decoder = new KeyframeDecoder();
  const taker = new KeyframeTaker({ hub, enterLine: async () => () => undefined });
  const watches = cameras.names.map(
    (cameraId) =>
      new CameraWatch({ cameraId, hallId: '', profiles: ['main'], createdAtMs: 0, zonesAtMs: null }, now()),
  );
  let kept: { info: MediaInfo; data: Buffer } | undefined;
  const check = async (watch: CameraWatch): Promise<boolean> => {
    const look = await taker.take(
      watch.camera,
      ({ info, unit }) => {
        kept ??= { info, data: Buffer.from(unit.data) };
        return decoder.decode(info, unit);
      },
      new AbortController().signal,
    );
    if (look.kind !== 'taken') return false;
    const picture = pictureOf(await look.value);
    watch.seen({ picture, ...look, isOpen: true }, now());
    await thumbnailJpeg(picture, look.info);
    return true;
  };
  const pass = async (): Promise<number> => {
    const before = usage(process.pid);
    const left = [...watches];
    let done = 0;
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let watch = left.shift(); watch; watch = left.shift()) if (await check(watch)) done += 1;
      }),
    );
    if (done < CAMERAS) throw new Error(`${CAMERAS - done} of ${CAMERAS} cameras gave no picture`);
    return total(usage(process.pid).cpuSeconds) - total(before.cpuSeconds);
  };
  try {
    // The decoder starts once an hour or so.
    await check(watches[0] as CameraWatch);
    const pulled: number[] = [];
    for (let round = 0; round < rounds; round += 1) pulled.push(await pass());
    const decoded = await decodedAgain(kept as NonNullable<typeof kept>, decoder, watches, rounds);
    const alone = await eachAlone(kept as NonNullable<typeof kept>);
    const share = (seconds: number) => (seconds / 60) * 100;
    return [
      row(`${CAMERAS} cameras once a minute, each pulled for one keyframe; ${name}`, pulled.map(share), '%'),
      row(`… of streams that run already; ${name}`, decoded.map(share), '%'),
      row(
        `one check of a stream that runs; ${name}`,
        decoded.map((s) => (s * 1000) / CAMERAS),
        'ms',
      ),
      row(`decoding alone, an ffmpeg a picture; ${name}`, alone, 'ms'),
    ];
  } finally {
    await decoder.close();
    await hub.close();
  }
}

const row = (what: string, samples: readonly number[], unit: '%' | 'ms'): Measure => ({
  ...{ what, samples },
  unit: unit === '%' ? '% of a core' : 'ms CPU',
});

/** What a check costs beside the pull: decoding, judging, a small JPEG. */
async function decodedAgain(
  { info, data }: { info: MediaInfo; data: Buffer },
  decoder: KeyframeDecoder,
  watches: readonly CameraWatch[],
  rounds: number,
): Promise<number[]> {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = usage(process.pid);
    for (const [index, watch] of watches.entries()) {
      const picture = pictureOf(await decoder.decode(info, { data }));
      const status = {
        key: { cameraId: watch.camera.cameraId, profile: 'main' },
        state: { name: 'live', sinceMs: 0 },
        ...{ holders: 1, restarts: 0 },
      } as const;
      const capturedAtMs = round * 60_000 + index;
      watch.seen({ picture, status, info, pulled: false, capturedAtMs, isOpen: true }, capturedAtMs);
      await thumbnailJpeg(picture, info);
    }
    samples.push(total(usage(process.pid).cpuSeconds) - total(before.cpuSeconds));
  }
  return samples;
}

async function eachAlone({ info, data }: { info: MediaInfo; data: Buffer }): Promise<number[]> {
  const samples: number[] = [];
  for (let time = 0; time < 10; time += 1) {
    const before = usage(process.pid);
    await decodeAlone({ format: info, fragment: keyframeFragment(8, info, data) }, 'ffmpeg');
    samples.push((total(usage(process.pid).cpuSeconds) - total(before.cpuSeconds)) * 1000);
  }
  return samples;
}
