import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../test/e2e/support/until.ts';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { FakeOnvifDevice } from '../../test/fakes/onvif-device/onvif-device.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { DeviceAnswer, Discovery, LocalNetwork } from '../contract/discovery.ts';

const login = { username: 'admin', password: 'geheim-4711' };
let server: RecordServer;
let city: City;
let device: FakeOnvifDevice;
beforeAll(async () => {
  server = await startRecordServer({ networks: ['127.0.0.0/24', '10.0.0.0/8'] });
  device = await FakeOnvifDevice.start({
    ...{ brand: 'dahua', credentials: login, host: '127.0.0.77' },
    profiles: [
      {
        ...{ token: '1', name: 'main', codec: 'H265', width: 2560, height: 1440, fps: 25, kbps: 4096 },
        rtspUrl: 'rtsp://127.0.0.77/cam/realmonitor?channel=1&subtype=0',
      },
    ],
  });
  city = await registerCity(server.admin, []);
  await server.admin.post(`/api/v1/halls/${city.hall.id}/cameras`, {
    name: '已登记',
    profiles: [{ profile: 'main', url: 'rtsp://127.0.0.77/cam' }],
    onvifAddress: device.address,
  });
});
afterAll(async () => {
  await device.close();
  await server.close();
});

const PATH = '/api/v1/camera-discovery';
const problemOf = async (request: Promise<unknown>) => {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiProblem)) throw error ?? new Error('no problem');
  return error.problem;
};
const ended = (api: ApiClient, id: string) =>
  until('the search ends', async () => {
    const search = await api.get<Discovery>(`${PATH}/${id}`);
    return search.state !== 'running' && search;
  });
/** Somebody who may register cameras in another hall only. */
async function outsider(): Promise<ApiClient> {
  const hall = await server.admin.post<{ id: string }>('/api/v1/halls', {
    regionCode: '445200',
    name: '别处',
  });
  await server.admin.post('/api/v1/users', {
    ...{ username: 'outsider', displayName: '外人', password: 'Kranich-91-Teich' },
    grants: [{ role: 'admin', scope: { kind: 'hall', id: hall.id } }],
  });
  return ApiClient.signIn(server.baseUrl, 'outsider', 'Kranich-91-Teich');
}

it('finds a device in a range, says it is registered, and tells others only that it is', async () => {
  const { admin } = server;
  const range = { kind: 'range', cidr: '127.0.0.76/30', ports: [device.port, 1] };
  const begun = await admin.post<Discovery>(PATH, range);
  expect(begun).toMatchObject({ state: 'running', total: 4 });
  const found = await ended(admin, begun.id);
  expect(found).toMatchObject({ state: 'done', done: 4 });
  expect(found.devices).toMatchObject([
    {
      address: device.address,
      host: '127.0.0.77',
      allowed: true,
      network: null,
      registered: [{ name: '已登记' }],
    },
  ]);
  const other = await outsider();
  expect(await problemOf(other.get(`${PATH}/${begun.id}`))).toMatchObject({ status: 404 });
  const theirs = await ended(other, (await other.post<Discovery>(PATH, range)).id);
  expect(theirs.devices[0]?.registered).toEqual([null]);
});

it('asks a device, with the password once', async () => {
  const ask = (credentials: object | null, address = device.address) =>
    server.admin.post<DeviceAnswer>(`${PATH}/device`, { address, credentials });
  expect(await ask(login, `127.0.0.77:${device.port}`)).toMatchObject({
    ...{ ok: true, make: 'Dahua', asksPassword: true, main: '1', sub: null, picture: null },
    profiles: [{ codec: 'H264', streamUrl: 'rtsp://127.0.0.77/cam/realmonitor?channel=1&subtype=0' }],
    registered: [{ name: '已登记' }],
  });
  expect(device.wrongPasswords).toBe(0);
  expect(await ask({ ...login, password: 'falsch' })).toMatchObject({ ok: false, code: 'unauthorized' });
  expect(device.wrongPasswords).toBe(1);
  expect(await ask(null)).toMatchObject({ ok: false, code: 'unauthorized' });
  expect(await ask(null, '127.0.0.78')).toMatchObject({ ok: false, code: 'unreachable' });
  for (const address of ['http://a:b@127.0.0.77/', 'ftp://127.0.0.77/', 'http://'])
    expect(await problemOf(ask(null, address))).toMatchObject({ code: 'invalid_request' });
  const trail = (await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?limit=200')).items;
  expect(trail.filter(({ action }) => action === 'discovery.ask').length).toBeGreaterThan(3);
  expect(JSON.stringify(trail)).not.toContain(login.password);
});

it('looks around on camera networks only, in bounds, one search a person, and can be called off', async () => {
  const { admin } = server;
  const begin = (cidr: string) => problemOf(admin.post(PATH, { kind: 'range', cidr }));
  expect(await begin('192.168.1.0/24')).toMatchObject({
    code: 'address_not_allowed',
    context: { network: '192.168.1.0/24' },
  });
  // Half of it is on the list.
  expect(await begin('127.0.0.0/23')).toMatchObject({ code: 'address_not_allowed' });
  // Public, and nobody's to search through.
  expect(await begin('8.8.8.0/24')).toMatchObject({ code: 'address_not_allowed' });
  for (const cidr of ['10.0.0.0/19', 'x', '10.0.0.1/24'])
    expect([cidr, await begin(cidr)]).toMatchObject([cidr, { code: 'invalid_request' }]);
  expect(await problemOf(admin.post(PATH, { kind: 'multicast', interface: 'nowhere0' }))).toMatchObject({
    errors: [{ field: 'body.interface' }],
  });
  const { items } = await admin.get<{ items: LocalNetwork[] }>(`${PATH}/interfaces`);
  expect(items.find(({ address }) => address === '127.0.0.1')).toMatchObject({ allowed: true });
  const long = await admin.post<Discovery>(PATH, { kind: 'range', cidr: '127.0.0.0/24' });
  expect(await begin('127.0.0.0/30')).toMatchObject({ status: 409, code: 'discovery_running' });
  await admin.request('DELETE', `${PATH}/${long.id}`);
  expect(await ended(admin, long.id)).toMatchObject({ state: 'cancelled' });
});
