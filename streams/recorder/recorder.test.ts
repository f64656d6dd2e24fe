import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LineFullError } from '../line/line-full-error.ts';
import { StreamFaultError } from '../media-error.ts';
import { SlabPool } from '../memory/slab-pool.ts';
import { StreamHub } from '../stream/stream-hub.ts';
import { eventually, recordingLog } from '../stream/testing/observer.ts';
import { readFragments } from './fragment-reader.ts';
import { Recorder, type RecorderOptions } from './recorder.ts';
import { createFile } from './recording-file.ts';
import { ClockedCamera, type ClockedCameraOptions, takenAtMs } from './testing/clocked-camera.ts';
import { START_MS } from './testing/pictures.ts';
import { samplesOf } from './testing/samples-of.ts';
import { ToldIndex } from './testing/told-index.ts';
import { createUnsynced } from './testing/unsynced-file.ts';

const WANTED = { cameraId: 'c', profile: 'main', sound: false, mode: 'continuous' } as const;

async function site(
  camera: Partial<ClockedCameraOptions> = {},
  more: Partial<RecorderOptions> | ((folders: readonly string[]) => Partial<RecorderOptions>) = {},
) {
  const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'mc-rec-'))));
  const clock = { ms: START_MS };
  const now = () => clock.ms;
  const pool = new SlabPool({ poison: true });
  const one = new ClockedCamera({ pool, clock, fps: 25, gop: 50, ...camera });
  const log = recordingLog();
  const hub = new StreamHub({
    ...{ log, now, createSource: one.createSource },
    resolveAddress: async () => ({ url: 'rtsp://camera.invalid/' }),
    timings: { lingerMs: 0, stallMs: 3_600_000, connectMs: 3_600_000 },
  });
  const index = new ToldIndex();
  const failed: string[] = [];
  const recorder = new Recorder({
    ...{ hub, index, log, now, createFile: createUnsynced },
    disks: {
      pick: () => ({ diskId: 'd0', folder: folders[0] as string }),
      failed: (diskId, { code }) => failed.push(`${diskId} ${code}`),
    },
    ...(typeof more === 'function' ? more(folders) : more),
  });
  const close = async () => {
    await recorder.close();
    await hub.close();
  };
  onTestFinished(async () => {
    await close();
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  /** Pictures of so long; the disk is waited for. */
  const run = async (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) {
      for (let picture = 0; picture < (camera.fps ?? 25); picture += 1) one.picture();
      // Less than may wait when a file ends.
      if (n % 2 === 0 && n !== seconds - 1) continue;
      do await turn();
      while (recorder.figures.waitingBytes > 0);
    }
  };
  const samples = async () => {
    const all = [];
    for (const { path, diskId } of index.files) {
      const file = join(folders[diskId === 'd0' ? 0 : 1] as string, path);
      const scan = await readFragments(file);
      all.push(...samplesOf(await readFile(file), scan.fragments).map((sample) => ({ ...sample, ...scan })));
    }
    return all;
  };
  return { camera: one, clock, recorder, hub, index, failed, pool, run, samples, close, folders };
}

const begin = async ({ recorder, camera }: Awaited<ReturnType<typeof site>>) => {
  recorder.set([WANTED]);
  await eventually(() => camera.isRunning);
};

test('half an hour of a camera whose clock drifts 200 ppm and steps by 7 s both ways: no file is cut, no picture missing, the time is right within 100 ms', async () => {
  const one = await site({ fps: 10, gop: 20, driftPpm: 200, delayMs: (n) => 5 + ((n * 7919) % 30) });
  await begin(one);
  await one.run(600);
  one.camera.stepClock(7000);
  await one.run(601);
  one.camera.stepClock(-7000);
  await one.run(600);
  await one.close();
  const { index } = one;
  // Ten minutes each, on the tens of this camera; no more files than that.
  expect(index.files.length).toBeGreaterThanOrEqual(3);
  expect(index.files.length).toBeLessThanOrEqual(4);
  expect(index.gaps).toMatchObject([{ cause: 'server' }]);
  const { spans } = index;
  for (const [at, { fromMs }] of spans.slice(1).entries()) expect(fromMs).toBe(spans[at]?.toMs);
  const samples = await one.samples();
  expect(samples).toHaveLength(1801 * 10);
  const errors = samples.map(({ fragment, decodeTime, timescale, data }) => {
    const shownMs = fragment.atMs + ((decodeTime - fragment.presentationTime) * 1000) / timescale;
    return shownMs - takenAtMs(data);
  });
  expect(Math.max(...errors)).toBeLessThan(100);
  expect(Math.min(...errors)).toBeGreaterThan(-100);
  const taken = samples.map(({ data }) => takenAtMs(data));
  const steps = taken.slice(1).map((ms, at) => ms - (taken[at] ?? 0));
  expect(Math.max(...steps)).toBeLessThan(100.01);
  expect(Math.min(...steps)).toBeGreaterThan(99.99);
  expect(one.pool.figures.slabsInUse).toBe(0);
}, 30_000);

