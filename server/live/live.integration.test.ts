import type { types } from 'mediasoup';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { BrowserStreams, Snapshots, StreamHub, TranscodePool } from '../../streams/index.ts';
import { WebRtcPlane } from '../../streams/outputs/webrtc/index.ts';
import { workerBin } from '../../streams/outputs/webrtc/testing/worker-bin.ts';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../test/factories/app-server.ts';
import { sessionsEnded } from '../access/index.ts';
import { createCameras } from '../cameras/index.ts';
import type { Role } from '../contract/access.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { Camera, StreamStatusWire } from '../contract/cameras.ts';
import type { Problem } from '../contract/common.ts';
import type { Hall } from '../contract/places.ts';
import type {
  ClientToServer,
  LiveConsumed,
  LiveIce,
  LiveTransport,
  Reply,
  ServerToClient,
} from '../contract/sockets.ts';
import { createPlaces } from '../places/index.ts';
import { silentLog } from '../platform/log.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { createSockets, type Sockets } from '../platform/sockets.ts';
import { createLive, type LiveSlice } from './index.ts';
import { lavfiSource } from './testing/lavfi-source.ts';
import { WHEP_OFFER } from './testing/whep-offer.ts';

type LiveClient = Socket<ServerToClient, ClientToServer>;
const PASSWORD = 'a-password-of-length';

let plane: WebRtcPlane;
let hub: StreamHub;
let live: LiveSlice;
let server: AppServer;
let sockets: Sockets;
let camera: Camera;
let monitor: ApiClient;
let stranger: ApiClient;
const clients: LiveClient[] = [];

beforeAll(async () => {
  const log = silentLog();
  plane = await WebRtcPlane.create({ log, port: 0, listenIp: '127.0.0.1', workerBin: await workerBin() });
  hub = new StreamHub({
    log,
    now: Date.now,
    createSource: lavfiSource,
    resolveAddress: async () => ({ url: 'rtsp://127.0.0.1/none' }),
    timings: { lingerMs: 300 },
  });
  server = await startAppServer({
    routes: ({ db, bus, access, audit, now }) => {
      const places = createPlaces({ db, now });
      const sealer = sealerWithKey(Buffer.alloc(32, 7));
      const cameras = createCameras({
        ...{ db, now, places, sealer, networks: ['127.0.0.0/8'] },
        onChanged: (id) => hub.invalidate(id),
      });
      const { finder } = places;
      const needs = { hub, gate: access, finder, audit, bus, log, now, snapshots: new Snapshots() };
      const playable = new BrowserStreams({ hub, pool: new TranscodePool(), log, now });
      const policyOf = (hallId: string) => places.service.policyOf(hallId);
      live = createLive({ ...needs, playable, policyOf, webrtc: { plane } });
      const probe = async () => ({ ok: false, code: 'camera_unreachable', reason: 'none here' }) as const;
      return [
        ...places.routes({ visibility: access, audit }),
        ...cameras.routes({ visibility: access, audit, probe }),
        ...live.routes,
      ];
    },
  });
  sockets = createSockets({ server: server.http, gate: server.access, handlers: [live.sockets], log });
  server.bus.subscribe(sessionsEnded, ({ sessionIds }) => sockets.endSessions(sessionIds));
  const { admin } = server;
  await admin.post('/api/v1/regions', { code: '445200', name: '揭阳市', level: 'city', parentCode: null });
  const hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '一号厅' });
  const other = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '二号厅' });
  camera = await admin.post<Camera>(`/api/v1/halls/${hall.id}/cameras`, {
    name: '一号机',
    profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1/none' }],
  });
  monitor = await monitorOf('wang', hall.id);
  stranger = await monitorOf('li', other.id);
});

afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});

afterAll(async () => {
  await live?.close();
  sockets?.io.disconnectSockets(true);
  await server?.close();
  await hub?.close();
  await plane?.close();
});

