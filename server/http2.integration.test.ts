import { mkdtempSync, rmSync } from 'node:fs';
import { type ClientHttp2Session, connect, constants } from 'node:http2';
import { request as requestOverHttp1 } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import { io as connectSocket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from './app.ts';
import { AppError } from './platform/errors.ts';
import type { Gate } from './platform/http/gate.ts';
import { createHttp2Server } from './platform/http/http2-server.ts';
import { createWebServer, listen, type WebServer } from './platform/http/listen.ts';
import { route } from './platform/http/route.ts';
import { serveApp } from './platform/http/serve-app.ts';
import { silentLog } from './platform/log.ts';
import { createSockets, type Sockets } from './platform/sockets.ts';
import { readIdentity } from './platform/tls/index.ts';

/** Whoever brings a cookie is signed in with it as the session's id. */
const gate: Gate = {
  authenticate: async ({ headers: { cookie } }) =>
    cookie === undefined ? undefined : { kind: 'user', id: 'u', username: 'u', sessionId: cookie },
  permits: async () => true,
};
const folder = mkdtempSync(join(tmpdir(), 'mc-http2-'));
const identity = readIdentity({ certFile: 'self', dataDir: folder, now: Date.now });
let server: WebServer;
let sockets: Sockets;
let base = '';
const sessions: ClientHttp2Session[] = [];
let aborted = 0;

const routes = [
  route({
    method: 'post',
    path: '/api/v1/echo',
    summary: 'echo',
    tag: 't',
    need: { kind: 'session' },
    body: z.object({ text: z.string() }),
    response: z.object({ text: z.string(), ip: z.string(), secure: z.boolean(), host: z.string() }),
    status: 200,
    handler: async ({ body, req, res }) => {
      res.cookie('a', 'b', { secure: req.secure, httpOnly: true });
      return { text: body.text, ip: req.ip ?? '', secure: req.secure, host: req.hostname };
    },
  }),
  route({
    method: 'get',
    path: '/media/slow',
    summary: 'an answer that never ends',
    tag: 't',
    need: { kind: 'public' },
    raw: true,
    handler: async ({ res }) => {
      res.status(200).set('Content-Type', 'video/x-flv').write(Buffer.alloc(1000));
      res.once('close', () => {
        aborted += 1;
      });
    },
  }),
  route({
    method: 'get',
    path: '/api/v1/broken',
    summary: 'fails with half an answer out',
    tag: 't',
    need: { kind: 'public' },
    raw: true,
    handler: async ({ res }) => {
      res.write('half');
      throw new AppError(500, 'x', 'x');
    },
  }),
];

beforeAll(async () => {
  const log = silentLog();
  const app = buildApp({ routes, gate, log, trustProxy: true, secure: 'own' });
  server = createWebServer(identity);
  serveApp(server, app);
  sockets = createSockets({ server, gate, log, handlers: [], trustProxy: true });
  base = `https://localhost:${await listen(server, '127.0.0.1', 0)}`;
});
afterAll(async () => {
  for (const session of sessions) session.destroy();
  await sockets.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

function open(): ClientHttp2Session {
  const session = connect(base, { ca: identity.cert });
  // A session that the server cuts: the test asks for `closed`.
  session.on('error', () => undefined);
  sessions.push(session);
  return session;
}

function ask(session: ClientHttp2Session, headers: Record<string, string>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers);
    const chunks: Buffer[] = [];
    let answered: Record<string, unknown> = {};
    stream.on('response', (got) => {
      answered = got;
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () => resolve({ headers: answered, body: Buffer.concat(chunks) }));
    stream.end(body);
  });
}

test('the app answers over HTTP/2 as over HTTP/1.1: bodies, cookies, headers, problems, compression', async () => {
  const session = open();
  const json = {
    'content-type': 'application/json',
    cookie: 's1',
    ':method': 'POST',
    ':path': '/api/v1/echo',
  };
  const echo = await ask(session, { ...json, origin: base }, JSON.stringify({ text: '窗口' }));
  expect(echo.headers[':status']).toBe(200);
  expect(JSON.parse(String(echo.body))).toEqual({
    ...{ text: '窗口', ip: '127.0.0.1', secure: true, host: 'localhost' },
  });
  expect(String(echo.headers['set-cookie'])).toContain('Secure');
  expect(echo.headers['content-security-policy']).toContain('wss:');
  expect(echo.headers['strict-transport-security']).toBeUndefined();

  const bad = await ask(session, json, '{');
  expect(bad.headers).toMatchObject({
    ':status': 400,
    'content-type': 'application/problem+json; charset=utf-8',
  });
  expect((await ask(session, { ':path': '/nothing' })).headers[':status']).toBe(404);
  const squeezed = await ask(session, { ':path': '/api/v1/openapi.json', 'accept-encoding': 'gzip' });
  expect(squeezed.headers['content-encoding']).toBe('gzip');
  expect(JSON.parse(String(gunzipSync(squeezed.body)))).toHaveProperty('paths');
  const proxied = await ask(session, { ...json, 'x-forwarded-for': '10.1.2.3' }, '{"text":""}');
  expect(JSON.parse(String(proxied.body))).toMatchObject({ ip: '10.1.2.3' });
});

test('methods that nobody knows make no figures of their own', async () => {
  const session = open();
  for (const method of ['MADE-UP-1', 'MADE-UP-2'])
    expect((await ask(session, { ':method': method, ':path': '/healthz' })).headers[':status']).toBe(404);
  const figures = String((await ask(session, { ':path': '/metrics' })).body);
  expect(figures).toContain('method="other",route="other",status="404"');
  expect(figures).not.toContain('MADE-UP');
});

test('another site’s page is refused by its Origin, whatever it says of the host', async () => {
  const headers = {
    ':method': 'POST',
    ':path': '/api/v1/echo',
    cookie: 's',
    'content-type': 'application/json',
  };
  const evil = await ask(open(), { ...headers, origin: 'https://evil.example' }, '{"text":""}');
  expect(JSON.parse(String(evil.body))).toMatchObject({ status: 403, code: 'cross_site' });
  const both = {
    ...headers,
    origin: 'https://evil.example',
    ':authority': new URL(base).host,
    host: 'evil.example',
  };
  expect(JSON.parse(String((await ask(open(), both, '{"text":""}')).body))).toMatchObject({ status: 403 });
});

test('an answer cut in its middle ends the stream, not the session; one that is left is noticed', async () => {
  const session = open();
  await expect(ask(session, { ':path': '/api/v1/broken' })).resolves.toMatchObject({
    headers: { ':status': 200 },
  });
  const slow = session.request({ ':path': '/media/slow' });
  await new Promise((resolve) => slow.once('response', resolve));
  slow.close(constants.NGHTTP2_CANCEL);
  await expect.poll(() => aborted).toBe(1);
  expect((await ask(session, { ':path': '/healthz' })).headers[':status']).toBe(200);
});

test('HTTP/1.1 and WebSocket work on the same port', async () => {
  const over1 = await new Promise<{ status: number | undefined; version: string }>((resolve, reject) => {
    requestOverHttp1(`${base}/healthz`, { ca: identity.cert }, (res) => {
      res.resume().on('end', () => resolve({ status: res.statusCode, version: res.httpVersion }));
    })
      .on('error', reject)
      .end();
  });
  expect(over1).toEqual({ status: 200, version: '1.1' });
  const client = connectSocket(base, {
    ...{ transports: ['websocket'], ca: identity.cert, reconnection: false },
    extraHeaders: { cookie: 's', origin: base },
  });
  await new Promise((resolve, reject) =>
    client.once('connect', () => resolve(null)).once('connect_error', reject),
  );
  const reply = (await client.emitWithAck('time:now')) as { value: { nowMs: number } };
  expect(reply.value.nowMs).toBeGreaterThan(0);
  client.close();
  const polling = await ask(open(), {
    ':path': '/socket.io/?EIO=4&transport=polling',
    cookie: 's',
    origin: base,
  });
  expect(String(polling.body)).toContain('"upgrades":["websocket"]');
});

test('who opens and takes back streams without end is cut off, and only he', async () => {
  const bystander = open();
  const attacker = open();
  const gone = new Promise((resolve) => attacker.once('close', resolve));
  await ask(attacker, { ':path': '/healthz' });
  const alive = () => !attacker.closed && !attacker.destroyed;
  while (alive()) {
    const streams = Array.from({ length: 50 }, () =>
      // The session may be cut while they are asked.
      attacker.request({ ':path': '/media/slow' }).on('error', () => undefined),
    );
    // Once an answer to what was sent after them is here, so are they.
    await new Promise<void>((resolve) => {
      attacker.once('close', resolve);
      if (!attacker.ping(() => resolve())) resolve();
    });
    for (const stream of streams) stream.close(constants.NGHTTP2_CANCEL);
    await new Promise((resolve) => setImmediate(resolve));
  }
  await gone;
  expect((await ask(bystander, { ':path': '/healthz' })).headers[':status']).toBe(200);
});

test('a connection that asks nothing, and a body that does not come, are let go', async () => {
  const hasty = createHttp2Server({
    ...{ cert: identity.cert, key: identity.key },
    ...{ headersTimeout: 300, requestTimeout: 300, keepAliveTimeout: 300 },
  });
  const port = await listen(hasty, '127.0.0.1', 0);
  hasty.on('request', () => undefined);
  const silent = connectTls({ port, host: '127.0.0.1', ca: identity.cert, ALPNProtocols: ['h2'] });
  silent.on('error', () => undefined).resume();
  const silentGone = new Promise((resolve) => silent.once('close', resolve));
  const session = connect(`https://localhost:${port}`, { ca: identity.cert });
  const stream = session.request({ ':method': 'POST', ':path': '/' });
  stream.on('error', () => undefined).write('half');
  await Promise.all([silentGone, new Promise((resolve) => stream.once('close', resolve))]);
  expect(session.destroyed).toBe(false);
  session.destroy();
  await new Promise((resolve) => hasty.close(resolve));
});
