import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { CameraNetwork } from '../contract/camera-networks.ts';
import type { Camera, Placement } from '../contract/cameras.ts';
import { REASON_HEADER } from '../contract/common.ts';
import type { Hall } from '../contract/places.ts';
import type { Wall } from '../contract/wall.ts';

/** What names answer, each time the next; the last for ever. */
const answers = new Map<string, string[]>();
const asked: string[] = [];
let server: RecordServer;
let city: City;
let other: Hall;
const probed: string[] = [];
beforeAll(async () => {
  server = await startRecordServer({
    networks: ['10.1.0.0/16'],
    resolve: async (host) => {
      asked.push(host);
      const list = answers.get(host) ?? [];
      const address = list.length > 1 ? list.shift() : list[0];
      if (address === undefined) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
      return [{ address, family: address.includes(':') ? 6 : 4 }];
    },
    probe: async ({ url }) => {
      probed.push(url);
      return { ok: false, code: 'camera_unreachable', reason: 'not asked here' };
    },
  });
  city = await registerCity(server.admin, [
    {
      name: '1号机',
      mainUrl: 'rtsp://10.1.0.1/main',
      windows: ['1'],
      credentials: { username: 'a', password: 'b' },
    },
  ]);
  other = await server.admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '榕城区分厅' });
});
afterAll(() => server.close());

const path = () => `/api/v1/halls/${city.hall.id}/cameras`;
let made = 0;
const register = (url: string, more: object = {}) => {
  made += 1;
  return server.admin.post<Camera>(path(), {
    name: `机 ${made}`,
    profiles: [{ profile: 'main', url }],
    ...more,
  });
};
const problemOf = async (request: Promise<unknown>) => {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw error ?? new Error('no problem');
  return error.problem;
};
const withReason = (reason = '因为测试') =>
  new ApiClient(server.baseUrl, { ...server.admin.headers, [REASON_HEADER]: encodeURIComponent(reason) });

describe('an address that somebody gives', () => {
  it.each([
    'rtsp://127.0.0.1/',
    'rtsp://127.0.0.1:8080/',
    'rtsp://10.2.0.1/',
    'rtsp://172.16.0.1/',
    'rtsp://192.168.1.1/',
    'rtsp://100.64.0.1/',
    'rtsp://169.254.169.254/latest/meta-data',
    'rtsp://0.0.0.0/',
    'rtsp://224.0.0.1/',
    'rtsp://255.255.255.255/',
    'rtsp://[::1]/',
    'rtsp://[::]/',
    'rtsp://[fd00::1]/',
    'rtsp://[fe80::1]/',
    'rtsp://[::ffff:127.0.0.1]/',
    'rtsp://[::ffff:7f00:1]/',
    'rtsp://[::127.0.0.1]/',
    'rtsp://[64:ff9b::7f00:1]/',
    'rtsp://[2002:7f00:1::1]/',
    'rtsp://8.8.8.8:22/',
    'rtsp://8.8.8.8:6379/',
  ])('%s is refused at writing, changing and testing', async (url) => {
    const refusal = { status: 422, code: 'address_not_allowed' };
    expect(await problemOf(register(url))).toMatchObject({
      ...refusal,
      errors: [{ field: 'body.profiles[0].url' }],
    });
    const change = { profiles: [{ profile: 'main', url }], credentials: null };
    const camera = city.cameras[0]?.id ?? '';
    expect(await problemOf(server.admin.request('PATCH', `/api/v1/cameras/${camera}`, change))).toMatchObject(
      refusal,
    );
    expect(await problemOf(server.admin.post('/api/v1/camera-probe', { url }))).toMatchObject(refusal);
    const onvifAddress = url.replace('rtsp:', 'http:');
    expect(await problemOf(register('rtsp://10.1.0.9/', { onvifAddress }))).toMatchObject(refusal);
    expect(
      await problemOf(server.admin.post('/api/v1/camera-discovery/device', { address: onvifAddress })),
    ).toMatchObject(refusal);
  });

  it('may be public, on a camera network, or a name that is not found yet', async () => {
    answers.set('cam.example', ['8.8.8.8']);
    for (const url of [
      'rtsp://8.8.8.8/',
      'rtsp://10.1.255.1:8554/',
      'rtsp://cam.example/',
      'rtsp://later.example/',
    ])
      expect((await register(url)).profiles[0]?.url).toBe(url);
  });

  it('is judged by what its name answers, and names the network that would let it in', async () => {
    answers.set('inside.example', ['192.168.7.9']);
    expect(await problemOf(register('rtsp://inside.example/'))).toMatchObject({
      code: 'address_not_allowed',
      context: { address: '192.168.7.9', network: '192.168.7.0/24' },
    });
    expect(probed).toEqual([]);
  });

  it('is judged again when it is connected to: a name that answers otherwise then leads nowhere', async () => {
    let visits = 0;
    const trap = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
    answers.set('rebind.example', ['8.8.8.8', '127.0.0.1']);
    await register('rtsp://rebind.example/');
    const { reach } = server.cameras;
    await expect(reach.addressesOf('rebind.example', 554)).rejects.toMatchObject({
      refusal: { address: '127.0.0.1' },
    });
    expect(asked.filter((host) => host === 'rebind.example')).toHaveLength(2);
    expect(visits).toBe(0);
    await new Promise((resolve) => trap.close(resolve));
  });

  it('that is registered already is no obstacle to other changes', async () => {
    const camera = await register('rtsp://10.1.0.77/');
    await server.db
      .updateTable('camera_profile')
      .set({ url: 'rtsp://10.9.0.77/' })
      .where('camera_id', '=', camera.id)
      .execute();
    const profiles = [{ profile: 'main', url: 'rtsp://10.9.0.77/' }];
    await server.admin.request('PATCH', `/api/v1/cameras/${camera.id}`, { name: '改名', profiles });
  });
});

