/** A hall's line, from its registration to a viewer who is refused. On a real hub, over HTTP. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BrowserStreams, Snapshots, StreamHub, TranscodePool } from '../../streams/index.ts';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../test/factories/app-server.ts';
import { createCameras } from '../cameras/index.ts';
import type { Role } from '../contract/access.ts';
import type { Camera } from '../contract/cameras.ts';
import type { Problem } from '../contract/common.ts';
import type { Hall, HallLine } from '../contract/places.ts';
import { createPlaces } from '../places/index.ts';
import { silentLog } from '../platform/log.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { createLive, type LiveSlice } from './index.ts';
import { lavfiSource } from './testing/lavfi-source.ts';

const PASSWORD = 'a-password-of-length';
let hub: StreamHub;
let live: LiveSlice;
let server: AppServer;
let hall: Hall;
const cameras: Camera[] = [];

beforeAll(async () => {
  const log = silentLog();
  hub = new StreamHub({
    ...{ log, now: Date.now, createSource: lavfiSource },
    resolveAddress: async () => ({ url: 'rtsp://127.0.0.1/none' }),
  });
  server = await startAppServer({
    routes: ({ db, bus, access, audit, now }) => {
      const places = createPlaces({ db, now });
      const sealer = sealerWithKey(Buffer.alloc(32, 7));
      const slice = createCameras({
        ...{ db, now, places, sealer, networks: ['127.0.0.0/8'] },
        onChanged: (id) => hub.invalidate(id),
      });
      live = createLive({
        ...{ hub, gate: access, finder: places.finder, audit, bus, log, now },
        playable: new BrowserStreams({ hub, pool: new TranscodePool(), log, now }),
        policyOf: (hallId) => places.service.policyOf(hallId),
        snapshots: new Snapshots(),
        webrtc: { unavailableReason: 'none here' },
      });
      const probe = async () => ({ ok: false, code: 'camera_unreachable', reason: 'none here' }) as const;
      return [
        ...places.routes({ visibility: access, audit }),
        ...slice.routes({ visibility: access, audit, probe }),
        ...live.routes,
      ];
    },
  });
  const { admin } = server;
  await admin.post('/api/v1/regions', { code: '445200', name: '揭阳市', level: 'city', parentCode: null });
  // 600 kbit/s for pictures: one small picture as it is assumed to be, no large one.
  hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '一号厅', lineKbps: 1000 });
  for (const name of ['一号机', '二号机']) {
    const profiles = ['main', 'sub'].map((profile) => ({ profile, url: `rtsp://127.0.0.1/${profile}` }));
    cameras.push(await admin.post<Camera>(`/api/v1/halls/${hall.id}/cameras`, { name, profiles }));
  }
});

afterAll(async () => {
  await live?.close();
  await server?.close();
  await hub?.close();
});

async function signedIn(username: string, role: Role): Promise<ApiClient> {
  const grants = [{ role, scope: { kind: 'hall', id: hall.id } }];
  await server.admin.post('/api/v1/users', { username, displayName: username, password: PASSWORD, grants });
  return ApiClient.signIn(server.baseUrl, username, PASSWORD);
}

test('a line is shared by small pictures; what does not fit is refused with the figures, until there is room', async () => {
  const monitor = await signedIn('wang', 'monitor');
  const picture = (camera: number, profile: string) =>
    monitor.fetch(`/media/${cameras[camera]?.id}/${profile}/frame.jpg`);
  expect((await picture(0, 'sub')).status).toBe(200);
  const refused = await picture(0, 'main');
  expect(refused.status).toBe(503);
  expect((await refused.json()) as Problem).toMatchObject({
    code: 'line_full',
    detail: expect.stringMatching(
      /^The hall’s line has 600 kbit\/s for pictures; \d+ are in use, .* about 1500\.$/,
    ),
  });
  // Nothing was pulled for it.
  expect(hub.status({ cameraId: cameras[0]?.id ?? '', profile: 'main' })).toBeUndefined();

  const line = await monitor.request<HallLine>('GET', `/api/v1/halls/${hall.id}/line`);
  expect(line).toMatchObject({ lineKbps: 1000, lineReserveKbps: 400, capKbps: 600, waiting: 0 });
  expect(line.streams).toHaveLength(1);
  expect(line.streams[0]).toMatchObject({ cameraId: cameras[0]?.id, profile: 'sub', viewers: 1 });
  expect(line.usedKbps).toBe(line.streams[0]?.kbps);

  // A line that is changed counts within seconds, for those who wait already, too.
  const waiting = picture(1, 'main');
  await server.admin.request('PATCH', `/api/v1/halls/${hall.id}`, { lineKbps: null });
  const [first, later] = [await waiting, await picture(1, 'main')];
  expect([200, 503]).toContain(first.status);
  expect(first.status === 200 || later.status === 200 || (await picture(1, 'main')).status === 200).toBe(
    true,
  );
});

test('another hall’s people learn nothing of the line', async () => {
  const { admin } = server;
  const other = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '二号厅' });
  await admin.post('/api/v1/users', {
    ...{ username: 'li', displayName: 'li', password: PASSWORD },
    grants: [{ role: 'monitor', scope: { kind: 'hall', id: other.id } }],
  });
  const stranger = await ApiClient.signIn(server.baseUrl, 'li', PASSWORD);
  expect((await stranger.fetch(`/api/v1/halls/${hall.id}/line`)).status).toBe(404);
  const own = await stranger.request<HallLine>('GET', `/api/v1/halls/${other.id}/line`);
  expect(own).toEqual({
    ...{ lineKbps: null, lineReserveKbps: 400, capKbps: null },
    ...{ usedKbps: 0, waiting: 0, streams: [] },
  });
});
