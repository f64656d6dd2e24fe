import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from '../stream/testing/observer.ts';
import { PolledReading } from './polled-reading.ts';

/** What all sockets of the test are read into, as in the product. */
const BUFFER = Buffer.alloc(64 * 1024);

let server: Server;
let camera: Socket;
let client: Socket;
let polled: PolledReading;
let dribble: NodeJS.Timeout;
let sent = 0;
let events = 0;
let looks = 0;
let received: number[] = [];
let end: { error?: Error } | undefined;

function take(bytes: number): void {
  for (let at = 0; at < bytes; at += 4) received.push(BUFFER.readUInt32BE(at));
}

/** Numbers, four bytes each, a write each few ms. */
function startDribble(): void {
  dribble = setInterval(() => {
    const number = Buffer.alloc(4);
    number.writeUInt32BE(sent);
    sent += 1;
    camera.write(number);
  }, 3);
}

beforeEach(async () => {
  [sent, events, looks, received, end] = [0, 0, 0, [], undefined];
  server = createServer({ noDelay: true });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const onread = {
    buffer: BUFFER,
    callback: (bytes: number) => {
      events += 1;
      take(bytes);
      return !polled.takesOver();
    },
  };
  const accepted = once(server, 'connection');
  client = connect({ port, host: '127.0.0.1', onread });
  client.on('error', () => undefined);
  polled = new PolledReading({
    socket: client,
    buffer: BUFFER,
    onBytes: (bytes) => {
      looks += 1;
      take(bytes);
    },
    onEnd: (error) => {
      end = error ? { error } : {};
    },
  });
  [camera] = (await accepted) as [Socket];
  camera.on('error', () => undefined);
});
afterEach(() => {
  clearInterval(dribble);
  polled.close();
  client.destroy();
  camera.destroy();
  server.close();
});

describe('a camera that sends a packet a write', () => {
  test('is looked at instead of waking us, and loses nothing', async () => {
    startDribble();
    // Ten looks without an event between; on a machine that stands still for a moment not the first ten.
    let mark = { looks: 0, events: 0 };
    await eventually(() => {
      if (events !== mark.events) mark = { looks, events };
      return looks - mark.looks >= 10;
    });
    clearInterval(dribble);
    await eventually(() => received.length === sent);
    expect(received).toEqual(received.map((_, n) => n));
  });

  test('is given back to events when it falls silent, and heard at once when it speaks again', async () => {
    startDribble();
    await eventually(() => looks >= 5);
    clearInterval(dribble);
    await eventually(() => received.length === sent);
    const [lookedBefore, before] = [looks, events];
    await new Promise((resolve) => setTimeout(resolve, 60));
    startDribble();
    await eventually(() => events > before);
    expect(looks).toBeLessThanOrEqual(lookedBefore + 1);
    clearInterval(dribble);
    await eventually(() => received.length === sent);
    expect(received).toEqual(received.map((_, n) => n));
  });

  test('that hangs up is noticed', async () => {
    startDribble();
    await eventually(() => looks >= 5);
    clearInterval(dribble);
    camera.end();
    // By a look, or by an event if it was given back just before.
    await eventually(() => end !== undefined || client.readableEnded || client.destroyed);
    expect(end?.error).toBeUndefined();
  });

  test('that resets the connection is noticed', async () => {
    startDribble();
    await eventually(() => looks >= 5);
    clearInterval(dribble);
    camera.resetAndDestroy();
    await eventually(() => end?.error !== undefined || client.destroyed);
  });

  test('is left alone once it is closed', async () => {
    startDribble();
    await eventually(() => looks >= 5);
    client.destroy();
    const before = looks;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(looks).toBe(before);
    expect(end).toBeUndefined();
  });
});

test('a camera that sends a picture at a time is left to events', async () => {
  dribble = setInterval(() => camera.write(Buffer.alloc(8000)), 40);
  await eventually(() => events >= 20);
  expect(looks).toBe(0);
});
