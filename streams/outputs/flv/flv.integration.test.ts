/** Slow viewers on real sockets: what waits for them is bounded, and nobody else notices. */
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { unit } from '../../stream/testing/access-units.ts';
import type { MediaInfo, StreamConsumer } from '../../types.ts';
import { FlvOutput } from './flv-output.ts';

const PICTURE = 100 * 1024;
const info: MediaInfo = {
  ...{ codec: 'h264', codecString: 'avc1.42c01e', width: 320, height: 240, timescale: 90_000, epoch: 0 },
  parameterSets: [Buffer.from([0x67, 0x42, 0xc0, 0x1e]), Buffer.from([0x68, 0xce])],
  init: Buffer.alloc(0),
};

test('a viewer that does not read is skipped, then dropped; its neighbour gets every picture; memory stays', async () => {
  let nowMs = 0;
  let consumer: StreamConsumer | undefined;
  const output = new FlvOutput({
    now: () => nowMs,
    stream: {
      subscribe: (one) => {
        one.onInit(info);
        consumer ??= one;
        return () => undefined;
      },
    },
  });
  const ended: string[] = [];
  let waitingMost = 0;
  const server = createServer((_req, res) => {
    res.useChunkedEncodingByDefault = false;
    res.flushHeaders();
    const sink = {
      write: (data: Buffer) => void res.write(data),
      get waitingBytes() {
        waitingMost = Math.max(waitingMost, res.writableLength);
        return res.writableLength;
      },
    };
    const stop = output.watch({
      sink,
      onEnded: (code) => {
        ended.push(code);
        res.destroy();
      },
    });
    res.once('close', stop);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const watch = () =>
    new Promise<IncomingMessage>((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ port, agent: false }).on('response', resolve).on('error', reject).end();
    });
  const [stuck, good] = await Promise.all([watch(), watch()]);
  const stuckClosed = new Promise((resolve) => stuck.on('error', () => undefined).once('close', resolve));
  let bytes = 0;
  good.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  let sent = 0;
  const before = process.memoryUsage().rss;
  // Fifty megabytes: kernel buffers take some of it, our own two.
  for (let sequence = 0; ended.length === 0 && sequence < 500; sequence += 1) {
    consumer?.onAccessUnit(
      unit({ keyframe: sequence % 25 === 0, bytes: PICTURE, sequence, decodeTime: sequence * 3600 }),
    );
    sent += PICTURE;
    nowMs += 60;
    await expect.poll(() => bytes, { interval: 1 }).toBeGreaterThanOrEqual(sent);
  }
  expect(ended).toEqual(['viewer_too_slow']);
  expect(output.skips).toBe(1);
  expect(waitingMost).toBeLessThan(3 * 1024 * 1024);
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  stuck.resume();
  await stuckClosed;
  expect(output.viewers).toBe(1);
  good.destroy();
  await expect.poll(() => output.viewers).toBe(0);
  await new Promise((resolve) => server.close(resolve));
});
