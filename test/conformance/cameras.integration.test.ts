import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Lease, type Log, StreamHub, sourceChooser, TranscodePool } from '../../streams/index.ts';
import { SlabPool } from '../../streams/memory/slab-pool.ts';
import { quantile } from '../bench/table.ts';
import { until } from '../e2e/support/until.ts';
import { type Bed, startBed } from './bed.ts';
import { CAMERAS, type ConformanceCamera, type Expected } from './cameras.ts';
import { Watcher } from './watcher.ts';

/**
 * One hub with the product's own choice of sources pulls every camera at once, as a hall's server would; each test then
 * waits for its own. Memory that was given back is poisoned, so that whoever reads on is found out.
 */
let bed: Bed;
let hub: StreamHub;
const watched = new Map<string, { lease: Lease; watcher: Watcher }>();

/** More than the quirks need to come and go: those begin at picture 40 and last up to 50. */
const PICTURES = 120;
const quiet: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

beforeAll(async () => {
  bed = await startBed(CAMERAS);
  hub = new StreamHub({
    createSource: sourceChooser({
      memory: new SlabPool({ poison: true }),
      encoders: new TranscodePool({ slots: 1 }),
      now: Date.now,
    }),
    resolveAddress: async ({ cameraId }) => {
      const address = bed.addresses.get(cameraId);
      return address && { ...address, sound: true };
    },
    log: quiet,
    now: Date.now,
  });
  for (const { name } of CAMERAS) {
    const watcher = new Watcher();
    const lease = hub.acquire({ cameraId: name, profile: 'main' }, 'conformance');
    lease.stream.subscribe(watcher);
    watched.set(name, { lease, watcher });
  }
});

afterAll(async () => {
  await hub?.close();
  await bed?.close();
});

function of({ name }: ConformanceCamera): { lease: Lease; watcher: Watcher } {
  const one = watched.get(name);
  if (!one) throw new Error(`${name} is not watched`);
  return one;
}

describe('every kind of camera plays', () => {
  it.each(CAMERAS.map((camera) => [camera.name, camera.what, camera] as const))(
    '%s: %s',
    async (_name, _what, camera) => {
      const { lease, watcher } = of(camera);
      const wanted = camera.expect;
      // Few pictures a second take longer to come, and have fewer quirks.
      const enough = Math.min(PICTURES, (wanted.fps ?? 25) * 5);
      await until(
        `${enough} pictures of ${camera.name}; ${JSON.stringify(lease.stream.status)}`,
        () => watcher.seen.length >= enough,
        55_000,
      ).catch((cause: unknown) => {
        throw new Error(`${watcher.seen.length} pictures; ${JSON.stringify(lease.stream.status)}`, { cause });
      });
      expect(watcher.faults).toEqual([]);
      expect(watcher.infos.at(-1)).toMatchObject({
        codec: wanted.codec,
        width: wanted.width,
        height: wanted.height,
      });
      expect(lease.stream.status.source?.kind).toBe(wanted.by ?? 'in-process');
      checkTimes(watcher, wanted);
      if (wanted.bFrames) expect(watcher.seen.some((one) => one.composition > 0)).toBe(true);
      if (wanted.keyframeBytes !== undefined)
        expect(Math.max(...watcher.seen.map((one) => one.bytes))).toBeGreaterThan(wanted.keyframeBytes);
      if (wanted.sound !== undefined) {
        await until(`sound of ${camera.name}`, () => watcher.sound.length > 20);
        expect(watcher.infos.at(-1)?.audio).toMatchObject({ codec: wanted.sound });
      }
    },
  );
});

/** What a camera's clock does must not reach the viewers: media time runs on evenly at its pace. */
function checkTimes(watcher: Watcher, { fps = 25, uneven = false, by }: Expected): void {
  // ffmpeg comes in mid-GOP and guesses the first decode times.
  const steps = watcher.steps().slice(by === 'ffmpeg' ? 10 : 0);
  expect(quantile(steps, 0.5)).toBeCloseTo(1 / fps, 2);
  // Within an epoch no step of seconds, whatever the camera's clock did.
  expect(Math.max(...steps)).toBeLessThan(uneven ? 3 : 1.6 / fps + 0.02);
  const last = watcher.seen.at(-1);
  const first = watcher.seen[0];
  if (!last || !first) throw new Error('no picture');
  // The capture time told is of the last seconds: held pictures and the ring make it older, nothing makes it newer.
  expect(last.arrivedAtMs - last.capturedAtMs).toBeGreaterThan(-50);
  expect(last.arrivedAtMs - last.capturedAtMs).toBeLessThan(4000);
}
