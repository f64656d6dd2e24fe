import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../platform/log.ts';
import { Checker, type CheckerOptions } from './checker.ts';

let checker: Checker | undefined;
afterEach(() => checker?.close());

it('a hundred cameras that are away do not keep those that are well from being looked at', async () => {
  const camera = (id: string) => ({
    ...{ cameraId: id, hallId: 'h', profiles: ['main'], createdAtMs: 0, zonesAtMs: null },
  });
  const row = (id: string) => ({
    ...{
      cameraId: id,
      state: 'unknown',
      sinceMs: 0,
      faults: [],
      usualKbps: {},
      reconnects: {},
      learnt: null,
    },
  });
  const ids = [...Array.from({ length: 100 }, (_, n) => `away${n}`), 'well1', 'well2', 'well3'];
  const looked: string[] = [];
  const nothing = async () => [];
  const options = {
    watches: {
      cameras: async () => ids.map(camera),
      rows: async () => ids.map(row),
      zonesDrawnSince: nothing,
    },
    outages: {
      open: async () =>
        ids
          .filter((id) => id.startsWith('away'))
          .map((cameraId) => ({ cameraId, fault: 'offline', cause: null, finding: null, fromMs: 0 })),
    },
    pictures: { newestOfAll: nothing },
    recorder: { begin: async () => undefined, flush: async () => undefined, remember: () => undefined },
    // Whoever is away is waited for; the others are done at once, as nothing can be said of them.
    taker: {
      take: ({ cameraId }: { cameraId: string }, _: unknown, signal: AbortSignal) => {
        looked.push(cameraId);
        return new Promise((resolve, reject) => {
          if (cameraId.startsWith('well')) reject(new Error('looked at'));
          signal.addEventListener('abort', () => resolve({ kind: 'skipped', why: 'interrupted' }));
        });
      },
    },
    decoder: { close: async () => undefined },
    statuses: () => [],
    ...{ log: silentLog(), now: Date.now, everyMs: 1, atOnce: 8, random: () => 0.5 },
  };
  checker = new Checker(options as unknown as CheckerOptions);
  await checker.start();
  await expect
    .poll(() => looked.filter((id) => id.startsWith('well')).length, { timeout: 8000 })
    .toBeGreaterThan(5);
  expect(looked.filter((id) => id.startsWith('away')).length).toBe(4);
}, 10_000);
