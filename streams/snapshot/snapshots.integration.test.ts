import { afterAll, beforeAll, expect, test } from 'vitest';
import { StreamHub } from '../stream/stream-hub.ts';
import { type Clip, makeClip, startCamera, type TestCamera } from '../stream/testing/camera.ts';
import { recordingLog } from '../stream/testing/observer.ts';
import { Snapshots } from './snapshots.ts';

let clip: Clip;
let camera: TestCamera;
let hub: StreamHub;

beforeAll(async () => {
  clip = await makeClip({ gop: 250, seconds: 10 });
  camera = await startCamera({ clip });
  hub = new StreamHub({
    resolveAddress: async ({ cameraId }) => ({
      url: cameraId === 'good' ? camera.url : 'rtsp://127.0.0.1:1/x',
    }),
    log: recordingLog(),
    now: Date.now,
  });
});
afterAll(async () => {
  await hub.close();
  await camera.close();
  await clip.remove();
});

/** Width and height from a JPEG's start-of-frame marker. */
function sizeOf(jpeg: Buffer): { width: number; height: number } {
  let at = 2;
  while (at < jpeg.length) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xc2) {
      return { width: jpeg.readUInt16BE(at + 7), height: jpeg.readUInt16BE(at + 5) };
    }
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  throw new Error('not a JPEG');
}

test('waits for the first keyframe, makes one picture for all who ask, smaller on request', async () => {
  const snapshots = new Snapshots();
  const lease = hub.acquire({ cameraId: 'good', profile: 'main' }, 'test');
  const [one, two] = await Promise.all([
    snapshots.frameJpeg(lease.stream),
    snapshots.frameJpeg(lease.stream),
  ]);
  expect(sizeOf(one.jpeg)).toEqual({ width: 320, height: 180 });
  expect(two.jpeg).toBe(one.jpeg);
  expect((await snapshots.frameJpeg(lease.stream, { maxWidth: 4000 })).jpeg).toBe(one.jpeg);
  const small = await snapshots.frameJpeg(lease.stream, { maxWidth: 160 });
  expect(sizeOf(small.jpeg)).toEqual({ width: 160, height: 90 });
  expect(Math.abs(Date.now() - one.capturedAtMs)).toBeLessThan(15_000);
  lease.release();
});

test('a camera that is not there: its fault, not a timeout', async () => {
  const lease = hub.acquire({ cameraId: 'bad', profile: 'main' }, 'test');
  await expect(new Snapshots().frameJpeg(lease.stream)).rejects.toMatchObject({ code: 'camera_unreachable' });
  lease.release();
});
