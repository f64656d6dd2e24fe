/** What strangers and viewers may send to the WebRTC port: the worker lives, stays small, and serves the next one. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clientHello, fragments, isServerHello, record } from './testing/dtls.ts';
import { type HostileClient, hostileClient } from './testing/hostile-client.ts';
import { bindingRequest, isBindingSuccess } from './testing/stun.ts';
import { workerBin } from './testing/worker-bin.ts';
import { WebRtcPlane } from './webrtc-plane.ts';

const said: string[] = [];
const log = {
  debug() {},
  info() {},
  warn: (_: object, message: string) => void said.push(message),
  error: (_: object, message: string) => void said.push(message),
};
const clients: HostileClient[] = [];
let plane: WebRtcPlane;
let pid: number;
let atStartKib: number;

beforeAll(async () => {
  plane = await WebRtcPlane.create({ log, port: 0, listenIp: '127.0.0.1', workerBin: await workerBin() });
  pid = plane.workerPids[0] ?? 0;
  atStartKib = residentKib();
});

afterEach(async () => {
  // It lives, is the same, has not grown, and the next viewer's handshake begins.
  const next = await client();
  for (const packet of fragments(clientHello(), 2)) next.send(packet);
  expect(await next.isAnswered()).toBe(true);
  for (const one of clients.splice(0)) one.close();
  expect(plane.workerPids).toEqual([pid]);
  expect(residentKib() - atStartKib).toBeLessThan(24 * 1024);
});

afterAll(async () => {
  await plane?.close();
  // Said a few times, not once for each packet.
  expect(said.length).toBeLessThan(30);
});

describe('DTLS', () => {
  const HELLO = clientHello();

  test.each<[string, Buffer[]]>([
    ['in one piece', fragments(HELLO, 1)],
    ['in two fragments, as Chromium sends it', fragments(HELLO, 2)],
    ['in ten fragments', fragments(HELLO, 10)],
    ['in a hundred fragments', fragments(HELLO, 100)],
    ['in ten fragments, the last first', fragments(HELLO, 10).reverse()],
    ['in ten fragments, each three times', fragments(HELLO, 10).flatMap((one) => [one, one, one])],
    [
      'in fragments that overlap',
      [0, 400, 800].map((from, n) => record(HELLO, n, { from, to: Math.min(from + 700, HELLO.length) })),
    ],
    ['in ten fragments in one datagram', [Buffer.concat(fragments(HELLO, 10))]],
    [
      'with every fragment but one, then whole again',
      [...fragments(HELLO, 10).slice(1), record(HELLO, 20, { from: 0, to: HELLO.length })],
    ],
  ])('a ClientHello %s is answered', async (_, packets) => {
    const one = await client();
    for (const packet of packets) one.send(packet);
    expect(await one.isAnswered()).toBe(true);
  });

  test.each<[string, Buffer[]]>([
    ['cut off after its first fragment', fragments(HELLO, 10).slice(0, 1)],
    ['whose records are cut off', fragments(HELLO, 10).map((one) => one.subarray(0, one.length - 20))],
    ['cut off in the record header', fragments(HELLO, 10).map((one) => one.subarray(0, 12))],
    ['that says it has 16 MB', claims({ total: 0xffffff })],
    ['whose fragment lies past its end', claims({ from: 1_390 })],
    ['whose fragment says it is longer than it is', claims({ length: 5_000 })],
    ['whose record says it is longer than it is', claims({ recordLength: 4_000 })],
    ['whose fragments disagree on the length', [...claims({ total: 900 }), ...claims({ total: 1_200 })]],
    ['that is the seventh message', claims({ messageSequence: 7 })],
    ['that is empty', [record(Buffer.alloc(0), 0, { from: 0, to: 0 })]],
  ])('one %s is not, and harms nothing', async (_, packets) => {
    const one = await client();
    for (const packet of packets) one.send(packet);
    await sleep(100);
    expect(one.answers(isServerHello)).toBe(0);
  });

  test('messages kept for later are bounded', async () => {
    const one = await client();
    for (let sequence = 1; sequence < 2_000; sequence++) {
      one.send(record(HELLO, sequence, { from: 0, to: 1_000, says: { messageSequence: sequence % 400 } }));
      if (sequence % 100 === 0) await sleep(5);
    }
    await sleep(100);
  });

  test('thousands of handshakes with bytes turned over', async () => {
    for (let round = 0; round < 20; round++) {
      const one = await client();
      const packets = fragments(HELLO, 3);
      for (let n = 0; n < 200; n++) {
        const packet = Buffer.from(packets[n % packets.length] ?? []);
        for (const at of randomBytes(1 + (n % 4))) packet[(at * 7) % packet.length] = at ^ n;
        one.send(packet.subarray(0, n % 5 === 0 ? packet.length - (n % 60) : packet.length));
      }
      await sleep(10);
    }
  });

  /** A ClientHello in two fragments, the first of which is not true. */
  function claims(says: NonNullable<Parameters<typeof record>[2]['says']>): Buffer[] {
    return [record(HELLO, 0, { from: 0, to: 700, says }), record(HELLO, 1, { from: 700, to: 1_000, says })];
  }
});

