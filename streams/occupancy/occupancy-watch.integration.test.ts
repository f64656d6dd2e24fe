import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type FakeCameras, startFakeCameras } from '../../test/fakes/cameras/fake-camera.ts';
import { LineFullError, SlabPool, StreamHub, sourceChooser, TranscodePool } from '../index.ts';
import { type Blindness, type OccupancyReading, OccupancyWatch } from './index.ts';
import { drawnPlaces } from './testing/drawn-hours.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const camera = { cameraId: 'hall-a', profile: 'sub', places: drawnPlaces } as const;
const within = { timeout: 30_000, interval: 50 };

let cameras: FakeCameras;
beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }], gopMs: 1000 });
});
afterAll(() => cameras.stop());

function setUp(enterLine: () => Promise<() => void> = async () => () => {}) {
  const readings: OccupancyReading[] = [];
  const blind: Blindness[] = [];
  const kept = new Map<string, Buffer>();
  const hub = new StreamHub({
    resolveAddress: async ({ cameraId, profile }) => ({ url: cameras.url(cameraId, profile) }),
    createSource: sourceChooser({
      memory: new SlabPool(),
      encoders: new TranscodePool({ slots: 1 }),
      encoder: {},
      now: Date.now,
    }),
    ...{ log: silent, now: Date.now },
  });
  const watch = new OccupancyWatch({
    ...{ hub, enterLine, log: silent, now: Date.now },
    listener: { onReading: (reading) => readings.push(reading), onBlind: (one) => blind.push(one) },
    learnt: {
      load: async (cameraId) => kept.get(cameraId),
      save: async (cameraId, bytes) => void kept.set(cameraId, bytes),
    },
  });
  const close = async (): Promise<void> => {
    await watch.close();
    await hub.close();
  };
  return { readings, blind, kept, hub, watch, close };
}

it('watches a real camera by a lease of its own, about once a second, and lets it go at the end', async () => {
  const { readings, blind, hub, watch, close } = setUp();
  try {
    watch.set([camera]);
    expect(blind[0]).toMatchObject({ cameraId: 'hall-a', cause: 'learning' });
    await vi.waitFor(() => expect(readings.length).toBeGreaterThan(3), within);
    expect(watch.figures).toMatchObject({ cameras: 1, leases: 1, undecodable: 0 });
    expect(readings[0]?.places.map(({ key }) => key)).toEqual(['0', '1']);
    for (const [index, { atMs }] of readings.slice(1).entries())
      expect(atMs - (readings[index]?.atMs ?? 0)).toBeGreaterThanOrEqual(900);
    watch.set([]);
    expect(hub.status(camera)?.holders).toBe(0);
  } finally {
    await close();
  }
});

it('a stream that somebody watches is shared without a lease; a line without room is told, and is no empty hall', async () => {
  const { readings, blind, hub, watch, close } = setUp(async () => {
    throw new LineFullError({ capKbps: 100, usedKbps: 90, neededKbps: 400 });
  });
  try {
    watch.set([camera]);
    await vi.waitFor(() => expect(blind.at(-1)?.cause).toBe('line_full'), within);
    expect(readings).toEqual([]);
    const lease = hub.acquire(camera, 'viewer');
    await vi.waitFor(() => expect(readings.length).toBeGreaterThan(1), within);
    expect(watch.figures).toMatchObject({ leases: 0, blind: {} });
    expect(readings.flatMap(({ places }) => places).some(({ clerk }) => clerk === 'no')).toBe(false);
    lease.release();
  } finally {
    await close();
  }
});
