import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GREY_HEIGHT, GREY_WIDTH } from '../analysis/index.ts';
import type { AccessUnit, MediaInfo, StreamConsumer } from '../types.ts';
import {
  type Blindness,
  type OccupancyReading,
  OccupancyWatch,
  type OccupancyWatchOptions,
} from './index.ts';
import { drawnPlaces } from './testing/drawn-hours.ts';

const S = 1000;
const BEGIN = 1_800_000_000_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('goes on looking when the clock was set back by minutes, though capture times stand still', async () => {
  const clock = { ms: BEGIN };
  const consumers = new Set<StreamConsumer>();
  const stream = {
    subscribe: (consumer: StreamConsumer) => {
      consumers.add(consumer);
      consumer.onInit({} as MediaInfo);
      return () => consumers.delete(consumer);
    },
  };
  const readings: OccupancyReading[] = [];
  const blind: Blindness[] = [];
  const watch = new OccupancyWatch({
    hub: { peek: () => stream, status: () => ({ holders: 1 }) } as unknown as OccupancyWatchOptions['hub'],
    enterLine: async () => () => {},
    listener: { onReading: (reading) => readings.push(reading), onBlind: (one) => blind.push(one) },
    learnt: { load: async () => undefined, save: async () => {} },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    now: () => clock.ms,
    decoder: {
      decode: async () => Buffer.alloc(GREY_WIDTH * GREY_HEIGHT, 128),
      close: async () => {},
    },
  });
  watch.set([{ cameraId: 'c1', profile: 'sub', places: drawnPlaces }]);
  let newestMs = 0;
  const run = async (seconds: number): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      clock.ms += S;
      await vi.advanceTimersByTimeAsync(S);
      // As the stream has them: never earlier than the one before.
      newestMs = Math.max(newestMs, clock.ms - 50);
      for (const consumer of [...consumers])
        consumer.onAccessUnit({ keyframe: true, capturedAtMs: newestMs } as AccessUnit);
    }
  };
  await run(30);
  expect(readings.length).toBeGreaterThan(25);
  clock.ms -= 240 * S;
  const before = readings.length;
  await run(30);
  const after = readings.slice(before);
  expect(after.length).toBeGreaterThan(25);
  for (const { atMs } of after) expect(atMs).toBeLessThanOrEqual(clock.ms);
  expect(blind.map(({ cause }) => cause)).toEqual(['learning', 'learning']);
  await watch.close();
});
