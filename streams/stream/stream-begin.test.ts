import { expect, test } from 'vitest';
import { StreamHub } from './stream-hub.ts';
import { eventually, recordingLog } from './testing/observer.ts';

test('a holder who comes in the very moment the stream has ended starts it again', async () => {
  let runs = 0;
  const hub = new StreamHub({
    log: recordingLog(),
    now: Date.now,
    timings: { lingerMs: 0 },
    resolveAddress: async () => ({ url: 'rtsp://127.0.0.1/none' }),
    createSource: () => ({
      run: (signal) => {
        runs += 1;
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
        );
      },
    }),
  });
  const key = { cameraId: 'c', profile: 'main' } as const;
  const stop = hub.onStatus(({ state, holders }) => {
    if (state.name !== 'idle' || holders > 0 || runs !== 1) return;
    stop();
    queueMicrotask(() => hub.acquire(key, 'next'));
  });
  const lease = hub.acquire(key, 'first');
  await eventually(() => runs === 1);
  lease.release();
  await eventually(() => runs === 2, 2000);
  expect(hub.status(key)?.holders).toBe(1);
  await hub.close();
});
