import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Reach } from '../streams/index.ts';
import { readRange } from '../streams/reach/index.ts';
import { type Clip, makeClip, startCamera, type TestCamera } from '../streams/stream/testing/camera.ts';
import { ffmpegs } from '../streams/stream/testing/processes.ts';
import { OddRtspServer } from '../test/fakes/odd-rtsp-server.ts';
import { probe } from './camera-probe.ts';

const loopback = readRange('127.0.0.0/8');
const reach = new Reach({ allowed: () => (loopback ? [loopback] : []) });
const options = { timeoutMs: 12_000, reach };
const secret = { username: 'admin', password: 'secret-77' };

const clips: Clip[] = [];
const cameras: TestCamera[] = [];
async function camera(clipOptions: Parameters<typeof makeClip>[0], rest = {}): Promise<TestCamera> {
  const clip = await makeClip(clipOptions);
  clips.push(clip);
  const started = await startCamera({ clip, ...rest });
  cameras.push(started);
  return started;
}
let plain: TestCamera;
beforeAll(async () => {
  plain = await camera(
    { fps: 20, gop: 40, kbps: 800, size: '640x360' },
    { user: secret.username, password: secret.password },
  );
});
afterAll(async () => {
  for (const one of cameras) await one.close();
  for (const clip of clips) await clip.remove();
});

describe('the connection test', () => {
  it('measures with our own client, and shows a picture', async () => {
    const result = await probe({ url: plain.url, ...secret }, options);
    expect(result).toMatchObject({
      ...{ ok: true, codec: 'h264', width: 640, height: 360, hasBFrames: false, gopMs: 2000 },
      ...{ transport: 'tcp', source: 'in-process', plays: 'direct', audioCodec: null },
      auth: expect.stringMatching(/^(basic|digest)$/),
      picture: expect.stringMatching(/^data:image\/jpeg;base64,\/9j/),
    });
    if (!result.ok) return;
    expect(result.fps).toBeGreaterThan(18);
    expect(result.fps).toBeLessThan(22);
    expect(result.bitrateKbps).toBeGreaterThan(200);
    expect(result.bitrateKbps).toBeLessThan(1800);
    expect(ffmpegs()).toEqual([]);
  });

  it('finds B-frames and what they cost', async () => {
    const { url } = await camera({ bFrames: 2 });
    expect(await probe({ url }, options)).toMatchObject({
      ...{ ok: true, hasBFrames: true, plays: 'transcoded' },
      advice: expect.arrayContaining(['b_frames_not_in_webrtc', 'auth_none']),
    });
  });

  it('names a wrong password, a missing one and a wrong path, and never the password', async () => {
    const wrong = await probe({ url: plain.url, username: 'admin', password: 'not-it-at-all' }, options);
    expect(wrong).toMatchObject({ ok: false, code: 'camera_unauthorized', why: 'auth_refused' });
    expect(JSON.stringify(wrong)).not.toContain('not-it');
    expect(await probe({ url: plain.url }, options)).toMatchObject({ why: 'auth_missing' });
    const nowhere = await probe({ url: plain.url.replace(/\/main$/, '/nowhere'), ...secret }, options);
    expect(nowhere).toMatchObject({ ok: false, code: 'camera_not_found', why: 'path_wrong' });
    if (!nowhere.ok) expect(nowhere.reason).toContain('404');
  });

  it('names what is no camera, nobody, and an address it must not go to', async () => {
    const http = createHttpServer((_request, response) => response.end('<html></html>'));
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const port = (http.address() as AddressInfo).port;
    expect(await probe({ url: `rtsp://127.0.0.1:${port}/` }, options)).toMatchObject({ why: 'not_rtsp' });
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    expect(await probe({ url: `rtsp://127.0.0.1:${port}/` }, options)).toMatchObject({ why: 'refused' });
    expect(await probe({ url: 'rtsp://10.1.2.3/' }, options)).toMatchObject({
      ...{ ok: false, code: 'address_not_allowed' },
      reason: expect.stringContaining('10.1.2.0/24'),
    });
  });

  it('follows no redirection to where it must not go', async () => {
    let reached = 0;
    const inside = createServer((socket) => {
      reached += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.9', resolve));
    const target = `rtsp://127.0.0.9:${(inside.address() as AddressInfo).port}/main`;
    const narrow = readRange('127.0.0.1');
    const redirecting = await OddRtspServer.create({ redirectTo: target });
    const only = new Reach({ allowed: () => (narrow ? [narrow] : []) });
    expect(await probe({ url: redirecting.url }, { timeoutMs: 6000, reach: only })).toMatchObject({
      ok: false,
    });
    expect(reached).toBe(0);
    await redirecting.close();
    await new Promise((resolve) => inside.close(resolve));
  });
});
