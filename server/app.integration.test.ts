import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from './app.ts';
import type { Problem } from './contract/common.ts';
import { conflict } from './platform/errors.ts';
import type { Gate } from './platform/http/gate.ts';
import { type Place, type Route, route } from './platform/http/route.ts';
import { silentLog } from './platform/log.ts';

/** Lets in whoever says a name; who may do what is in the name, too. */
const gate: Gate = {
  authenticate: async (req) => {
    const who = req.headers['x-test-user'];
    return typeof who === 'string' ? { kind: 'user', id: who, username: who, sessionId: 's' } : undefined;
  },
  permits: async (actor, permission, place) =>
    actor.kind === 'user' &&
    actor.username.startsWith(permission) &&
    (place === undefined || place.hallId === actor.username.split('@')[1]),
};

const hallOf = async ({
  params,
}: {
  params: Readonly<Record<string, string>>;
}): Promise<Place | undefined> =>
  params.hallId === 'gone' ? undefined : { regionPath: [], hallId: params.hallId ?? '' };

const routes: Route[] = [
  route({
    method: 'post',
    path: '/api/v1/halls/:hallId/things',
    summary: 'Make a thing',
    tag: 'test',
    need: { kind: 'permission', permission: 'places:write', at: hallOf },
    params: z.object({ hallId: z.string().max(8) }),
    query: z.object({ loud: z.stringbool().default(false) }),
    body: z.object({ profiles: z.array(z.object({ url: z.string().startsWith('rtsp://') })) }),
    status: 201,
    response: z.object({ count: z.number(), loud: z.boolean() }),
    handler: async ({ body, query }) => ({
      count: body.profiles.length,
      loud: query.loud,
      secret: 'not in contract',
    }),
  }),
  route({
    method: 'get',
    path: '/api/v1/fails/:how',
    summary: 'Fail',
    tag: 'test',
    need: { kind: 'public' },
    params: z.object({ how: z.string() }),
    response: z.object({}),
    handler: async ({ params }) => {
      if (params.how === 'known') throw conflict('taken', 'Taken.');
      if (params.how === 'contract') return 'not an object';
      throw new Error('password=hunter2');
    },
  }),
];

