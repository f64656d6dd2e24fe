/** Attacks on the whole program, over HTTP, each tried and refused. Finer ones stand beside what they attack. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../config/load.ts';
import { ApiClient } from '../test/factories/api-client.ts';
import { createTestDatabase } from '../test/factories/database.ts';
import { type RightsCity, registerRightsCity } from '../test/factories/rights-city.ts';
import { compose, type Running } from './compose.ts';
import type { Token, User } from './contract/access.ts';
import { type Problem, REASON_HEADER } from './contract/common.ts';
import type { ImportJob } from './contract/imports.ts';
import { hostileZip } from './imports/testing/hostile-zip.ts';
import { createLifecycle } from './platform/lifecycle.ts';
import { silentLog } from './platform/log.ts';

const PASSWORD = 'admin-password-1';
const database = await createTestDatabase();
const dataDir = await mkdtemp(join(tmpdir(), 'mc-attacks-'));
const lifecycle = createLifecycle(silentLog());
let running: Running;
let city: RightsCity;
let baseUrl = '';
let admin: ApiClient;
/** An admin of another region, with a hall, a window, a camera and a clerk of their own there. */
let stranger: ApiClient;
const own = { hallId: '', windowId: '', cameraId: '', departmentId: '', clerkId: '' };

beforeAll(async () => {
  const { host, user, password, database: name } = database.target;
  running = await compose(
    {
      ...loadConfig({ args: [], environment: {} }),
      dataDir,
      databaseUrl: `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`,
      host: '127.0.0.1',
      port: 0,
      occupancy: false,
      webrtcPort: 0,
      cameraNetworks: ['127.0.0.0/8'],
      webrtcUnavailable: 'not part of this test',
      adminPassword: PASSWORD,
    },
    silentLog(),
    lifecycle,
  );
  ({ baseUrl } = running);
  city = await registerRightsCity(baseUrl, database.db, PASSWORD);
  admin = await ApiClient.signIn(baseUrl, 'admin', PASSWORD);
  stranger = await city.signIn('stranger', [{ role: 'admin', scope: city.scopes['region away'] }]);
  const idOf = async (path: string, body: object) => (await stranger.post<{ id: string }>(path, body)).id;
  const { 'hall away': hall, 'department away': department } = city.scopes;
  own.hallId = 'id' in hall ? hall.id : '';
  own.departmentId = 'id' in department ? department.id : '';
  own.windowId = await idOf(`/api/v1/halls/${own.hallId}/windows`, {
    ...{ departmentId: own.departmentId, code: '1', name: '自己的窗口' },
  });
  own.cameraId = await idOf(`/api/v1/halls/${own.hallId}/cameras`, {
    ...{ name: '自己的', profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1:9/own' }], credentials: null },
  });
  own.clerkId = await idOf('/api/v1/clerks', {
    ...{ departmentId: own.departmentId, name: '王五', staffNo: '9' },
  });
});
afterAll(async () => {
  await lifecycle.close();
  await database.close();
  await rm(dataDir, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

async function send(
  api: ApiClient,
  method: string,
  path: string,
  body?: unknown,
  more: Record<string, string> = {},
): Promise<Answer> {
  const isBytes = Buffer.isBuffer(body);
  const response = await api.fetch(path, {
    method,
    headers: {
      [REASON_HEADER]: 'because',
      ...(body !== undefined && {
        'content-type': isBytes ? 'application/octet-stream' : 'application/json',
      }),
      ...more,
    },
    ...(body !== undefined && { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  return { status: response.status, text, code: isProblem ? (JSON.parse(text) as Problem).code : '' };
}

test('session fixation: a cookie that was planted opens nothing, before or after its victim signs in with it', async () => {
  const attacker = await city.signIn('fixer', [{ role: 'monitor', scope: city.scopes.region }]);
  const planted = [attacker.headers.cookie ?? '', `mc_session=${'A'.repeat(43)}`];
  for (const cookie of planted) {
    const response = await fetch(`${baseUrl}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ username: 'admin', password: PASSWORD }),
    });
    expect(response.status).toBe(200);
    const [given = ''] = response.headers.getSetCookie();
    expect(given).toMatch(/HttpOnly; SameSite=Strict$/);
    expect(given).not.toContain(cookie);
    // The attacker keeps the one they planted.
    expect((await send(new ApiClient(baseUrl, { cookie }), 'GET', '/api/v1/session')).status).toBe(401);
  }
});

describe('CSRF', () => {
  const FOREIGN: readonly Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  test('no route that changes anything takes a request from another site’s page, cookie or not', async () => {
    const { cookie = '' } = admin.headers;
    const changing = running.routes.filter(({ method }) => method !== 'get');
    expect(changing.length).toBeGreaterThan(60);
    for (const { method, path } of changing)
      for (const from of FOREIGN) {
        const response = await fetch(`${baseUrl}${path.replace(/:\w+/g, city.ids.hallId ?? '')}`, {
          method: method.toUpperCase(),
          headers: { cookie, ...from },
        });
        const { code } = (await response.json()) as Problem;
        expect([method, path, response.status, code]).toEqual([method, path, 403, 'cross_site']);
      }
  });

  test('a form cannot pass for JSON, and another site’s page opens no socket', async () => {
    const { cookie = '' } = admin.headers;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await fetch(`${baseUrl}/api/v1/regions`, {
        method: 'POST',
        headers: { cookie, 'content-type': type },
        body: JSON.stringify({ code: '980000', name: 'x', level: 'province', parentCode: null }),
      });
      expect([type, response.status]).toEqual([type, 415]);
    }
    const socket = io(baseUrl, {
      ...{ transports: ['websocket'], forceNew: true, reconnection: false },
      extraHeaders: { cookie, origin: 'https://evil.example' },
    });
    const outcome = await new Promise((resolve) => {
      socket.once('connect', () => resolve('open'));
      socket.once('connect_error', () => resolve('refused'));
    });
    socket.close();
    expect(outcome).toBe('refused');
  });
});

test('IDOR across regions: an admin elsewhere reaches nothing here by an id in a body, beside what is their own', async () => {
  const there = city.ids as Record<'hallId' | 'windowId' | 'cameraId' | 'departmentId' | 'clerkId', string>;
  const zone = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ];
  const span = { from: '09:00', to: '12:00' };
  const camera = {
    name: '偷看',
    profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1:9/x' }],
    credentials: null,
  };
  const clerk = { name: '赵六', staffNo: '7' };
  const tried: readonly (readonly [string, string, object])[] = [
    ['POST', `/api/v1/halls/${there.hallId}/cameras`, camera],
    ['POST', `/api/v1/cameras/${own.cameraId}/move`, { hallId: there.hallId }],
    ['POST', `/api/v1/cameras/${there.cameraId}/move`, { hallId: own.hallId }],
    [
      'PUT',
      `/api/v1/cameras/${own.cameraId}/placements/${there.windowId}`,
      { clerkZone: zone, applicantZone: zone },
    ],
    [
      'PUT',
      `/api/v1/cameras/${there.cameraId}/placements/${own.windowId}`,
      { clerkZone: zone, applicantZone: zone },
    ],
    ['POST', `/api/v1/halls/${own.hallId}/move`, { regionCode: '445200' }],
    ['POST', `/api/v1/halls/${own.hallId}/merge`, { into: there.hallId }],
    ['POST', `/api/v1/halls/${there.hallId}/merge`, { into: own.hallId }],
    ['POST', `/api/v1/windows/${own.windowId}/move`, { hallId: there.hallId }],
    ['POST', `/api/v1/windows/${there.windowId}/move`, { hallId: own.hallId }],
    ['POST', `/api/v1/departments/${own.departmentId}/merge`, { into: there.departmentId }],
    ['POST', `/api/v1/departments/${there.departmentId}/merge`, { into: own.departmentId }],
    ['POST', '/api/v1/regions/990000/merge', { into: '445200' }],
    ['POST', '/api/v1/regions/990000/move', { parentCode: '440000' }],
    [
      'POST',
      '/api/v1/place-changes/preview',
      { thing: 'hall', id: there.hallId, kind: 'merge', body: { into: own.hallId } },
    ],
    [
      'POST',
      '/api/v1/place-changes/preview',
      { thing: 'hall', id: own.hallId, kind: 'merge', body: { into: there.hallId } },
    ],
    ['POST', '/api/v1/clerks', { ...clerk, departmentId: there.departmentId }],
    [
      'PUT',
      `/api/v1/windows/${there.windowId}/shifts/2026-11-23`,
      { shifts: [{ clerkId: own.clerkId, span }] },
    ],
    [
      'PUT',
      `/api/v1/windows/${own.windowId}/shifts/2026-11-23`,
      { shifts: [{ clerkId: there.clerkId, span }] },
    ],
    [
      ...(['POST', `/api/v1/halls/${own.hallId}/shifts/lay`] as const),
      {
        ...{ from: '2026-11-23', to: '2026-11-24' },
        pattern: [{ clerkId: own.clerkId, span, weekday: 0, windowId: there.windowId }],
      },
    ],
    [
      ...(['PUT', `/api/v1/halls/${own.hallId}/floor-plan/positions`] as const),
      {
        cameras: [{ cameraId: there.cameraId, x: 0.5, y: 0.5 }],
        windows: [{ windowId: there.windowId, x: 0.5, y: 0.5 }],
      },
    ],
    ['POST', '/api/v1/tokens', { name: 'x', source: 'x-1', departmentId: there.departmentId }],
    [
      'POST',
      '/api/v1/tokens',
      { name: 'x', source: 'x-2', permissions: ['cases:read'], scope: city.scopes.hall },
    ],
    [
      ...(['POST', '/api/v1/users'] as const),
      {
        ...{ username: 'mole', displayName: '鼹鼠', password: 'a-long-password-1' },
        grants: [{ role: 'monitor', scope: city.scopes.hall }],
      },
    ],
    [
      ...(['POST', `/api/v1/cases/${city.ids.caseId}/viewing-rights`] as const),
      { userId: city.ids.hallId, until: new Date(Date.now() + 60_000).toISOString(), purpose: '看看' },
    ],
    ['PUT', '/api/v1/sso/mappings', { items: [] }],
  ];
  const before = await snapshot();
  for (const [method, path, body] of tried) {
    const { status, code, text } = await send(stranger, method, path, body);
    expect([method, path, status, code, text]).toEqual([
      ...[method, path, expect.toSatisfy((one) => one >= 400 && one < 500), expect.not.stringMatching(/^$/)],
      expect.not.stringMatching(/揭阳|张三|李四/),
    ]);
  }
  expect(await snapshot()).toEqual(before);
});

/** Everything that could be changed by reaching over. */
async function snapshot(): Promise<unknown> {
  const tables = ['region', 'department', 'hall', 'hall_window', 'camera', 'placement', 'clerk', 'shift'];
  const all: Record<string, unknown> = {};
  for (const table of [...tables, 'user_account', 'user_grant', 'viewing_right', 'machine_token'])
    all[table] = (
      await sql<{ n: string }>`select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as n
        from (select * from ${sql.table(table)}) t`.execute(database.db)
    ).rows;
  // When a token was last used is written by its use.
  delete all.machine_token;
  return all;
}

test('mass assignment: fields that are nobody’s to set are not taken from a body', async () => {
  const forged = {
    ...{ id: '11111111-1111-4111-8111-111111111111', createdAt: '2001-01-01T00:00:00.000Z' },
    ...{ isAdmin: true, permissions: ['users:write'], passwordHash: 'x', password_hash: 'x' },
    ...{ user_id: city.ids.hallId, userId: city.ids.hallId, __proto__: { everywhere: true } },
  };
  const grants = [{ role: 'monitor', scope: city.scopes['region away'], permissions: ['users:write'] }];
  const user = await stranger.post<User>('/api/v1/users', {
    ...forged,
    ...{ username: 'plain', displayName: '平常人', password: 'a-long-password-1', grants, disabled: true },
  });
  expect(user).toMatchObject({ username: 'plain', disabled: false, grants: [{ role: 'monitor' }] });
  expect(user.id).not.toBe(forged.id);
  expect(Date.parse(user.createdAt)).toBeGreaterThan(Date.now() - 60_000);
  const changed = await stranger.request<User>('PATCH', `/api/v1/users/${user.id}`, {
    ...forged,
    ...{ displayName: '还是平常人', username: 'admin', role: 'admin', scope: { kind: 'everywhere' } },
  });
  expect(changed).toEqual({ ...user, displayName: '还是平常人' });
  const self = await ApiClient.signIn(baseUrl, 'plain', 'a-long-password-1');
  expect((await self.get<{ permissions: string[] }>('/api/v1/session')).permissions).not.toContain(
    'users:write',
  );
  // A person changes their own password with these, and nobody else's.
  await send(self, 'PUT', '/api/v1/session/password', {
    ...{ ...forged, username: 'admin', current: 'a-long-password-1', next: 'another-long-password' },
  });
  await ApiClient.signIn(baseUrl, 'admin', PASSWORD);
  const camera = await send(stranger, 'PATCH', `/api/v1/cameras/${own.cameraId}`, {
    ...forged,
    ...{ name: '仍是自己的', hallId: city.ids.hallId, closedAt: null, movedTo: city.ids.cameraId },
  });
  expect(JSON.parse(camera.text)).toMatchObject({ id: own.cameraId, hallId: own.hallId, name: '仍是自己的' });
  const token = await stranger.post<Token>('/api/v1/tokens', {
    ...{ ...forged, permissions: ['places:read'], scope: city.scopes['region away'] },
    ...{ name: '读', source: 'reader', secret: 'mct_known', secretHash: 'x', lastUsedAt: forged.createdAt },
  });
  expect(token).toMatchObject({ permissions: ['places:read'], lastUsedAt: null });
  expect(token.id).not.toBe(forged.id);
  expect((await send(ApiClient.withToken(baseUrl, 'mct_known'), 'GET', '/api/v1/halls')).status).toBe(401);
});

/** As it stands, without any program on the way that puts dots in order. */
const rawly = (path: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(baseUrl);
    const { cookie = '' } = admin.headers;
    request({ hostname, port, path, headers: { cookie } }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (piece) => {
        text += piece;
      });
      res.on('end', () => resolve({ status: res.statusCode ?? 0, code: '', text }));
    })
      .on('error', reject)
      .end();
  });

test('path traversal: no address, file name or id leads out of its folder', async () => {
  const { cameraId, hallId } = city.ids;
  const ups = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..%252f', '....//'].map((up) =>
    up.repeat(8),
  );
  const roots = [
    ...['/', '/assets/', `/media/${cameraId}/main/`, `/media/`, `/api/v1/halls/${hallId}/floor-plan/`],
    ...[`/api/v1/halls/`, '/api/v1/cameras/', '/api/v1/import-templates/', '/api/v1/exports/', '/socket.io/'],
  ];
  for (const root of roots)
    for (const up of ups)
      for (const file of ['etc/passwd', 'etc%2fpasswd', 'etc/passwd%00.jpg', 'package.json']) {
        const { status, text } = await rawly(`${root}${up}${file}`);
        expect([root + up + file, text]).toEqual([
          root + up + file,
          expect.not.stringMatching(/root:x:0|"mingchuang"/),
        ]);
        // A page's address is answered with the page, where the client is built.
        if (!text.startsWith('<!doctype html>'))
          expect([root + up + file, status >= 400]).toEqual([root + up + file, true]);
      }
  const name = encodeURIComponent('../../../etc/cron.d/evil\r\nX-Evil: 1.csv');
  const sent = await send(admin, 'POST', `/api/v1/imports/halls?name=${name}`, Buffer.from('a,b\n1,2\n'));
  const { id } = JSON.parse(sent.text) as ImportJob;
  await settled(id);
  const faults = await admin.fetch(`/api/v1/imports/${id}/faults`);
  expect(faults.headers.get('x-evil')).toBeNull();
  expect(faults.headers.get('content-disposition') ?? '').not.toMatch(/\.\.\//);
});

async function settled(id: string): Promise<ImportJob> {
  for (const beganMs = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 30))) {
    const job = await admin.get<ImportJob>(`/api/v1/imports/${id}`);
    if (job.state !== 'reading') return job;
    if (Date.now() - beganMs > 20_000) throw new Error('the import is still being read');
  }
}

test('SSRF: no camera is registered, changed, tested or asked at an internal address that is not on the list', async () => {
  const hosts = [
    ...['10.0.0.1', '172.16.3.4', '192.168.1.1', '100.64.0.1', '169.254.169.254', '0.0.0.0', '224.0.0.1'],
    ...['[::]', '[fd00::1]', '[fe80::1]', '[::ffff:10.0.0.1]', '[::ffff:a9fe:a9fe]', '[64:ff9b::a9fe:a9fe]'],
    // What some programs take for addresses.
    ...['0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '10.1'],
  ];
  const refused = ['address_not_allowed', 'invalid_request'];
  for (const host of hosts) {
    const url = `rtsp://${host}:554/stream`;
    const profiles = [{ profile: 'main', url }];
    const tried: readonly (readonly [string, string, object])[] = [
      ['POST', `/api/v1/halls/${own.hallId}/cameras`, { name: host, profiles, credentials: null }],
      ['PATCH', `/api/v1/cameras/${own.cameraId}`, { profiles }],
      ['POST', '/api/v1/camera-probe', { url, credentials: null }],
      ['POST', '/api/v1/camera-discovery/device', { address: `http://${host}/onvif/device_service` }],
    ];
    for (const [method, path, body] of tried) {
      const { status, code } = await send(stranger, method, path, body);
      expect([host, path, status >= 400 && status < 500, refused.includes(code) ? 'refused' : code]).toEqual([
        ...[host, path, true, 'refused'],
      ]);
    }
  }
  // Other protocols, credentials in the address, and ports of other services, on a network that is allowed.
  for (const url of [
    ...[
      'http://127.0.0.1/',
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      'rtsp://a:b@127.0.0.1:9/',
      'concat:/etc/passwd',
    ],
    'rtsp://127.0.0.1:22/',
  ]) {
    const { code } = await send(stranger, 'POST', '/api/v1/camera-probe', { url, credentials: null });
    expect([url, refused.includes(code) ? 'refused' : code]).toEqual([url, 'refused']);
  }
  // And who may not administer everything does not make the list longer.
  const network = { cidr: '169.254.0.0/16', note: '' };
  expect(await send(stranger, 'POST', '/api/v1/camera-networks', network)).toMatchObject({ status: 404 });
});

describe('bombs', () => {
  const ZEROS = Buffer.alloc(80 * 1024 * 1024);

  test('zip bombs in imports: refused without being unpacked, and the program goes on', async () => {
    const deflated = deflateRawSync(ZEROS);
    for (const size of [ZEROS.length, 5000]) {
      const bomb = hostileZip([
        { name: '[Content_Types].xml', text: '<Types/>' },
        { name: 'xl/workbook.xml', text: '<workbook/>' },
        { name: 'xl/worksheets/sheet1.xml', deflated, size },
      ]);
      const heldBefore = process.memoryUsage().arrayBuffers;
      const sent = await send(admin, 'POST', '/api/v1/imports/cameras?name=bomb.xlsx', bomb);
      expect(sent.status).toBe(202);
      const job = await settled((JSON.parse(sent.text) as ImportJob).id);
      expect([size, job.state]).toEqual([size, 'refused']);
      expect(process.memoryUsage().arrayBuffers - heldBefore).toBeLessThan(40 * 1024 * 1024);
    }
    expect((await rawly('/healthz')).status).toBe(200);
  });

  test('a department’s XML that begins what it never ends, and JSON that is all depth, hold nobody up', async () => {
    const machine = ApiClient.withToken(baseUrl, city.tokenSecret);
    const path = '/api/v1/exchange/profiles/gdbs/rows';
    const bombs = ['<![CDATA[', '<!--', '<a b="', '<a>'].map((part) =>
      Buffer.from(`<a>${part.repeat(3_900_000 / part.length)}`),
    );
    for (const bomb of bombs) {
      const startedAt = performance.now();
      expect(await send(machine, 'POST', path, bomb, { 'content-type': 'application/xml' })).toMatchObject({
        ...{ status: 400, code: 'invalid_request' },
      });
      // Minutes, before each character was looked at once.
      expect(performance.now() - startedAt).toBeLessThan(20_000);
    }
    const deep = `{"events":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`;
    const answer = await machine.fetch('/api/v1/exchange/events', {
      ...{ method: 'POST', body: deep, headers: { 'content-type': 'application/json' } },
    });
    expect([answer.status, await answer.json()]).toMatchObject([200, { rejected: 1 }]);
  });

  test('a JSON body and a picture that swell are refused by what they would become', async () => {
    const json = await fetch(`${baseUrl}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: new Uint8Array(gzipSync(ZEROS)),
    });
    expect(json.status).toBe(413);
    // 60,000 × 60,000 pixels, as the header of a PNG says.
    const png = Buffer.from(
      '89504e470d0a1a0a0000000d494844520000ea600000ea60080200000000000000000000004944415478da',
      'hex',
    );
    const picture = await send(stranger, 'PUT', `/api/v1/halls/${own.hallId}/floor-plan`, png, {
      'content-type': 'image/png',
    });
    expect([picture.status >= 400 && picture.status < 500, picture.code]).toEqual([
      true,
      expect.not.stringMatching(/^$/),
    ]);
  });
});
