import { getEventListeners } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { StreamFaultError } from '../media-error.ts';
import { FfmpegRtspSource } from '../sources/ffmpeg-rtsp/ffmpeg-rtsp-source.ts';
import { StreamHub } from './stream-hub.ts';
import { eventually, recordingLog } from './testing/observer.ts';

afterEach(() => vi.restoreAllMocks());

/** Every signal that was listened to, to ask who is still listening. */
function watchSignals(): () => number {
  const signals = new Set<AbortSignal>();
  const add = AbortSignal.prototype.addEventListener;
  vi.spyOn(AbortSignal.prototype, 'addEventListener').mockImplementation(function (
    this: AbortSignal,
    ...given: Parameters<typeof add>
  ) {
    signals.add(this);
    add.apply(this, given);
  } as typeof add);
  return () => [...signals].reduce((sum, one) => sum + getEventListeners(one, 'abort').length, 0);
}

// Node keeps a signal that is made of others for as long as somebody listens to it, and with it all that the
// listener holds: a dead camera on a wall that is never closed would fill the memory, attempt by attempt.
test('a camera that fails again and again leaves no listener behind', async () => {
  const listening = watchSignals();
  let runs = 0;
  const hub = new StreamHub({
    log: recordingLog(),
    now: Date.now,
    random: () => 0,
    resolveAddress: async () => ({ url: 'rtsp://127.0.0.1/none' }),
    createSource: () => ({
      run: async () => {
        runs += 1;
        throw new StreamFaultError({ code: 'camera_unreachable', message: 'not there' });
      },
    }),
  });
  const key = { cameraId: 'c', profile: 'main' } as const;
  const lease = hub.acquire(key, 'test');
  await eventually(() => runs === 3 && hub.status(key)?.state.name === 'backing-off');
  // Only the pause it is in now: its own end, whoever waits for that, and who knocks meanwhile.
  expect(listening()).toBe(3);
  lease.release();
  await hub.close();
  expect(listening()).toBe(0);
});

test('ffmpeg that ends by itself leaves no listener behind', async () => {
  const listening = watchSignals();
  const source = new FfmpegRtspSource({
    address: { url: 'rtsp://127.0.0.1:1/none' },
    sink: { onFormat: () => undefined, onAccessUnits: () => undefined },
    log: recordingLog(),
    now: Date.now,
    ffmpegPath: '/bin/false',
    socketTimeoutMs: 1000,
  });
  await expect(source.run(new AbortController().signal)).rejects.toThrow('ffmpeg ended');
  expect(listening()).toBe(0);
});