test('a camera that pauses, hangs up and comes back: each hole has its cause, and what surrounds it is whole', async () => {
  const one = await site();
  await begin(one);
  await one.run(4);
  one.camera.rest(3000);
  await one.run(4);
  one.camera.hangUp(new StreamFaultError({ code: 'camera_unreachable', message: 'gone' }));
  one.clock.ms += 5000;
  await eventually(() => one.index.gaps.length === 2);
  one.camera.rest(8000);
  await eventually(() => one.camera.isRunning);
  await one.run(2);
  expect(one.recorder.stateOf(WANTED)).toMatchObject({ name: 'recording' });
  await one.close();
  expect(one.index.gaps.map(({ cause, code }) => `${cause} ${code}`)).toEqual([
    ...['camera null', 'camera camera_unreachable', 'server null'],
  ]);
  const { spans, gaps } = one.index;
  expect(spans).toHaveLength(3);
  for (const [at, { toMs }] of spans.entries())
    expect(Math.abs((gaps[at]?.fromMs ?? 0) - toMs)).toBeLessThanOrEqual(1);
  expect(spans[1]?.fromMs).toBeGreaterThan((spans[0]?.toMs ?? 0) + 2900);
  expect(one.pool.figures.slabsInUse).toBe(0);
});

test('a new source of the same format within a moment goes on in the same file', async () => {
  const one = await site();
  await begin(one);
  await one.run(2);
  one.camera.hangUp(new StreamFaultError({ code: 'camera_ended', message: 'again' }));
  await eventually(() => one.camera.isRunning);
  one.camera.rest(400);
  await one.run(2);
  await one.close();
  expect(one.index.files).toHaveLength(1);
  const samples = await one.samples();
  const at = samples.map(({ decodeTime }) => decodeTime / 90);
  expect(Math.max(...at.slice(1).map((ms, n) => ms - (at[n] ?? 0)))).toBeGreaterThan(400);
  expect(samples.length).toBeGreaterThanOrEqual(98);
});

test('a disk that fills: the next one is taken at the next keyframe, and the hole says why', async () => {
  let isFull = false;
  const one = await site({}, (folders) => {
    const [first = '', second = ''] = folders;
    return {
      createFile: async (folder, path) => {
        const file = await createFile(folder, path);
        return {
          write: async (buffers, position) => {
            if (isFull && folder === first) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
            await file.write(buffers, position);
          },
          cut: (bytes) => file.cut(bytes),
          close: () => file.close(),
          remove: () => file.remove(),
        };
      },
      disks: {
        pick: () => (isFull ? { diskId: 'd1', folder: second } : { diskId: 'd0', folder: first }),
        failed: () => undefined,
      },
    };
  });
  await begin(one);
  await one.run(4);
  isFull = true;
  await one.run(6);
  await one.close();
  expect(one.index.files.map(({ diskId }) => diskId)).toEqual(['d0', 'd1']);
  expect(one.index.gaps.map(({ cause, code }) => `${cause} ${code}`)).toEqual([
    ...['disk disk_full', 'server null'],
  ]);
  const [first, second] = one.index.spans;
  expect(one.index.gaps[0]?.fromMs).toBe(first?.toMs);
  expect((second?.fromMs ?? 0) - (first?.toMs ?? 0)).toBeLessThanOrEqual(5000);
  expect(one.pool.figures.slabsInUse).toBe(0);
});