describe('camera networks', () => {
  it('are added with a reason, hold at once, are removed, and cut off who was reached through them', async () => {
    const url = 'rtsp://192.168.50.5/';
    expect(
      await problemOf(server.admin.post('/api/v1/camera-networks', { cidr: '192.168.50.0/24' })),
    ).toMatchObject({
      code: 'reason_required',
    });
    const network = await withReason('五楼').post<CameraNetwork>('/api/v1/camera-networks', {
      cidr: '192.168.50.0/24',
      note: '五楼',
    });
    expect(network).toMatchObject({ cidr: '192.168.50.0/24', note: '五楼' });
    const camera = await register(url);
    const { items } = await server.admin.get<{ items: CameraNetwork[] }>('/api/v1/camera-networks');
    expect(items.map(({ id, cidr }) => [id === null, cidr])).toEqual([
      [true, '10.1.0.0/16'],
      [false, '192.168.50.0/24'],
    ]);
    server.changedCameras.length = 0;
    await withReason('搬走').request('DELETE', `/api/v1/camera-networks/${network.id}`);
    expect(server.changedCameras).toContain(camera.id);
    expect(server.changedCameras).not.toContain(city.cameras[0]?.id);
    expect(await problemOf(register(url))).toMatchObject({ code: 'address_not_allowed' });
    const rows = (await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?limit=200')).items;
    expect(rows.filter(({ action }) => action.startsWith('camera-network'))).toMatchObject([
      { action: 'camera-network.remove', reason: '搬走' },
      { action: 'camera-network.create', reason: '五楼' },
    ]);
  });

  it('are networks, not too wide, not twice, and no place that cameras never are', async () => {
    const add = (cidr: string) => problemOf(withReason().post('/api/v1/camera-networks', { cidr }));
    for (const cidr of [
      '192.168.1.1/24',
      'x',
      '10.0.0.0/33',
      '0.0.0.0/0',
      '10.0.0.0/7',
      '224.0.0.0/8',
      '::/16',
    ])
      expect([cidr, await add(cidr)]).toMatchObject([
        cidr,
        { code: 'invalid_request', errors: [{ field: 'body.cidr' }] },
      ]);
    await withReason().post('/api/v1/camera-networks', { cidr: 'FD00:0::/64' });
    expect(await add('fd00::/64')).toMatchObject({ code: 'network_exists' });
  });
});

describe('a camera’s details', () => {
  it('are kept, a GB/T 28181 id is checked and one camera’s', async () => {
    const details = {
      ...{ gb28181Id: '44520200001320000001', make: '海康', model: 'DS-1', serial: 'S1', firmware: '5.5' },
      ...{
        onvifAddress: 'http://10.1.0.8/onvif/device_service',
        expectedFps: 25,
        expectedKbps: 4096,
        note: '东门',
      },
    };
    const camera = await register('rtsp://10.1.0.8/', details);
    expect(camera).toMatchObject({ ...details, closedAt: null, movedFrom: null, movedTo: null });
    expect(await problemOf(register('rtsp://10.1.0.8/', { gb28181Id: details.gb28181Id }))).toMatchObject({
      code: 'gb28181_id_taken',
      errors: [{ field: 'body.gb28181Id' }],
    });
    expect(
      await problemOf(register('rtsp://10.1.0.8/', { gb28181Id: '44520200001180000001' })),
    ).toMatchObject({
      errors: [{ field: 'body.gb28181Id', message: expect.stringContaining('131 (camera) or 132') }],
    });
    const changed = await server.admin.request<Camera>('PATCH', `/api/v1/cameras/${camera.id}`, {
      make: '',
      expectedFps: null,
    });
    expect(changed).toMatchObject({ ...details, make: null, expectedFps: null });
  });
});

describe('a camera that goes', () => {
  const cameraId = () => city.cameras[0]?.id ?? '';
  it('to another hall is retired here and linked there, with all that is known of it; history stays', async () => {
    const before = await server.admin.get<Camera>(`/api/v1/cameras/${cameraId()}`);
    const seenBefore = await server.admin.get<{ items: Placement[] }>(
      `/api/v1/cameras/${cameraId()}/placements`,
    );
    const instant = new Date().toISOString();
    expect(
      await problemOf(withReason().post(`/api/v1/cameras/${cameraId()}/move`, { hallId: city.hall.id })),
    ).toMatchObject({
      code: 'same_hall',
    });
    const now = await withReason().post<Camera>(`/api/v1/cameras/${cameraId()}/move`, { hallId: other.id });
    expect(now).toMatchObject({
      ...{ hallId: other.id, name: before.name, movedFrom: before.id, closedAt: null, hasCredentials: true },
      profiles: before.profiles,
    });
    const gone = await server.admin.get<Camera>(`/api/v1/cameras/${cameraId()}`);
    expect(gone).toMatchObject({ movedTo: now.id, closedAt: expect.any(String) });
    expect(await server.cameras.addressOf({ cameraId: before.id, profile: 'main' })).toBeUndefined();
    expect(await server.cameras.addressOf({ cameraId: now.id, profile: 'main' })).toMatchObject({
      username: 'a',
      password: 'b',
    });
    const wall = await server.admin.get<Wall>(`/api/v1/halls/${city.hall.id}/wall`);
    expect(wall.cameras.map(({ id }) => id)).not.toContain(before.id);
    expect(wall.placements).toEqual([]);
    const seenThen = await server.admin.get<{ items: Placement[] }>(
      `/api/v1/cameras/${before.id}/placements?at=${instant}`,
    );
    expect(seenThen.items.map(({ id }) => id)).toEqual(seenBefore.items.map(({ id }) => id));
    const all = await server.admin.get<{ items: Camera[] }>(`${path()}?closed=include`);
    expect(all.items.map(({ id }) => id)).toContain(before.id);
  });

  it('is retired once, keeps nobody from its name, and is changed no more', async () => {
    const camera = await register('rtsp://10.1.0.20/', { gb28181Id: '44520200001320000020' });
    expect(await problemOf(server.admin.post(`/api/v1/cameras/${camera.id}/close`, {}))).toMatchObject({
      code: 'reason_required',
    });
    await withReason().post(`/api/v1/cameras/${camera.id}/close`, {});
    for (const again of [
      () => withReason().post(`/api/v1/cameras/${camera.id}/close`, {}),
      () => withReason().post(`/api/v1/cameras/${camera.id}/move`, { hallId: other.id }),
      () => server.admin.request('PATCH', `/api/v1/cameras/${camera.id}`, { name: 'x' }),
    ])
      expect(await problemOf(again())).toMatchObject({ status: 409, code: 'camera_closed' });
    await server.admin.post(path(), {
      ...{ name: camera.name, gb28181Id: camera.gb28181Id },
      profiles: [{ profile: 'main', url: 'rtsp://10.1.0.20/' }],
    });
  });
});
