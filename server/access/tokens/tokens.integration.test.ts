/** Machines that read: what they may, where, and until when. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import type { Token } from '../../contract/access.ts';
import type { Hall } from '../../contract/places.ts';

const DAY_MS = 24 * 3_600_000;
let server: RecordServer;
let city: City;
let clockMs = Date.now();

beforeAll(async () => {
  server = await startRecordServer({ now: () => clockMs });
  city = await registerCity(server.admin, []);
  await server.admin.post('/api/v1/regions', {
    ...{ code: '445202', name: '榕城区', level: 'county', parentCode: '445200' },
  });
  await server.admin.post('/api/v1/halls', { regionCode: '445202', name: '榕城区政务服务中心' });
});
afterAll(() => server.close());

type Issued = Token & { secret: string };
const issue = (body: object, by = server.admin) =>
  by.post<Issued>('/api/v1/tokens', { name: '大数据平台', source: 'bigdata', ...body });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
  );
const county = { kind: 'region', code: '445202' } as const;

test('a token that reads sees its own scope, and nothing it was not given', async () => {
  const made = await issue({ permissions: ['places:read'], scope: county });
  expect(made).toMatchObject({ departmentId: null, permissions: ['places:read'], scope: county });
  const api = ApiClient.withToken(server.baseUrl, made.secret);
  const { items } = await api.get<{ items: Hall[] }>('/api/v1/halls');
  expect(items.map((hall) => hall.name)).toEqual(['榕城区政务服务中心']);
  expect(await codeOf(api.get(`/api/v1/halls/${city.hall.id}`))).toBe('not_found');
  expect(await codeOf(api.get('/api/v1/cases'))).toBe('forbidden');
  expect(await codeOf(api.post('/api/v1/exchange/events', { events: [] }))).toBe('forbidden');
  expect(await codeOf(api.post('/api/v1/halls', { regionCode: '445202', name: 'x' }))).toBe('forbidden');
  expect(await codeOf(api.get('/api/v1/account'))).toBe('forbidden');
});

test('a token lasts a year unless said otherwise, and when and from where it was used is seen', async () => {
  const made = await issue({ permissions: ['places:read'], scope: county });
  expect(Date.parse(made.expiresAt ?? '') - clockMs).toBe(365 * DAY_MS);
  const api = ApiClient.withToken(server.baseUrl, made.secret);
  const used = async () => {
    const { items } = await server.admin.get<{ items: Token[] }>('/api/v1/tokens');
    return items.find(({ id }) => id === made.id);
  };
  expect((await used())?.lastUsedAt).toBeNull();
  await api.get('/api/v1/halls');
  const first = await used();
  expect(first).toMatchObject({ lastUsedAt: new Date(clockMs).toISOString(), lastUsedFrom: '127.0.0.1' });
  clockMs += 30_000;
  await api.get('/api/v1/halls');
  // To the minute: a machine that asks all the time writes no row each time.
  expect((await used())?.lastUsedAt).toBe(first?.lastUsedAt);
  clockMs += 365 * DAY_MS;
  expect(await codeOf(api.get('/api/v1/halls'))).toBe('unauthenticated');
  clockMs -= 365 * DAY_MS;
});

test('nobody gives a machine what they do not hold there, and what it asks for must fit together', async () => {
  await server.admin.post('/api/v1/users', {
    ...{ username: 'county.admin', displayName: '区管理员', password: 'mdkq4-szrt7' },
    grants: [{ role: 'admin', scope: county }],
  });
  const admin = await ApiClient.signIn(server.baseUrl, 'county.admin', 'mdkq4-szrt7');
  await issue({ permissions: ['cases:read', 'health:read'], scope: county }, admin);
  for (const scope of [{ kind: 'everywhere' }, { kind: 'region', code: '445200' }])
    expect(await codeOf(issue({ permissions: ['places:read'], scope }, admin))).toBe('not_found');
  const refused = [
    { permissions: ['users:write'], scope: county },
    { permissions: ['live:view'], scope: county },
    { permissions: [], scope: county },
    { permissions: ['places:read'] },
    { permissions: ['places:read'], departmentId: city.department.id },
    { permissions: ['exchange:report'], scope: county },
    { departmentId: city.department.id, scope: county },
    { permissions: ['places:read'], scope: { kind: 'hall', id: city.department.id } },
    { departmentId: city.department.id, expiresAt: new Date(clockMs).toISOString() },
  ];
  for (const body of refused) expect([body, await codeOf(issue(body))]).toEqual([body, 'invalid_request']);
  // Its list holds what is within its reach.
  const { items } = await admin.get<{ items: Token[] }>('/api/v1/tokens');
  expect(items.length).toBeGreaterThan(0);
  for (const one of items) expect(one.scope).toEqual(county);
});

test('a token that reports may read its department’s as well, if it was given that', async () => {
  const made = await issue({
    ...{ source: 'scjg', departmentId: city.department.id },
    permissions: ['exchange:report', 'cases:read'],
  });
  expect(made.scope).toEqual({ kind: 'department', id: city.department.id });
  const api = ApiClient.withToken(server.baseUrl, made.secret);
  await api.get('/api/v1/cases');
  expect(await codeOf(api.get('/api/v1/halls'))).toBe('forbidden');
});
