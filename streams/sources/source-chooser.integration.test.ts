import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startVariousCameras, type VariousCameras } from '../../test/fakes/various/various-cameras.ts';
import { SlabPool } from '../memory/slab-pool.ts';
import { StreamHub } from '../stream/stream-hub.ts';
import { eventually, Observer, recordingLog } from '../stream/testing/observer.ts';
import { ffmpegs } from '../stream/testing/processes.ts';
import { TranscodePool } from '../transcode/transcode-pool.ts';
import { sourceChooser } from './source-chooser.ts';

const small = { width: 320, height: 240 } as const;
let cameras: VariousCameras;
let hub: StreamHub | undefined;

beforeAll(async () => {
  cameras = await startVariousCameras([
    { name: 'plain', clip: { ...small }, digest: true },
    { name: 'h265', clip: { ...small, codec: 'h265' } },
    { name: 'b-frames', clip: { ...small, bFrames: 2 } },
    { name: 'mjpeg', clip: { ...small, codec: 'mjpeg' } },
  ]);
});
afterAll(() => cameras.stop());
afterEach(async () => {
  await hub?.close();
  expect(ffmpegs()).toEqual([]);
});

function setUp(slots = 1) {
  const encoders = new TranscodePool({ slots });
  const log = recordingLog();
  const now = Date.now;
  hub = new StreamHub({
    ...{ log, now, timings: { lingerMs: 100 } },
    createSource: sourceChooser({ memory: new SlabPool({ poison: true }), encoders, now }),
    resolveAddress: async ({ cameraId }) => ({ url: cameras.url(cameraId), ...cameras.credentials }),
  });
  const watch = (cameraId: string) => {
    const lease = (hub as StreamHub).acquire({ cameraId, profile: 'sub' }, 'test');
    const observer = new Observer();
    lease.stream.subscribe(observer);
    return { lease, observer, stream: lease.stream };
  };
  return { encoders, log, watch };
}

describe('what pulls a camera', () => {
  test('H.264 and H.265 are pulled in this process', async () => {
    const { watch } = setUp();
    for (const name of ['plain', 'h265']) {
      const { observer, stream } = watch(name);
      await eventually(() => observer.units.length > 20);
      expect(stream.status).toMatchObject({ source: { kind: 'in-process' }, restarts: 0 });
      expect(stream.status.source?.reason).toBeUndefined();
    }
    expect(ffmpegs()).toEqual([]);
  });

  test('B-frames: ffmpeg takes over at once and says why; the next start is ffmpeg from the beginning', async () => {
    const { watch, log } = setUp();
    const { lease, observer, stream } = watch('b-frames');
    await eventually(() => observer.units.length > 20);
    expect(stream.status.source).toMatchObject({ kind: 'ffmpeg', reason: { code: 'source_unsuitable' } });
    expect(observer.units.some(({ compositionTicks }) => compositionTicks > 0)).toBe(true);
    expect(stream.status.totals?.restarts).toBe(1);
    lease.release();
    await eventually(() => stream.status.state.name === 'idle');
    const again = watch('b-frames');
    await eventually(() => again.stream.status.state.name === 'live');
    expect(again.stream.status.restarts).toBe(0);
    expect(log.lines.join('\n')).not.toContain(cameras.credentials.password);
  });

  test('MJPEG is encoded, in turn; who waits is told so', async () => {
    const { watch, encoders } = setUp();
    const held = await encoders.enter({ signal: new AbortController().signal });
    const { observer, stream } = watch('mjpeg');
    const waiting = await eventually(() => {
      const { transcode } = stream.status;
      return transcode?.state === 'queued' && transcode;
    });
    expect(waiting).toEqual({ state: 'queued', place: 1, reason: 'codec_not_in_browsers' });
    held();
    await eventually(() => observer.units.length > 20);
    expect(observer.infos.at(-1)).toMatchObject({ codec: 'h264', ...small });
    expect(stream.status).toMatchObject({
      source: { kind: 'ffmpeg', reason: { code: 'camera_codec_unsupported' } },
      transcode: { state: 'running', reason: 'codec_not_in_browsers', ...small },
    });
    expect(encoders.figures).toEqual({ running: 1, queued: 0 });
  });
});
