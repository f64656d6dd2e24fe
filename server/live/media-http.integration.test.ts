/** What is served over plain HTTP beside LL-HLS: the newest GOP, and FLV. On a real hub, without WebRTC. */
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BrowserStreams, Snapshots, StreamHub, TranscodePool } from '../../streams/index.ts';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../test/factories/app-server.ts';
import { createCameras } from '../cameras/index.ts';
import type { Camera } from '../contract/cameras.ts';
import type { Problem } from '../contract/common.ts';
import type { Hall } from '../contract/places.ts';
import { createPlaces } from '../places/index.ts';
import { silentLog } from '../platform/log.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { createLive, type LiveSlice } from './index.ts';
import { lavfiSource } from './testing/lavfi-source.ts';

const PASSWORD = 'a-password-of-length';
const run = promisify(execFile);
let hub: StreamHub;
let live: LiveSlice;
let server: AppServer;
let camera: Camera;
let monitor: ApiClient;

beforeAll(async () => {
  const log = silentLog();
  hub = new StreamHub({
    ...{ log, now: Date.now, createSource: lavfiSource, timings: { lingerMs: 300 } },
    resolveAddress: async () => ({ url: 'rtsp://127.0.0.1/none' }),
  });
  server = await startAppServer({
    routes: ({ db, bus, access, audit, now }) => {
      const places = createPlaces({ db, now });
      const sealer = sealerWithKey(Buffer.alloc(32, 7));
      const cameras = createCameras({
        ...{ db, now, places, sealer, networks: ['127.0.0.0/8'] },
        onChanged: (id) => hub.invalidate(id),
      });
      const needs = { hub, gate: access, finder: places.finder, audit, bus, log, now };
      live = createLive({
        ...needs,
        playable: new BrowserStreams({ hub, pool: new TranscodePool(), log, now }),
        policyOf: (hallId) => places.service.policyOf(hallId),
        snapshots: new Snapshots(),
        webrtc: { unavailableReason: 'none here' },
      });
      const probe = async () => ({ ok: false, code: 'camera_unreachable', reason: 'none here' }) as const;
      return [
        ...places.routes({ visibility: access, audit }),
        ...cameras.routes({ visibility: access, audit, probe }),
        ...live.routes,
      ];
    },
  });
  const { admin } = server;
  await admin.post('/api/v1/regions', { code: '445200', name: '揭阳市', level: 'city', parentCode: null });
  const hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '一号厅' });
  camera = await admin.post<Camera>(`/api/v1/halls/${hall.id}/cameras`, {
    name: '一号机',
    profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1/none' }],
  });
  await admin.post('/api/v1/users', {
    ...{ username: 'wang', displayName: 'wang', password: PASSWORD },
    grants: [{ role: 'monitor', scope: { kind: 'hall', id: hall.id } }],
  });
  monitor = await ApiClient.signIn(server.baseUrl, 'wang', PASSWORD);
});

afterAll(async () => {
  await live?.close();
  await server?.close();
  await hub?.close();
});

