/** Nothing new at a place that is closed: no camera, no window, no right of a person or a machine. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import type { Me, Scope, User } from '../../contract/access.ts';
import type { Camera } from '../../contract/cameras.ts';
import type { Department, Hall } from '../../contract/places.ts';
import type { Actor } from '../../platform/http/route.ts';
import { rightsChanged } from '../index.ts';

let server: RecordServer;
let admin: ApiClient;
let city: City;
let hall: Hall;
let department: Department;
/** Given before the places were closed. */
let given: User;
const atHall = (): Scope => ({ kind: 'hall', id: hall.id });
const person = (username: string, ...scopes: Scope[]) =>
  admin.post<User>('/api/v1/users', {
    ...{ username, displayName: username, password: 'kw8-forest-lamp' },
    grants: scopes.map((scope) => ({ role: 'monitor', scope })),
  });
const token = (body: object) => admin.post('/api/v1/tokens', { name: '前置机', source: 'edge', ...body });
const newCamera = { name: '2号机', profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1/2' }] };

/** The code, and the field that is said to be at fault. */
async function refusal(request: Promise<unknown>): Promise<string> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    const { code, errors = [] } = error.problem;
    return [code, ...errors.map(({ field }) => field)].join(' ');
  }
  return 'done';
}

beforeAll(async () => {
  server = await startRecordServer();
  admin = server.admin;
  city = await registerCity(admin, [{ name: '1号机', mainUrl: 'rtsp://127.0.0.1/1', windows: ['1'] }]);
  await admin.post('/api/v1/regions', {
    ...{ code: '445202', name: '榕城区', level: 'county', parentCode: '445200' },
  });
  hall = await admin.post('/api/v1/halls', { regionCode: '445200', name: '旧大厅' });
  department = await admin.post('/api/v1/departments', { regionCode: '445200', name: '旧局' });
  given = await person('given.before', atHall());
  for (const path of [`halls/${hall.id}`, `departments/${department.id}`, 'regions/445202'])
    await admin.because('机构改革', 'POST', `/api/v1/${path}/close`);
});
afterAll(() => server.close());

test('no camera comes into a closed hall, and no window', async () => {
  expect(await refusal(admin.post(`/api/v1/halls/${hall.id}/cameras`, newCamera))).toBe('place_closed');
  const [camera] = city.cameras as [Camera];
  const move = () => admin.because('换厅', 'POST', `/api/v1/cameras/${camera.id}/move`, { hallId: hall.id });
  expect(await refusal(move())).toBe('place_closed body.hallId');
  expect((await admin.get<Camera>(`/api/v1/cameras/${camera.id}`)).closedAt).toBeNull();
  const window = { departmentId: city.department.id, code: '9', name: '9号' };
  expect(await refusal(admin.post(`/api/v1/halls/${hall.id}/windows`, window))).toBe('place_closed');
});

test('no machine gets a token for one', async () => {
  const read = { permissions: ['places:read'] };
  expect(await refusal(token({ departmentId: department.id }))).toBe('place_closed body.departmentId');
  expect(await refusal(token({ ...read, scope: atHall() }))).toBe('place_closed body.scope');
  expect(await refusal(token({ ...read, scope: { kind: 'region', code: '445202' } }))).toBe(
    'place_closed body.scope',
  );
});

test('nobody is given rights at one; what was given before may stay, and goes as it came', async () => {
  const region: Scope = { kind: 'region', code: '445202' };
  const open: Scope = { kind: 'hall', id: city.hall.id };
  expect(await refusal(person('new.one', open, region))).toBe('place_closed body.grants[1].scope');
  const patch = (grants: object[]) => admin.request('PATCH', `/api/v1/users/${given.id}`, { grants });
  const also = { role: 'monitor', scope: open };
  expect(await refusal(patch([...given.grants, also]))).toBe('done');
  expect(await refusal(patch([{ role: 'supervisor', scope: atHall() }]))).toBe(
    'place_closed body.grants[0].scope',
  );
  expect(await refusal(patch([also]))).toBe('done');
  const item = { value: 'wardens', grant: { role: 'monitor', scope: region } };
  expect(await refusal(admin.request('PUT', '/api/v1/sso/mappings', { items: [item] }))).toBe(
    'place_closed body.items[0].grant.scope',
  );
});

test('a person who is taken out again is told of to whoever keeps rights', async () => {
  const { id, username } = await admin.get<Me>('/api/v1/session');
  const actor: Actor = { kind: 'user', id, username, sessionId: '' };
  const grants = [{ role: 'monitor' as const, scope: { kind: 'hall' as const, id: city.hall.id } }];
  const made = await server.userImports.create(actor, {
    ...{ username: 'imported.one', displayName: '导入', grants },
  });
  const told: (readonly string[] | null)[] = [];
  const unsubscribe = server.bus.subscribe(rightsChanged, ({ userIds }) => told.push(userIds));
  await server.userImports.removeUnused(actor, made.id);
  unsubscribe();
  expect(told).toEqual([[made.id]]);
});
