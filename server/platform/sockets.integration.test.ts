import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io as connectTo, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { liveFollow, type Reply } from '../contract/sockets.ts';
import { notFound } from './errors.ts';
import type { Gate } from './http/gate.ts';
import { silentLog } from './log.ts';
import { createSockets, type Sockets, socketAsk, socketHandler } from './sockets.ts';

/** Whoever brings a cookie is signed in with it as the session's id. */
const gate: Gate = {
  authenticate: async (req) => {
    const { cookie } = req.headers;
    if (cookie === 'breaks') throw new Error('the database is away');
    if (cookie === 'machine')
      return {
        ...{ kind: 'machine', tokenId: 't', source: 's', departmentId: 'd' },
        permissions: ['exchange:report'],
        scope: { kind: 'department', id: 'd' },
      };
    return cookie === undefined ? undefined : { kind: 'user', id: 'u', username: 'u', sessionId: cookie };
  },
  permits: async () => false,
};
const log = silentLog();
const key = { cameraId: '11111111-1111-4111-8111-111111111111', profile: 'main' };
const server = createServer();
let sockets: Sockets;
let base = '';
const clients: Socket[] = [];

beforeAll(async () => {
  sockets = createSockets({
    server,
    gate,
    log,
    handlers: [
      (socket) => {
        socket.on(
          'live:unfollow',
          socketHandler(liveFollow, log, ({ profile }) => {
            if (profile === 'sub') throw notFound('stream');
            return null;
          }),
        );
        socket.on(
          'live:capabilities',
          socketAsk(log, () => {
            throw new Error('password=hunter2');
          }),
        );
      },
    ],
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => sockets.close());

function connect(headers: Record<string, string>): Promise<Socket> {
  const client = connectTo(base, { extraHeaders: headers, transports: ['websocket'], reconnection: false });
  clients.push(client);
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('connect_error', reject);
  });
}

test('only a signed-in person of our own pages gets in', async () => {
  await expect(connect({})).rejects.toThrow('unauthenticated');
  await expect(connect({ cookie: 'machine' })).rejects.toThrow('unauthenticated');
  await expect(connect({ cookie: 'breaks' })).rejects.toThrow('internal_error');
  await expect(connect({ cookie: 'a', origin: 'http://evil.example' })).rejects.toThrow();
  const client = await connect({ cookie: 'a', origin: base });
  const { value } = (await client.emitWithAck('time:now')) as { value: { nowMs: number } };
  expect(Math.abs(value.nowMs - Date.now())).toBeLessThan(5000);
});

test('requests are checked, errors answered as problems that tell nothing they should not', async () => {
  const client = await connect({ cookie: 'a' });
  expect(await client.emitWithAck('live:unfollow', key)).toEqual({ ok: true, value: null });
  const bad = (await client.emitWithAck('live:unfollow', { cameraId: 'x' })) as Reply<null>;
  if (bad.ok) throw new Error('it was taken');
  expect(bad.problem.errors?.map((one) => one.field)).toEqual(['request.cameraId', 'request.profile']);
  const missing = (await client.emitWithAck('live:unfollow', { ...key, profile: 'sub' })) as Reply<null>;
  expect(missing).toMatchObject({ ok: false, problem: { status: 404, code: 'not_found' } });
  const broken = (await client.emitWithAck('live:capabilities')) as Reply<null>;
  expect(broken).toMatchObject({ ok: false, problem: { code: 'internal_error' } });
  expect(JSON.stringify(broken)).not.toContain('hunter2');
});

test('nonsense in place of a request or an acknowledgement harms nobody', async () => {
  const client = await connect({ cookie: 'a' });
  for (const nonsense of [[], ['text'], [null, 'ack'], [{ ...key }, { not: 'a function' }]])
    client.emit('live:unfollow', ...nonsense);
  client.emit('time:now', 'x');
  client.emit('no:such', 1);
  expect(await client.emitWithAck('live:unfollow', key)).toEqual({ ok: true, value: null });
});

test('a message too large closes the socket', async () => {
  const client = await connect({ cookie: 'a' });
  const gone = new Promise((resolve) => client.once('disconnect', resolve));
  client.emit('live:unfollow', { ...key, more: 'x'.repeat(100_000) });
  await gone;
});

test('an ended session’s sockets are told and closed, others stay', async () => {
  const [one, two, other] = [
    await connect({ cookie: 'session-1' }),
    await connect({ cookie: 'session-1' }),
    await connect({ cookie: 'session-2' }),
  ];
  expect(sockets.sessionsInUse()).toEqual(new Set(['session-1', 'session-2']));
  const told = Promise.all(
    [one, two].map((client) => new Promise((resolve) => client.once('session:ended', () => resolve(0)))),
  );
  const gone = Promise.all(
    [one, two].map((client) => new Promise((resolve) => client.once('disconnect', resolve))),
  );
  sockets.endSessions(['session-1']);
  await told;
  await gone;
  expect(other.connected).toBe(true);
  expect(sockets.sessionsInUse()).toEqual(new Set(['session-2']));
});

test('a socket that floods is closed', async () => {
  const client = await connect({ cookie: 'a' });
  const gone = new Promise((resolve) => client.once('disconnect', resolve));
  for (let n = 0; n < 700; n++) client.emit('live:unfollow', key);
  await gone;
});

test('pages of a server that stops go on trying, and find the one that starts in its place', async () => {
  const http = createServer();
  const first = createSockets({ server: http, gate, log, handlers: [] });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const client = connectTo(`http://127.0.0.1:${port}`, {
    extraHeaders: { cookie: 'a' },
    transports: ['websocket'],
    reconnectionDelay: 50,
    reconnectionDelayMax: 100,
  });
  clients.push(client);
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  const gone = new Promise<string>((resolve) => client.once('disconnect', resolve));
  await first.close();
  expect(await gone).toBe('transport close');

  const http2 = createServer();
  const second = createSockets({ server: http2, gate, log, handlers: [] });
  const back = new Promise<void>((resolve) => client.once('connect', () => resolve()));
  await new Promise<void>((resolve) => http2.listen(port, '127.0.0.1', resolve));
  await back;
  client.close();
  await second.close();
});
