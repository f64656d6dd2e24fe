import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clip, makeClip, startCamera, type TestCamera } from '../stream/testing/camera.ts';
import { ffmpegs } from '../stream/testing/processes.ts';
import { probeCamera } from './probe-camera.ts';

const clips: Clip[] = [];
const cameras: TestCamera[] = [];

async function camera(clipOptions: Parameters<typeof makeClip>[0], rest = {}): Promise<TestCamera> {
  const clip = await makeClip(clipOptions);
  clips.push(clip);
  const started = await startCamera({ clip, ...rest });
  cameras.push(started);
  return started;
}

afterAll(async () => {
  for (const one of cameras) await one.close();
  for (const clip of clips) await clip.remove();
});

describe('connection test', () => {
  let plain: TestCamera;
  beforeAll(async () => {
    plain = await camera(
      { fps: 20, gop: 40, kbps: 800, size: '640x360' },
      { user: 'admin', password: 'secret' },
    );
  });

  test('codec, size, fps, bit rate, GOP, and a picture', async () => {
    const report = await probeCamera({ url: plain.url, username: 'admin', password: 'secret' });
    expect(report).toMatchObject({ codec: 'h264', width: 640, height: 360, hasBFrames: false });
    expect(report.fps).toBeCloseTo(20, 0);
    expect(report.gopMs).toBe(2000);
    expect(report.bitrateKbps).toBeGreaterThan(200);
    expect(report.bitrateKbps).toBeLessThan(1600);
    expect(report.audioCodec).toBeUndefined();
    expect(report.picture?.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(ffmpegs()).toEqual([]);
  });

  test('finds B-frames', async () => {
    const { url } = await camera({ bFrames: 2 });
    expect(await probeCamera({ url })).toMatchObject({ codec: 'h264', hasBFrames: true });
  });

  test('a wrong password is named, and not in the error', async () => {
    const probing = probeCamera({ url: plain.url, username: 'admin', password: 'not-it-at-all' });
    await expect(probing).rejects.toMatchObject({ code: 'camera_unauthorized' });
    const error = await probing.catch((reason: unknown) => reason);
    expect(JSON.stringify(error) + String(error)).not.toContain('not-it');
  });

  test('ends when told to', async () => {
    const abort = new AbortController();
    const probing = probeCamera(
      { url: plain.url, username: 'admin', password: 'secret' },
      { signal: abort.signal },
    );
    setTimeout(() => abort.abort(new Error('enough')), 300);
    await expect(probing).rejects.toThrow('enough');
    expect(ffmpegs()).toEqual([]);
  });
});
