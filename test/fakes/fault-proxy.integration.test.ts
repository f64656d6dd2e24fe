import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FaultProxy } from './fault-proxy.ts';

/** Echoes what it gets. */
let target: Server;
let proxy: FaultProxy;
const clients: Socket[] = [];

beforeEach(async () => {
  target = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.pipe(socket);
  }).listen(0, '127.0.0.1');
  await once(target, 'listening');
  proxy = await FaultProxy.create({ targetPort: (target.address() as AddressInfo).port });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  target.close();
});

async function client(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  clients.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function receive(socket: Socket, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let have = 0; have < bytes; ) {
    const [chunk] = (await once(socket, 'data')) as [Buffer];
    chunks.push(chunk);
    have += chunk.length;
  }
  return Buffer.concat(chunks);
}

async function echo(socket: Socket, data: Buffer): Promise<Buffer> {
  socket.write(data);
  return receive(socket, data.length);
}

const hello = Buffer.from('hello');

describe('FaultProxy', () => {
  it('passes everything, in order', async () => {
    const data = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => n % 251));
    expect((await echo(await client(), data)).equals(data)).toBe(true);
  });

  it('holds everything while stalled, new connections too, and lets it go afterwards', async () => {
    const early = await client();
    await echo(early, hello);
    await proxy.set({ kind: 'stall' });
    const late = await client();
    let got = 0;
    for (const socket of [early, late]) {
      socket.on('data', () => got++);
      socket.write(hello);
    }
    await sleep(150);
    expect(got).toBe(0);
    const answers = [receive(early, 5), receive(late, 5)];
    await proxy.set({ kind: 'pass' });
    expect((await Promise.all(answers)).map(String)).toEqual(['hello', 'hello']);
  });

  it('cuts what is open and takes new connections', async () => {
    const first = await client();
    await echo(first, hello);
    const closed = new Promise((resolve) => first.once('close', resolve));
    proxy.cut();
    await closed;
    expect(String(await echo(await client(), hello))).toBe('hello');
    expect(proxy.accepted).toBe(2);
  });

  it('refuses, and listens on the same port again', async () => {
    const { port } = proxy;
    const open = await client();
    await echo(open, hello);
    const closed = new Promise((resolve) => open.once('close', resolve));
    await proxy.set({ kind: 'refuse' });
    await closed;
    await expect(client()).rejects.toThrow('ECONNREFUSED');
    await proxy.set({ kind: 'pass' });
    expect(proxy.port).toBe(port);
    expect(String(await echo(await client(), hello))).toBe('hello');
  });

  it('delays', async () => {
    const socket = await client();
    await proxy.set({ kind: 'delay', delayMs: 80 });
    const startedAt = performance.now();
    await echo(socket, hello);
    // There and back.
    expect(performance.now() - startedAt).toBeGreaterThan(155);
  });

  it('throttles', async () => {
    const socket = await client();
    await proxy.set({ kind: 'throttle', kbps: 800 });
    const startedAt = performance.now();
    await echo(socket, Buffer.alloc(40_000));
    // 40 kB at 100 kB/s, the two ways overlapping.
    expect(performance.now() - startedAt).toBeGreaterThan(300);
  });

  it('turns bits of what the target sends, about as many as told, and no others', async () => {
    const socket = await client();
    await proxy.set({ kind: 'corrupt', everyBytes: 1000 });
    const back = await echo(socket, Buffer.alloc(200_000));
    const damaged = back.filter((byte) => byte !== 0);
    expect(damaged.length).toBeGreaterThan(120);
    expect(damaged.length).toBeLessThan(300);
    expect([...damaged].every((byte) => (byte & (byte - 1)) === 0)).toBe(true);
  });

  it('words an address so that it goes through the proxy', () => {
    expect(proxy.through('rtsp://user:p@1.2.3.4:554/a/b')).toBe(`rtsp://user:p@127.0.0.1:${proxy.port}/a/b`);
  });
});