describe('over HTTP', () => {
  test('LL-HLS: the playlist and every file it names, never to be stored', async () => {
    const playlist = await monitor.fetch(url('live.m3u8'));
    expect(playlist.status).toBe(200);
    expect(playlist.headers.get('content-type')).toMatch(/^application\/vnd.apple.mpegurl/);
    expect(playlist.headers.get('cache-control')).toBe('no-store');
    const text = await playlist.text();
    const names = [...text.matchAll(/(?:URI="|^)((?:init|seg|part)-[\w.]+)/gm)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(5);
    for (const name of new Set(names)) {
      const file = await monitor.fetch(url(name));
      const bytes = Buffer.from(await file.arrayBuffer());
      expect([file.status, file.headers.get('content-type'), file.headers.get('cache-control')]).toEqual([
        200,
        'video/mp4',
        'no-store',
      ]);
      expect(bytes.toString('latin1', 4, 8)).toMatch(/ftyp|moof/);
      expect(bytes).toHaveLength(Number(file.headers.get('content-length')));
    }
  });

  test('what is asked wrongly or is gone is said so', async () => {
    const asked = ['live.m3u8?_HLS_msn=99999999999', 'live.m3u8?_HLS_msn=x', 'seg-1.m4s', 'etc.passwd'];
    const answers = await Promise.all(
      asked.map(async (name) => (await (await monitor.fetch(url(name))).json()) as Problem),
    );
    expect(answers.map(({ status, code }) => `${status} ${code}`)).toEqual([
      '400 playlist_out_of_range',
      '400 invalid_request',
      '404 media_not_found',
      '400 invalid_request',
    ]);
  });

  test('frame.jpg is the latest keyframe, with the time it was captured', async () => {
    const picture = await monitor.fetch(url('frame.jpg'));
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    expect(bytes.readUInt16BE(0)).toBe(0xffd8);
    const ageMs = Date.now() - Date.parse(picture.headers.get('last-modified') ?? '');
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(10_000);
  });

  test('however its id is written, a camera is pulled once', async () => {
    const written = url('frame.jpg').replace(camera.id, camera.id.toUpperCase());
    expect((await monitor.fetch(written)).status).toBe(200);
    expect(hub.statuses().map(({ key }) => key.cameraId)).toEqual([camera.id]);
  });

  test.each(['live.m3u8', 'frame.jpg', 'gop.mp4', 'seg-1.m4s'])(
    '%s is for who may see the camera',
    async (name) => {
      expect((await stranger.fetch(url(name))).status).toBe(404);
      expect((await fetch(`${server.baseUrl}${url(name)}`)).status).toBe(401);
    },
  );
});

describe('over WHEP', () => {
  test('an offer is answered and plays until it is deleted; only its opener may', async () => {
    const opened = await offer(monitor);
    expect(opened.status).toBe(201);
    expect(opened.headers.get('content-type')).toMatch(/^application\/sdp/);
    expect(await opened.text()).toMatch(/m=video 9 .*\r\n(.*\r\n)*a=sendonly/);
    const location = opened.headers.get('location') ?? '';
    expect(hub.status(keyOf())?.holders).toBeGreaterThan(0);
    expect((await server.admin.fetch(location, { method: 'DELETE' })).status).toBe(404);
    const patch = await monitor.fetch(location, { method: 'PATCH', body: '' });
    expect([patch.status, patch.headers.get('allow')]).toEqual([405, 'DELETE']);
    expect((await monitor.fetch(location, { method: 'DELETE' })).status).toBe(200);
    expect((await monitor.fetch(location, { method: 'DELETE' })).status).toBe(404);
    expect(plane.sessionCount).toBe(0);
  });

  test('a bad offer is refused with what is wrong in it, and holds nothing', async () => {
    const before = live.viewingCount();
    const refused = await offer(monitor, WHEP_OFFER.replace('recvonly', 'sendonly'));
    expect(await refused.json()).toMatchObject({
      status: 400,
      code: 'signalling_invalid',
      detail: expect.stringContaining('m=video does not receive'),
    });
    expect((await monitor.fetch(url('whep'), { method: 'POST', body: 'x' })).status).toBe(415);
    expect((await offer(stranger)).status).toBe(404);
    expect(live.viewingCount()).toBe(before);
  });

  test('signing out ends it', async () => {
    const leaving = await ApiClient.signIn(server.baseUrl, 'wang', PASSWORD);
    expect((await offer(leaving)).status).toBe(201);
    expect(plane.sessionCount).toBe(1);
    await leaving.request('DELETE', '/api/v1/session');
    expect(plane.sessionCount).toBe(0);
  });
});

describe('over the socket', () => {
  test('a page consumes, is told the status, and leaves nothing behind', async () => {
    const client = await connect(monitor);
    const statuses: StreamStatusWire[] = [];
    client.on('live:status', (status) => statuses.push(status));
    const before = live.viewingCount();
    const consumed = await consume(client);
    expect(consumed.rtpParameters).toMatchObject({ codecs: [{ mimeType: 'video/H264' }, {}] });
    expect(statuses.at(-1)).toMatchObject({ cameraId: camera.id, profile: 'main' });
    expect(live.viewingCount()).toBe(before + 1);
    await ask<null>((ack) => client.emit('live:resume', { consumerId: consumed.consumerId }, ack));
    await ask<null>((ack) => client.emit('live:stop', { consumerId: consumed.consumerId }, ack));
    expect(live.viewingCount()).toBe(before);
    await consume(client);
    client.close();
    await expect.poll(() => live.viewingCount()).toBe(before);
    expect(plane.sessionCount).toBe(0);
  });

  test('asking again for a transport replaces it with its consumers', async () => {
    const client = await connect(monitor);
    const before = live.viewingCount();
    await consume(client);
    await ask((ack) => client.emit('live:transport', ack));
    expect([plane.sessionCount, live.viewingCount()]).toEqual([1, before]);
  });

  test('transports asked for all at once leave one session, and none when the page goes', async () => {
    const client = await connect(monitor);
    const asked = Array.from({ length: 20 }, () => ask((ack) => client.emit('live:transport', ack)));
    const answers = await Promise.allSettled(asked);
    expect(answers.at(-1)?.status).toBe('fulfilled');
    expect(plane.sessionCount).toBe(1);
    client.close();
    await expect.poll(() => plane.sessionCount).toBe(0);
  });

  test('who may not see the camera is told there is none, and of what comes out of order', async () => {
    const client = await connect(stranger);
    await ask((ack) => client.emit('live:transport', ack));
    await expect(consume(client)).rejects.toThrow('not_found');
    await expect(ask((ack) => client.emit('live:follow', keyOf(), ack))).rejects.toThrow('not_found');
    const early = await connect(monitor);
    await expect(consume(early, false)).rejects.toThrow('transport_missing');
    await expect(ask((ack) => early.emit('live:resume', { consumerId: 'x' }, ack))).rejects.toThrow(
      'transport_missing',
    );
  });

  test('new ICE credentials for the transport that stands', async () => {
    const client = await connect(monitor);
    await expect(ask((ack) => client.emit('live:restartIce', ack))).rejects.toThrow('transport_missing');
    const before = await ask<LiveTransport>((ack) => client.emit('live:transport', ack));
    const { iceParameters } = await ask<LiveIce>((ack) => client.emit('live:restartIce', ack));
    expect(iceParameters).toMatchObject({ usernameFragment: expect.any(String), iceLite: true });
    expect(iceParameters).not.toEqual(before.iceParameters);
  });

  test('sound is for who may listen, where the hall allows it', async () => {
    const allow = (soundAllowed: boolean) =>
      server.admin.request('PATCH', `/api/v1/halls/${camera.hallId}`, { soundAllowed });
    const supervisor = await userOf('zhao', 'supervisor', camera.hallId);
    const [listener, watcher] = await Promise.all([connect(supervisor), connect(monitor)]);
    for (const client of [listener, watcher]) await ask((ack) => client.emit('live:transport', ack));
    await expect(consume(listener, false, 'audio')).rejects.toThrow('forbidden');
    await allow(true);
    // He may now; only this camera has no sound.
    const tried = () => consume(listener, false, 'audio').catch(String);
    await expect.poll(tried, { timeout: 10_000 }).toContain('no_sound');
    await expect(consume(watcher, false, 'audio')).rejects.toThrow('forbidden');
    await allow(false);
  });

  test('a status can be followed without starting the stream', async () => {
    await expect.poll(() => hub.status({ ...keyOf(), profile: 'sub' })?.state.name ?? 'idle').toBe('idle');
    const client = await connect(monitor);
    const key = { cameraId: camera.id, profile: 'sub' } as const;
    const status = await ask<StreamStatusWire>((ack) => client.emit('live:follow', key, ack));
    expect(status).toMatchObject({ ...key, state: 'idle', offlineSince: null });
    const told: string[] = [];
    client.on('live:status', ({ state }) => told.push(state));
    const lease = hub.acquire(key, 'test');
    await expect.poll(() => told.includes('live'), { timeout: 10_000 }).toBe(true);
    await ask<null>((ack) => client.emit('live:unfollow', key, ack));
    const count = told.length;
    lease.release();
    await expect.poll(() => hub.status(key)?.state.name).toBe('idle');
    expect(told).toHaveLength(count);
  });

  test('a media worker that dies while a page joins is named as the reason', async () => {
    const client = await connect(monitor);
    await ask((ack) => client.emit('live:transport', ack));
    const pid = plane.workerPids[0] ?? 0;
    process.kill(pid, 'SIGSTOP');
    const before = live.viewingCount();
    const joining = consume(client, false);
    await expect.poll(() => live.viewingCount()).toBe(before + 1);
    const replaced = new Promise<void>((resolve) => client.once('live:replaced', resolve));
    process.kill(pid, 'SIGKILL');
    await expect(joining).rejects.toThrow('webrtc_unavailable');
    expect(live.viewingCount()).toBe(before);
    await replaced;
  });

  test('a replaced media worker is told to pages that watched', async () => {
    const [client, idle] = await Promise.all([connect(monitor), connect(monitor)]);
    let idleTold = false;
    idle.on('live:replaced', () => {
      idleTold = true;
    });
    await consume(client);
    const replaced = new Promise<void>((resolve) => client.once('live:replaced', resolve));
    process.kill(plane.workerPids[0] ?? 0, 'SIGKILL');
    await replaced;
    await consume(client);
    expect(idleTold).toBe(false);
  });
});

test('every look is in the audit trail once', async () => {
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=live.view');
  expect(items.length).toBeGreaterThan(0);
  expect(new Set(items.map(({ target }) => target))).toEqual(new Set([`camera:${camera.id}`]));
  expect(new Set(items.map(({ actor }) => actor))).toEqual(new Set(['user:wang', 'user:zhao']));
  // Three sessions have watched, or tried to listen, each within a minute.
  expect(items).toHaveLength(3);
  const heard = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=live.listen');
  expect(heard.items.map(({ actor, target }) => [actor, target])).toEqual([
    ['user:zhao', `camera:${camera.id}`],
  ]);
});

function keyOf() {
  return { cameraId: camera.id, profile: 'main' as const };
}

function url(name: string): string {
  return `/media/${camera.id}/main/${name}`;
}

function monitorOf(username: string, hallId: string): Promise<ApiClient> {
  return userOf(username, 'monitor', hallId);
}

async function userOf(username: string, role: Role, hallId: string): Promise<ApiClient> {
  await server.admin.post('/api/v1/users', {
    username,
    displayName: username,
    password: PASSWORD,
    grants: [{ role, scope: { kind: 'hall', id: hallId } }],
  });
  return ApiClient.signIn(server.baseUrl, username, PASSWORD);
}

function offer(api: ApiClient, sdp = WHEP_OFFER): Promise<Response> {
  return api.fetch(url('whep'), {
    method: 'POST',
    headers: { 'content-type': 'application/sdp' },
    body: sdp,
  });
}

async function connect(api: ApiClient): Promise<LiveClient> {
  const client: LiveClient = io(server.baseUrl, {
    transports: ['websocket'],
    forceNew: true,
    extraHeaders: { ...api.headers },
  });
  clients.push(client);
  await new Promise<void>((resolve, reject) => {
    client.once('connect', resolve);
    client.once('connect_error', reject);
  });
  return client;
}

/** As a browser that knows all the router does. */
async function consume(
  client: LiveClient,
  withTransport = true,
  kind: 'video' | 'audio' = 'video',
): Promise<LiveConsumed> {
  const rtpCapabilities = plane.rtpCapabilities as types.RtpCapabilities & Record<string, unknown>;
  if (withTransport) await ask((ack) => client.emit('live:transport', ack));
  return ask((ack) => client.emit('live:consume', { ...keyOf(), kind, rtpCapabilities }, ack));
}

function ask<T>(send: (ack: (reply: Reply<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    send((reply) => (reply.ok ? resolve(reply.value) : reject(new Error(reply.problem.code))));
  });
}
