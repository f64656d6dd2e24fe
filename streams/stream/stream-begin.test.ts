import { expect, test } from 'vitest';
import { StreamFaultError } from '../media-error.ts';
import type { SourceAddress } from '../types.ts';
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

test('while nobody can be asked where a camera is, its last address serves, but not once it was changed', async () => {
  const pulled: string[] = [];
  let ask = async (): Promise<SourceAddress | undefined> => ({ url: 'rtsp://127.0.0.1/first' });
  const hub = new StreamHub({
    log: recordingLog(),
    now: Date.now,
    random: () => 0,
    resolveAddress: () => ask(),
    createSource: ({ address }) => ({
      run: async (signal) => {
        pulled.push(address.url);
        if (pulled.length === 1) throw new StreamFaultError({ code: 'camera_ended', message: 'It ended.' });
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
        );
      },
    }),
  });
  const key = { cameraId: 'c', profile: 'main' } as const;
  hub.acquire(key, 'recorder');
  await eventually(() => pulled.length === 1);
  ask = async () => {
    throw new Error('the database is away');
  };
  await eventually(() => pulled.length === 2, 5000);
  expect(pulled[1]).toBe('rtsp://127.0.0.1/first');
  hub.invalidate(key.cameraId);
  await eventually(() => hub.status(key)?.fault?.code === 'source_crashed', 5000);
  expect(pulled).toHaveLength(2);
  await hub.close();
});