describe('live.flv', () => {
  test('ffprobe plays it, at the pace of the camera', async () => {
    const { stdout, stderr } = await run('ffprobe', [
      ...['-v', 'error', '-headers', `Cookie: ${monitor.headers.cookie}\r\n`],
      ...[
        '-read_intervals',
        '%+#40',
        '-select_streams',
        'v:0',
        '-show_streams',
        '-show_frames',
        '-of',
        'json',
      ],
      `${server.baseUrl}${url('live.flv')}`,
    ]);
    expect(stderr).toBe('');
    const { streams, frames } = JSON.parse(stdout) as {
      streams: { codec_name: string; width: number; height: number }[];
      frames: { key_frame: number; pkt_dts_time: string }[];
    };
    expect(streams).toEqual([expect.objectContaining({ codec_name: 'h264', width: 320, height: 240 })]);
    expect(frames[0]?.key_frame).toBe(1);
    expect(frames.length).toBeGreaterThanOrEqual(30);
    const times = frames.map((frame) => Number(frame.pkt_dts_time));
    const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const step of steps) expect(Math.abs(step - 0.04)).toBeLessThan(0.003);
    await expect.poll(() => live.viewingCount()).toBe(0);
  });

  test('every viewer gets the same pictures, however many there are', async () => {
    const viewers = await Promise.all(Array.from({ length: 20 }, () => watch(monitor)));
    await expect
      .poll(() => viewers.every((viewer) => viewer.bytes() > 60_000), { timeout: 15_000 })
      .toBe(true);
    for (const viewer of viewers) viewer.leave();
    await expect.poll(() => live.viewingCount()).toBe(0);
  });

  test('signing out ends it at once', async () => {
    const leaving = await ApiClient.signIn(server.baseUrl, 'wang', PASSWORD);
    const viewer = await watch(leaving);
    await leaving.request('DELETE', '/api/v1/session');
    await viewer.ended;
    expect(live.viewingCount()).toBe(0);
    expect(live.flvDropped().get('session_ended')).toBe(1);
  });

  test('it is for who may see the camera', async () => {
    expect((await fetch(`${server.baseUrl}${url('live.flv')}`)).status).toBe(401);
    const head = await monitor.fetch(url('live.flv'), { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(live.viewingCount()).toBe(0);
  });
});

describe('live.m3u8, ahead of Express', () => {
  test('is answered as any other route: not stored, no document, and no more once the session has ended', async () => {
    const leaving = await ApiClient.signIn(server.baseUrl, 'wang', PASSWORD);
    const playlist = await leaving.fetch(url('live.m3u8'));
    expect([playlist.status, playlist.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(playlist.headers.get('x-content-type-options')).toBe('nosniff');
    expect(playlist.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    const part = /URI="(part-\d+\.m4s)"/.exec(await playlist.text())?.[1] ?? '';
    expect((await leaving.fetch(url(part))).status).toBe(200);
    await leaving.request('DELETE', '/api/v1/session');
    for (const file of ['live.m3u8', part]) {
      const refused = await leaving.fetch(url(file));
      expect([refused.status, refused.headers.get('content-type')]).toEqual([
        ...[401, 'application/problem+json; charset=utf-8'],
      ]);
      expect(await refused.json()).toMatchObject({ code: 'unauthenticated' });
    }
  });

  test('what is escaped, is no file of ours or asked by HEAD is told as everywhere', async () => {
    const codes = await Promise.all(
      ['part-1%2Em4s', 'part-1.m4s', 'nothing.mp4', 'live.m3u8?_HLS_msn=x'].map(async (file) => {
        const { status, code } = (await (await monitor.fetch(url(file))).json()) as Problem;
        return `${status} ${code}`;
      }),
    );
    expect(codes).toEqual([
      ...['404 media_not_found', '404 media_not_found', '400 invalid_request', '400 invalid_request'],
    ]);
    expect((await monitor.fetch(url('live.m3u8'), { method: 'HEAD' })).status).toBe(200);
  });
});

describe('gop.mp4', () => {
  test('is all that the newest picture takes: ffprobe decodes it to the last, which is of now', async () => {
    const answer = await monitor.fetch(url('gop.mp4'));
    const receivedAtMs = Date.now();
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'video/mp4']);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-codec')).toMatch(/^avc1\.42[0-9a-f]{4}$/);
    const ageMs = receivedAtMs - Date.parse(answer.headers.get('x-captured-at') ?? '');
    expect(ageMs).toBeGreaterThanOrEqual(-50);
    // Not a GOP (1 s here) old: a picture, and what a busy machine takes.
    expect(ageMs).toBeLessThan(900);
    const frames = await framesOf(bytes);
    expect(frames[0]).toBe('1,I');
    expect(frames.length).toBeLessThanOrEqual(25);
    expect(frames.slice(1).every((frame) => frame === '0,P')).toBe(true);
  });
});

function url(name: string): string {
  return `/media/${camera.id}/main/${name}`;
}

interface Watching {
  bytes(): number;
  leave(): void;
  readonly ended: Promise<unknown>;
}

function watch(api: ApiClient): Promise<Watching> {
  return new Promise((resolve, reject) => {
    const asking = request(`${server.baseUrl}${url('live.flv')}`, {
      headers: { ...api.headers },
      agent: false,
    });
    asking.on('error', reject).end();
    asking.on('response', (res) => {
      let bytes = 0;
      res
        .on('error', () => undefined)
        .on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
      expect(res.headers['content-type']).toBe('video/x-flv');
      const ended = new Promise((done) => res.once('close', done));
      resolve({ bytes: () => bytes, leave: () => asking.destroy(), ended });
    });
  });
}

/** Each decoded picture as `keyframe,type`; fails on whatever ffmpeg complains of. */
async function framesOf(bytes: Buffer): Promise<string[]> {
  const probing = run('ffprobe', [
    ...'-v error -select_streams v:0 -show_entries frame=key_frame,pict_type -of csv=p=0 -i pipe:0'.split(
      ' ',
    ),
  ]);
  probing.child.stdin?.on('error', () => undefined).end(bytes);
  const { stdout, stderr } = await probing;
  expect(stderr).toBe('');
  // A picture with side data (the encoder's own message) ends in a comma.
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/,$/, ''));
}
