import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { LavfiStream } from './testing/lavfi-stream.ts';
import { openViewerBench, type ViewerBench } from './testing/viewer-bench.ts';
import { workerBin } from './testing/worker-bin.ts';
import { WebRtcPlane } from './webrtc-plane.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const HIGH = { encoder: ['-bf', '0', '-profile:v', 'high', '-x264-params', 'cabac=1:8x8dct=1'] };
const BASELINE = { encoder: ['-profile:v', 'baseline'], size: '320x240' };

let plane: WebRtcPlane;
let bench: ViewerBench;
const streams = new Map<string, LavfiStream>();
const pages: Page[] = [];

interface Frame {
  readonly rtpTimestamp: number;
  readonly atMs: number;
  readonly width: number;
}

beforeAll(async () => {
  plane = await WebRtcPlane.create({
    log: quiet,
    port: 0,
    listenIp: '127.0.0.1',
    workerBin: await workerBin(),
  });
  bench = await openViewerBench(plane, streams);
});

afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.context().close()));
  bench.closeSessions();
  await Promise.all([...streams.values()].map((stream) => stream.stop()));
  streams.clear();
});

afterAll(async () => {
  await bench?.close();
  await plane?.close();
});

test('a page watches: the picture comes at once, keeps up, and each frame tells when it was captured', async () => {
  const stream = await live('high', { ...HIGH, gop: 250 });
  const page = await join();
  await page.evaluate('watch("high")');
  // With a keyframe every 10 s only a replayed GOP can be this soon.
  await frames(page, 'high', 60, 8_000);
  const sent = stream.captured.map(rtpOf);
  const shown = await page.evaluate<Frame[]>('allFramesOf("high")');
  // Within a millisecond: two pictures that were captured in the same one still need two timestamps.
  const unknown = shown.filter(({ rtpTimestamp }) => !sent.some((rtp) => Math.abs(rtp - rtpTimestamp) < 90));
  expect(unknown).toEqual([]);
  const last = shown.at(-1)?.rtpTimestamp ?? 0;
  const behind = sent.filter((rtp) => rtp > last).length;
  expect(behind).toBeLessThan(25);
});

test.each([
  ['high', HIGH],
  ['main', { encoder: ['-bf', '0', '-profile:v', 'main', '-x264-params', 'cabac=1'] }],
  ['baseline', BASELINE],
])('H.264 %s is decoded, by mediasoup-client and by WHEP', async (name, options) => {
  await live(name, options);
  const page = await join();
  await Promise.all([page.evaluate(`watch("${name}")`), page.evaluate(`whep("${name}", "whep-${name}")`)]);
  await frames(page, name, 20);
  await frames(page, `whep-${name}`, 20);
});

test('a source restart with another size and profile goes on without the viewer doing anything', async () => {
  const stream = await live('camera', HIGH);
  const page = await join();
  await page.evaluate('watch("camera")');
  await page.evaluate('whep("camera", "whep")');
  expect((await frames(page, 'camera', 10)).width).toBe(640);
  await stream.stop();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  await stream.start(BASELINE);
  for (const player of ['camera', 'whep']) {
    await page.waitForFunction(`framesOf("${player}").last.width === 320`, undefined, { timeout: 15_000 });
    const { count } = await page.evaluate<{ count: number }>(`framesOf("${player}")`);
    await frames(page, player, count + 20);
  }
  expect(bench.ended).toEqual([]);
});

// RTP timestamps wrap after 13.3 hours: beyond half of that a receiver takes the newer picture for the older.
test.each([7, 14])('a camera that was away for %i hours shows its picture again', async (hours) => {
  const stream = await live('camera', BASELINE);
  const page = await join();
  await page.evaluate('watch("camera")');
  await page.evaluate('whep("camera", "whep")');
  await frames(page, 'camera', 10);
  await frames(page, 'whep', 10);
  await stream.stop();
  stream.aheadMs = hours * 3_600_000;
  await stream.start({ ...BASELINE, size: '640x360' });
  for (const player of ['camera', 'whep']) {
    await page.waitForFunction(`framesOf("${player}").last.width === 640`, undefined, { timeout: 15_000 });
    const { count } = await page.evaluate<{ count: number }>(`framesOf("${player}")`);
    await frames(page, player, count + 40, 5_000);
  }
});