describe('STUN', () => {
  test('wrong credentials are refused, and nothing behind them is heard', async () => {
    const one = await hostileClient(plane);
    clients.push(one);
    one.send(bindingRequest({ username: one.username, password: 'not it' }));
    one.send(bindingRequest({ username: 'nobody:hostile', password: 'not it' }));
    for (const packet of fragments(clientHello(), 2)) one.send(packet);
    await sleep(150);
    expect(one.answers(isBindingSuccess)).toBe(0);
    expect(one.answers(isServerHello)).toBe(0);
  });

  test('malformed requests', async () => {
    const one = await client();
    const good = bindingRequest({ username: one.username, password: one.transport.iceParameters.password });
    for (let length = 0; length < good.length; length++) one.send(good.subarray(0, length));
    for (let at = 0; at < good.length; at++)
      for (const value of [0, 1, 0x7f, 0xff]) {
        const bad = Buffer.from(good);
        bad[at] = value;
        one.send(bad);
      }
    await sleep(100);
  });

  test('a flood, with and without credentials, from many addresses', async () => {
    const one = await client();
    const { password } = one.transport.iceParameters;
    const good = bindingRequest({ username: one.username, password });
    const stranger = bindingRequest({ username: 'nobody:hostile', password });
    for (let n = 0; n < 10_000; n++) {
      one.send(n % 2 === 0 ? good : stranger);
      if (n % 500 === 0) await sleep(5);
    }
    const others = await Promise.all(Array.from({ length: 40 }, () => hostileClient(plane)));
    clients.push(...others);
    // All of them with the first one's credentials: each another address of its.
    for (const other of others) other.send(good);
    await sleep(200);
  });
});

test('RTP and RTCP that belong to nothing, before and in the handshake', async () => {
  const one = await client();
  for (let n = 0; n < 5_000; n++) {
    const packet = randomBytes(12 + (n % 1_200));
    packet[0] = 0x80 | (n & 0x3f);
    // RTCP has the types 200 to 206.
    packet[1] = n % 3 === 0 ? 200 + (n % 7) : n & 0xff;
    one.send(packet);
    if (n === 2_500) for (const part of fragments(clientHello(), 2)) one.send(part);
    if (n % 200 === 0) await sleep(5);
  }
  await sleep(100);
});

describe('TCP', () => {
  const sockets: Socket[] = [];
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
  });

  test('frames that are cut off, too long, empty or garbage', async () => {
    for (const bytes of [[], [0], [0, 0], [0xff, 0xff, 1, 2, 3], [0, 4, 1], [0, 20, ...Array(20).fill(0)]]) {
      const socket = await dial();
      socket.write(Buffer.from(bytes));
    }
    const long = await dial();
    for (let n = 0; n < 20; n++) long.write(Buffer.concat([Buffer.from([0xff, 0xff]), randomBytes(65_535)]));
    const random = await dial();
    random.write(randomBytes(200_000));
    await sleep(200);
  });

  test('more connections than there are viewers', async () => {
    for (let n = 0; n < 1_500; n++) sockets.push(connect(plane.port, '127.0.0.1').on('error', () => {}));
    await sleep(500);
    for (const socket of sockets) socket.write(Buffer.from([0x05, 0x00, 1]));
    await sleep(500);
    // The worker keeps 1,024 and closes what is more.
    await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBeGreaterThan(400);
    expect(sockets.filter(({ closed }) => !closed).length).toBeGreaterThan(900);
  });

  function dial(): Promise<Socket> {
    return new Promise((resolve, reject) => {
      const socket = connect(plane.port, '127.0.0.1', () => resolve(socket));
      socket.on('error', reject);
      sockets.push(socket);
    });
  }
});

async function client(): Promise<HostileClient> {
  const one = await hostileClient(plane);
  clients.push(one);
  await one.join();
  return one;
}

function residentKib(): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}