const clientDir = mkdtempSync(join(tmpdir(), 'mc-client-'));
let base = '';
const server = createServer();
beforeAll(async () => {
  mkdirSync(join(clientDir, 'assets'));
  writeFileSync(join(clientDir, 'index.html'), '<title>明窗</title>');
  writeFileSync(join(clientDir, 'assets/a-1.js'), 'var a');
  server.on(
    'request',
    buildApp({ routes, gate, log: silentLog(), clientDir, metricsToken: 'm'.repeat(16) }).express,
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(clientDir, { recursive: true });
});

const good = { profiles: [{ url: 'rtsp://a' }] };
function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
const problemOf = async (response: Response) => (await response.json()) as Problem;
const writer = { 'x-test-user': 'places:write@1' };

test('nobody gets 401, a person without the permission 403, with it elsewhere 404, for what is not there 404', async () => {
  expect((await post('/api/v1/halls/1/things', good)).status).toBe(401);
  const forbidden = await post('/api/v1/halls/1/things', good, { 'x-test-user': 'audit:read@1' });
  expect([forbidden.status, (await problemOf(forbidden)).code]).toEqual([403, 'forbidden']);
  expect((await post('/api/v1/halls/2/things', good, writer)).status).toBe(404);
  expect((await post('/api/v1/halls/gone/things', good, writer)).status).toBe(404);
});

test('a good request is answered by the contract and nothing more', async () => {
  const response = await post('/api/v1/halls/1/things?loud=yes', good, writer);
  expect(response.status).toBe(201);
  expect(await response.json()).toEqual({ count: 1, loud: true });
  expect(response.headers.get('cache-control')).toBe('no-store');
});

test('faults name their field, before which nothing of the place is told', async () => {
  const response = await post('/api/v1/halls/1/things', { profiles: [{ url: 'http://a' }, {}] }, writer);
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  const problem = await problemOf(response);
  expect(problem.code).toBe('invalid_request');
  expect(problem.errors?.map((one) => one.field)).toEqual(['body.profiles[0].url', 'body.profiles[1].url']);
  const query = await problemOf(await post('/api/v1/halls/1/things?loud=perhaps', good, writer));
  expect(query.errors?.[0]?.field).toBe('query.loud');
});

test('bodies: bad JSON, another type, too large', async () => {
  const path = '/api/v1/halls/1/things';
  const code = async (body: unknown, headers = {}) =>
    (await problemOf(await post(path, body, { ...writer, ...headers }))).code;
  expect(await code('{')).toBe('invalid_json');
  expect(await code('a=b', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(
    'unsupported_media_type',
  );
  expect(await code({ profiles: ['x'.repeat(300_000)] })).toBe('body_too_large');
});

test('another site’s page cannot post; a program and a bearer can', async () => {
  const path = '/api/v1/halls/1/things';
  const status = async (headers: Record<string, string>) =>
    (await post(path, good, { ...writer, ...headers })).status;
  expect(await status({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await status({ 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await status({ origin: 'http://evil.example' })).toBe(403);
  expect(await status({ origin: 'null' })).toBe(403);
  expect(await status({ origin: base })).toBe(201);
  expect(await status({ origin: 'http://evil.example', authorization: 'Bearer x' })).toBe(201);
});

test('an unknown error says only its instance; an answer against the contract is one', async () => {
  const text = await (await fetch(`${base}/api/v1/fails/unknown`)).text();
  expect(text).toContain('internal_error');
  expect(text).toMatch(/"instance":"urn:uuid:/);
  expect(text).not.toContain('hunter2');
  expect((await fetch(`${base}/api/v1/fails/contract`)).status).toBe(500);
  expect((await problemOf(await fetch(`${base}/api/v1/fails/known`))).code).toBe('taken');
});

test('pages are answered with the client; programs’ addresses that do not exist with a problem', async () => {
  const page = await fetch(`${base}/halls/1/wall`, { headers: { accept: 'text/html' } });
  expect(await page.text()).toContain('明窗');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const asset = await fetch(`${base}/assets/a-1.js`);
  expect(asset.headers.get('cache-control')).toContain('immutable');
  for (const path of ['/api/v1/nothing', '/media/x/main/live.m3u8', '/assets/gone.js']) {
    const response = await fetch(`${base}${path}`, { headers: { accept: 'text/html' } });
    expect([path, response.status]).toEqual([path, 404]);
    expect((await problemOf(response)).code).toBe('not_found');
  }
  expect((await fetch(`${base}/api/v1/fails/%E0%A4%A`)).status).toBe(400);
  expect(await (await fetch(`${base}/..%2f..%2fpackage.json`)).text()).not.toContain('mingchuang');
});

test('health, figures and description', async () => {
  expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ alive: true });
  expect(await (await fetch(`${base}/readyz`)).json()).toEqual({ ready: true, checks: [] });
  const figures = await (await fetch(`${base}/metrics`)).text();
  expect(figures).toContain('route="/api/v1/halls/:hallId/things"');
  // Through a proxy nobody is local; then only the token helps.
  const proxied = { 'x-forwarded-for': '203.0.113.9' };
  expect((await fetch(`${base}/metrics`, { headers: proxied })).status).toBe(403);
  const withToken = { ...proxied, authorization: `Bearer ${'m'.repeat(16)}` };
  expect((await fetch(`${base}/metrics`, { headers: withToken })).status).toBe(200);
  const document = (await (await fetch(`${base}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { parameters: { name: string }[] }>>;
  };
  const operation = document.paths['/api/v1/halls/{hallId}/things']?.post;
  expect(operation?.parameters.map((one) => one.name)).toEqual(['hallId', 'loud']);
});

test('a route without a need, and twins, stop the start', () => {
  const bare = { method: 'get', path: '/x', summary: '', tag: '', handler: async () => undefined };
  const build = (extra: readonly Route[]) => buildApp({ routes: extra, gate, log: silentLog() });
  expect(() => build([bare as unknown as Route])).toThrow(/declares no need/);
  const [first] = routes;
  if (!first) throw new Error('no routes');
  expect(() => build([first, first])).toThrow(/twice/);
});
