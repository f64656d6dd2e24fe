/**
 * Every route of the whole program, taken from its route table, is tried by those who may not: nobody, a person
 * without the permission, and a person who holds every permission, but somewhere else. A new route is tried, too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { ApiClient } from '../test/factories/api-client.ts';
import { type City, registerCity } from '../test/factories/city.ts';
import { createTestDatabase } from '../test/factories/database.ts';
import { sampleOf } from '../test/factories/sample.ts';
import { permissionsOf } from './access/rights/roles.ts';
import { compose, type Running } from './compose.ts';
import { type BuiltInRole, builtInRole as role } from './contract/access.ts';
import type { Problem } from './contract/common.ts';
import type { Route } from './platform/http/route.ts';
import { createLifecycle } from './platform/lifecycle.ts';
import { silentLog } from './platform/log.ts';

const database = await createTestDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'mc-permissions-'));
const lifecycle = createLifecycle(silentLog());
let running: Running;
let city: City;
let baseUrl: string;
let machine: ApiClient;
let elsewhere: ApiClient;
const byRole = new Map<BuiltInRole, ApiClient>();

beforeAll(async () => {
  const { host, user, password, database: name } = database.target;
  running = await compose(
    {
      ...loadConfig({ args: [], environment: {} }),
      dataDir,
      databaseUrl: `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`,
      host: '127.0.0.1',
      port: 0,
      webrtcPort: 0,
      webrtcUnavailable: 'not part of this test',
      adminPassword: 'admin-password-1',
    },
    silentLog(),
    lifecycle,
  );
  ({ baseUrl } = running);
  const admin = await ApiClient.signIn(baseUrl, 'admin', 'admin-password-1');
  city = await registerCity(admin, [{ name: '一号机', mainUrl: 'rtsp://127.0.0.1:9/none', windows: ['1'] }]);
  machine = ApiClient.withToken(baseUrl, city.tokenSecret);
  await admin.post('/api/v1/regions', { code: '990000', name: '别处', level: 'province', parentCode: null });
  const person = async (username: string, grants: object[]) => {
    const password = 'a-long-password';
    await admin.post('/api/v1/users', { username, displayName: username, password, grants });
    return ApiClient.signIn(baseUrl, username, password);
  };
  const everywhere = { kind: 'everywhere' };
  for (const one of role.options)
    byRole.set(one, await person(`${one}-1`, [{ role: one, scope: everywhere }]));
  const away = { kind: 'region', code: '990000' };
  elsewhere = await person(
    'elsewhere',
    role.options.map((one) => ({ role: one, scope: away })),
  );
});
afterAll(async () => {
  await lifecycle.close();
  await database.close();
  rmSync(dataDir, { recursive: true });
});

/** The real city's things, so that only rights stand between the asker and an answer. */
function known(): Record<string, unknown> {
  const zone = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ];
  return {
    hallId: city.hall.id,
    windowId: city.windows[0]?.id,
    cameraId: city.cameras[0]?.id,
    departmentId: city.department.id,
    matterId: city.matter.id,
    code: '445200',
    regionCode: '445200',
    parentCode: '445200',
    profile: 'main',
    url: 'rtsp://127.0.0.1:9/none',
    profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1:9/none' }],
    clerkZone: zone,
    applicantZone: zone,
    username: 'somebody',
    uscc: null,
    file: 'init-0.mp4',
    promisedLimitDays: 1,
    statutoryLimitDays: 1,
  };
}

async function ask(api: ApiClient, one: Route): Promise<{ status: number; text: string; code: string }> {
  const path = one.path.replace(/:(\w+)/g, (_, name: string) =>
    String(known()[name] ?? '33333333-3333-4333-8333-333333333333'),
  );
  const init: RequestInit = { method: one.method.toUpperCase(), redirect: 'manual' };
  if (one.textBody !== undefined) {
    init.headers = { 'content-type': one.textBody };
    init.body = 'v=0';
  } else if (one.body) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(sampleOf(one.body, known()));
  }
  const query = one.query ? (sampleOf(one.query, { ...known(), limit: '10' }) as Record<string, string>) : {};
  const response = await api.fetch(`${path}?${new URLSearchParams(query)}`, init);
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return { status: response.status, text, code: isProblem ? (JSON.parse(text) as Problem).code : '' };
}

const nameOf = (one: Route) => `${one.method} ${one.path}`;
const guarded = () => running.routes.filter((one) => one.need.kind !== 'public');

test('what is open to all is this and no more', () => {
  const open = running.routes.filter((one) => one.need.kind === 'public').map(nameOf);
  expect(open.sort()).toEqual([
    'get /api/v1/openapi.json',
    'get /api/v1/session/methods',
    'get /api/v1/session/sso/callback',
    'get /api/v1/session/sso/start',
    'get /healthz',
    'get /metrics',
    'get /readyz',
    'post /api/v1/session',
    'post /api/v1/session/enrolment',
    'post /api/v1/session/enrolment-code',
    'post /api/v1/session/new-password',
    'post /api/v1/session/second-factor',
  ]);
  expect(guarded().length).toBeGreaterThan(40);
});

test('nobody, a forged cookie and a forged token are refused everywhere', async () => {
  const strangers = [
    new ApiClient(baseUrl),
    new ApiClient(baseUrl, { cookie: `mc_session=${'A'.repeat(43)}` }),
    ApiClient.withToken(baseUrl, `mct_${'A'.repeat(43)}`),
  ];
  for (const one of guarded())
    for (const stranger of strangers) {
      const { status, code } = await ask(stranger, one);
      expect([nameOf(one), status, code]).toEqual([nameOf(one), 401, 'unauthenticated']);
    }
});

test('without the permission: refused, though everything asked for exists', async () => {
  for (const one of guarded()) {
    const { need } = one;
    const without =
      need.kind === 'permission'
        ? [...byRole].filter(([held]) => !permissionsOf[held].includes(need.permission)).map(([, api]) => api)
        : [];
    if (need.kind !== 'permission' || need.permission !== 'exchange:report') without.push(machine);
    for (const api of without) {
      const { status, code } = await ask(api, one);
      expect([nameOf(one), status, code]).toEqual([nameOf(one), 403, 'forbidden']);
    }
  }
});

test('with every permission, but elsewhere: what is here does not exist, and lists do not hold it', async () => {
  const ids = [city.hall, city.department, city.matter, ...city.windows, ...city.cameras].map(
    (one) => one.id,
  );
  for (const one of guarded()) {
    const { need } = one;
    if (need.kind !== 'permission' || need.permission === 'exchange:report') continue;
    if (need.at !== 'anywhere') {
      const { status, code } = await ask(elsewhere, one);
      expect([nameOf(one), status, code]).toEqual([nameOf(one), 404, 'not_found']);
    } else if (one.method === 'get') {
      const { text } = await ask(elsewhere, one);
      for (const id of ids) expect(`${nameOf(one)}: ${text}`).not.toContain(id);
    }
  }
});