test('a disk that hangs holds eight seconds of a camera and no more; the stream goes on', async () => {
  let letGo: () => void = () => undefined;
  const one = await site(
    {},
    {
      createFile: async (folder, path) => {
        const file = await createFile(folder, path);
        return {
          write: async () =>
            new Promise((resolve) => {
              letGo = resolve;
            }),
          cut: (bytes) => file.cut(bytes),
          close: () => file.close(),
          remove: () => file.remove(),
        };
      },
    },
  );
  await begin(one);
  for (let second = 0; second < 30; second += 1) {
    for (let picture = 0; picture < 25; picture += 1) one.camera.picture();
    await turn();
    expect(one.recorder.figures.waitingBytes).toBeLessThan(10 * 25 * 200);
  }
  expect(one.failed).toEqual(['d0 ETIMEDOUT']);
  expect(one.recorder.stateOf(WANTED)).toMatchObject({ name: 'fault', cause: 'disk' });
  letGo();
  await one.close();
  expect(one.index.files).toEqual([]);
});

test('a full line is a gap with that cause; a seat taken away ends the file, and it is tried again', async () => {
  let isFull = true;
  const evictions: (() => void)[] = [];
  const one = await site(
    {},
    {
      enterLine: async (_key, onEvicted) => {
        if (isFull) throw new LineFullError({ usedKbps: 1900, capKbps: 2000, neededKbps: 1500 });
        evictions.push(onEvicted);
        return () => undefined;
      },
    },
  );
  one.recorder.set([WANTED]);
  await eventually(() => one.index.gaps.length === 1);
  isFull = false;
  one.clock.ms += 6000;
  await eventually(() => one.camera.isRunning);
  await one.run(3);
  evictions[0]?.();
  await eventually(() => one.index.gaps.length === 2);
  await eventually(() => one.index.ends.size === 1);
  expect(one.index.gaps.map(({ cause, code }) => `${cause} ${code}`)).toEqual([
    'line line_full',
    'line line_full',
  ]);
  expect(one.index.gaps[1]?.fromMs).toBe(one.index.spans[0]?.toMs);
  one.recorder.set([]);
  expect(one.recorder.stateOf(WANTED)).toEqual({ name: 'off' });
  expect(one.index.gaps.at(-1)).toMatchObject({ cause: 'off' });
});

test('the live buffer holds what others watch, tells no gaps, and forgets what is older than ten minutes', async () => {
  const one = await site({}, { bufferSegmentMs: 60_000 });
  one.recorder.set([{ ...WANTED, mode: 'buffer' }]);
  expect(one.hub.peek(WANTED)).toBeUndefined();
  const lease = one.hub.acquire(WANTED, 'viewer');
  await eventually(() => one.camera.isRunning);
  await one.run(7);
  await eventually(() => one.recorder.figures.files > 0);
  await one.run(130);
  lease.release();
  await eventually(
    () => one.index.ends.size === one.index.files.length && one.recorder.figures.buffered === 0,
  );
  expect(one.index.files.length).toBeGreaterThanOrEqual(3);
  expect(one.index.files.every(({ buffer, path }) => buffer && path.startsWith('buffer/c/main/'))).toBe(true);
  one.clock.ms += 9 * 60_000;
  await eventually(() => one.index.removedIds.length > 0);
  expect(one.index.removedIds.length).toBeLessThan(one.index.files.length);
  expect(one.index.gaps).toEqual([]);
  expect(one.recorder.stateOf(WANTED)).toEqual({ name: 'off' });
}, 20_000);

test('a server clock that is set back by an hour: what comes after is recorded, and files do not overlap', async () => {
  const one = await site();
  await begin(one);
  await one.run(4);
  one.camera.setBack(3_600_000);
  await one.run(4);
  // A pause ends the file; the next one begins while the clock is still behind what was recorded.
  one.camera.rest(4000);
  await eventually(() => one.index.ends.size === 1);
  await one.run(10);
  await one.close();
  expect(await one.samples()).toHaveLength(18 * 25);
  const { spans } = one.index;
  expect(spans).toHaveLength(2);
  expect(spans[1]?.fromMs).toBeGreaterThanOrEqual(spans[0]?.toMs ?? 0);
});

test('a stream that cannot be had gives its seat on the line back before the next try', async () => {
  const one = await site();
  let seats = 0;
  const recorder = new Recorder({
    ...{ index: one.index, log: recordingLog(), now: () => one.clock.ms },
    disks: { pick: () => null, failed: () => undefined },
    hub: {
      acquire: () => {
        throw new Error('no more streams');
      },
      peek: () => undefined,
      onStatus: () => () => undefined,
    },
    enterLine: async () => {
      seats += 1;
      return () => {
        seats -= 1;
      };
    },
  });
  onTestFinished(() => recorder.close());
  recorder.set([WANTED]);
  await eventually(() => one.index.gaps.length > 0);
  expect(seats).toBe(0);
});
