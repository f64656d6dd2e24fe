/** A site whose firewall lets no UDP through: the browser finds the TCP candidate, and a stalled one harms nobody. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COLLECTED } from '../../memory/collected.ts';
import type { AccessUnit, MediaInfo, StreamConsumer, StreamView } from '../../types.ts';
import { freePort } from './listen-infos.ts';
import { clientHello, fragments } from './testing/dtls.ts';
import { LavfiStream } from './testing/lavfi-stream.ts';
import { openViewerBench, type ViewerBench } from './testing/viewer-bench.ts';
import { workerBin } from './testing/worker-bin.ts';
import { WebRtcPlane } from './webrtc-plane.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
/** Viewers are told this address; on it only TCP is let through, to where the worker listens. */
const FIREWALL = '127.0.0.2';
const INSIDE = '127.0.0.1';

const streams = new Map<string, StreamView>();
const hall = new LavfiStream('hall');
const inward: Socket[] = [];
let plane: WebRtcPlane;
let firewall: Server;
let bench: ViewerBench;

beforeAll(async () => {
  const port = await freePort(INSIDE);
  plane = await WebRtcPlane.create({
    log: quiet,
    port,
    listenIp: INSIDE,
    announcedAddress: FIREWALL,
    workerBin: await workerBin(),
  });
  firewall = createServer((outside) => {
    const inside = connect(port, INSIDE);
    inward.push(inside);
    for (const [from, to] of [
      [outside, inside],
      [inside, outside],
    ] as const)
      from
        .on('data', (chunk) => to.write(chunk))
        .on('error', () => to.destroy())
        .on('close', () => to.destroy());
  });
  await new Promise<void>((resolve) => firewall.listen(port, FIREWALL, resolve));
  bench = await openViewerBench(plane, streams);
  await hall.start({ size: '320x240', gop: 25 });
  streams.set('hall', hall);
});

afterAll(async () => {
  await bench?.close();
  for (const socket of inward) socket.destroy();
  firewall?.close();
  await plane?.close();
  await hall.stop();
});

test('garbage on a connection that stands is dropped where it should be, and the picture goes on', async () => {
  const [pid] = plane.workerPids;
  const page = await bench.openPage();
  await page.evaluate('join()');
  await page.evaluate('watch("hall")');
  await page.waitForFunction('framesOf("hall").count > 10', undefined, { timeout: 15_000 });
  const line = inward.at(-1);
  const hello = fragments(clientHello(), 2);
  const before = residentKib();
  for (let n = 0; n < 6_000; n++) {
    const packet = randomBytes(1 + (n % 1_300));
    // In turn: RTP and RTCP that no key opens, STUN without credentials, DTLS records, and what is none of them.
    packet[0] = [0x80 | (n & 0x3f), 0x80, n & 1, 20 + (n % 5), n & 0xff][n % 5] ?? 0;
    if (n % 5 === 1 && packet.length > 1) packet[1] = 200 + (n % 7);
    line?.write(framed(n % 100 === 0 ? (hello[n % 2] ?? packet) : packet));
    if (n % 200 === 0) await sleep(5);
  }
  const { count } = await page.evaluate<{ count: number }>('framesOf("hall")');
  await page.waitForFunction(`framesOf("hall").count > ${count + 25}`, undefined, { timeout: 15_000 });
  expect(plane.workerPids).toEqual([pid]);
  expect(residentKib() - before).toBeLessThan(6 * 1024);
  expect(bench.ended).toEqual([]);
  await page.context().close();
  bench.closeSessions();
});

test('pictures come over TCP; a viewer who stops reading costs the worker no memory, and sees again when he reads', async () => {
  const page = await bench.openPage();
  await page.evaluate('join()');
  await page.evaluate('watch("hall")');
  await page.waitForFunction('framesOf("hall").count > 20', undefined, { timeout: 15_000 });
  expect(await page.evaluate('protocolInUse()')).toBe('tcp');
  expect((await plane.figures()).viewers).toMatchObject([{ protocol: 'tcp' }]);

  const flood = new FloodStream(hall.info);
  streams.set('flood', flood);
  await page.evaluate('watch("flood")');
  await sleep(1_000);
  const before = residentKib();
  // What goes to the viewer is not taken off the line; what he says still comes through.
  for (const socket of inward) socket.pause();
  const kept = flood.bytes;
  // More than the kernel takes on either side.
  await expect.poll(() => flood.bytes - kept, { timeout: 20_000 }).toBeGreaterThan(22_000_000);
  expect(residentKib() - before).toBeLessThan(6 * 1024);
  flood.stop();

  for (const socket of inward) socket.resume();
  const { count } = await page.evaluate<{ count: number }>('framesOf("hall")');
  await page.waitForFunction(`framesOf("hall").count > ${count + 20}`, undefined, { timeout: 15_000 });
  expect(bench.ended).toEqual([]);
});

/** RFC 4571: two bytes of length before each packet. */
function framed(packet: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(packet.length);
  return Buffer.concat([length, packet]);
}

function residentKib(): number {
  const status = readFileSync(`/proc/${plane.workerPids[0]}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]);
}

/** 40 Mbit/s of what looks like pictures. */
class FloodStream implements StreamView {
  readonly key = { cameraId: 'flood', profile: 'main' } as const;
  readonly status = { key: this.key, state: { name: 'live', sinceMs: 0 }, holders: 1, restarts: 0 } as const;
  readonly info: MediaInfo | undefined;
  bytes = 0;
  readonly #consumers = new Set<StreamConsumer>();
  readonly #timer: NodeJS.Timeout;

  constructor(info: MediaInfo | undefined) {
    this.info = info;
    let sequence = 0;
    this.#timer = setInterval(() => {
      const unit = pictureOf(200_000, sequence++);
      this.bytes += unit.data.length;
      for (const consumer of this.#consumers) consumer.onAccessUnit(unit);
    }, 40);
  }

  subscribe(consumer: StreamConsumer): () => void {
    if (this.info) consumer.onInit(this.info);
    this.#consumers.add(consumer);
    return () => this.#consumers.delete(consumer);
  }

  latestKeyframe(): undefined {
    return undefined;
  }

  onStatus(): () => void {
    return () => {};
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function pictureOf(bytes: number, sequence: number): AccessUnit {
  const data = Buffer.alloc(bytes, 0x5a);
  data.writeUInt32BE(bytes - 4, 0);
  const keyframe = sequence % 10 === 0;
  // A slice of the whole picture, I or P.
  data[4] = keyframe ? 0x65 : 0x41;
  data[5] = keyframe ? 0x88 : 0x98;
  return {
    epoch: 0,
    sequence,
    keyframe,
    data,
    memory: COLLECTED,
    decodeTime: sequence * 3_600,
    durationTicks: 3_600,
    durationMs: 40,
    compositionTicks: 0,
    capturedAtMs: Date.now(),
  };
}