test('one transport carries many tiles, and a stopped tile stops its producer', async () => {
  const stream = await live('wall', { ...BASELINE, gop: 10 });
  const page = await join();
  const ids = await page.evaluate<string[]>(
    'Promise.all([1, 2, 3, 4, 5].map((n) => watch("wall", "tile" + n)))',
  );
  for (let tile = 1; tile <= 5; tile++) await frames(page, `tile${tile}`, 10);
  expect(await plane.producerCount()).toBe(3);
  for (const consumerId of ids) await page.evaluate(`signal('stop', { consumerId: "${consumerId}" })`);
  expect(await plane.producerCount()).toBe(0);
  expect(stream.subscribers).toBe(0);
});

test('WHEP refuses the audio it was offered and plays the video', async () => {
  await live('camera', HIGH);
  const page = await join();
  const answer = await page.evaluate<string>('whep("camera", "whep", { audio: true })');
  expect(answer).toMatch(/m=audio 0 /);
  await frames(page, 'whep', 20);
});

test('B-frames are refused by name, at once or as soon as they show', async () => {
  await live('reordered', { encoder: ['-bf', '2', '-tune', 'animation'], gop: 50 });
  const page = await join();
  await expect(page.evaluate('watch("reordered")')).rejects.toThrow('codec_unsupported_by_webrtc');
  const turning = await live('turning', BASELINE);
  await page.evaluate('watch("turning")');
  await frames(page, 'turning', 5);
  await turning.restart({ encoder: ['-bf', '2', '-tune', 'animation'] });
  await expect.poll(() => bench.ended, { timeout: 10_000 }).toEqual(['codec_unsupported_by_webrtc']);
  expect(turning.subscribers).toBe(0);
});

test('after the worker was killed a new one serves on the same port', async () => {
  await live('camera', BASELINE);
  const page = await join();
  await page.evaluate('watch("camera")');
  await frames(page, 'camera', 5);
  const [before = 0] = plane.workerPids;
  process.kill(before, 'SIGKILL');
  await expect
    .poll(() => plane.workerPids.filter((pid) => pid !== before), { timeout: 5_000 })
    .toHaveLength(1);
  expect(plane.sessionCount).toBe(0);
  await page.evaluate('join()');
  await page.evaluate('watch("camera", "again")');
  await frames(page, 'again', 20);
});

test('a worker that cannot be started is a reason, not a crash', async () => {
  const created = WebRtcPlane.create({ log: quiet, port: plane.port, listenIp: '127.0.0.1' });
  await expect(created).rejects.toMatchObject({
    code: 'webrtc_unavailable',
    message: /^WebRTC unavailable: /,
  });
});

async function live(name: string, options: Parameters<LavfiStream['start']>[0]): Promise<LavfiStream> {
  const stream = new LavfiStream(name);
  streams.set(name, stream);
  await stream.start(options);
  return stream;
}

async function join(): Promise<Page> {
  const page = await bench.openPage();
  pages.push(page);
  await page.evaluate('join()');
  return page;
}

/** Waits until a player has shown `count` frames; answers the last. */
async function frames(page: Page, name: string, count: number, timeout = 15_000): Promise<Frame> {
  await page.waitForFunction(`framesOf("${name}").count >= ${count}`, undefined, { timeout });
  return page.evaluate<Frame>(`framesOf("${name}").last`);
}

function rtpOf(capturedAtMs: number): number {
  return Math.floor(capturedAtMs * 90) % 2 ** 32;
}
