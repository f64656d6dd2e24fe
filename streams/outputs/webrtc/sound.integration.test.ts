import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type LavfiOptions, LavfiStream } from './testing/lavfi-stream.ts';
import { openViewerBench, type ViewerBench } from './testing/viewer-bench.ts';
import { workerBin } from './testing/worker-bin.ts';
import { WebRtcPlane } from './webrtc-plane.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const streams = new Map<string, LavfiStream>();
let plane: WebRtcPlane;
let bench: ViewerBench;

beforeAll(async () => {
  plane = await WebRtcPlane.create({
    log: quiet,
    port: 0,
    workers: 2,
    fillTo: 0,
    listenIp: '127.0.0.1',
    workerBin: await workerBin(),
  });
  bench = await openViewerBench(plane, streams);
});

afterEach(async () => {
  bench.closeSessions();
  await Promise.all([...streams.values()].map((stream) => stream.stop()));
  streams.clear();
});

afterAll(async () => {
  await bench?.close();
  await plane?.close();
});

interface Sound {
  readonly packets: number;
  readonly seconds: number;
  readonly energy: number;
  readonly codec: string | undefined;
}

test.each([
  ['pcma', 'audio/PCMA'],
  ['aac', 'audio/opus'],
] as const)('a page hears %s as %s, in step with the picture', async (sound, mimeType) => {
  const stream = await live({ sound });
  const page = await watch();
  const before = stream.subscribers;
  const consumerId = await page.evaluate<string>('listen("hall")');
  await expect.poll(() => seconds(page), { timeout: 10_000 }).toBeGreaterThan(1);
  const heard = await page.evaluate<Sound>('soundOf("hall")');
  expect(heard.codec).toBe(mimeType);
  expect(heard.energy).toBeGreaterThan(0.001);
  // ITU-R BT.1359: people accept sound up to 90 ms ahead and 185 ms behind.
  const ahead = () => page.evaluate<number>('soundAheadMs("hall")');
  await expect.poll(async () => Math.abs(await ahead()), { timeout: 10_000 }).toBeLessThan(200);

  const figures = await plane.figures();
  expect(figures.viewers.map(({ kind }) => kind).sort()).toEqual(['audio', 'video']);
  // Muted again: nothing of it goes on.
  await page.evaluate(`signal('stop', { consumerId: "${consumerId}" })`);
  expect(stream.subscribers).toBe(before);
  await page.context().close();
});

test('a browser hears it over WHEP, too, until he may not', async () => {
  const stream = await live({ sound: 'pcma' });
  const page = await bench.openPage();
  await page.evaluate('whep("hall", "hall", { audio: true })');
  await expect.poll(() => seconds(page), { timeout: 10_000 }).toBeGreaterThan(1);
  const before = stream.subscribers;
  bench.stopSound();
  expect(stream.subscribers).toBe(before - 1);
  const kinds = (await plane.figures()).viewers.map(({ kind }) => kind);
  expect(kinds).toEqual(['video']);
  const { count } = await page.evaluate<{ count: number }>('framesOf("hall")');
  await page.waitForFunction(`framesOf("hall").count > ${count + 20}`);
  await page.context().close();
});

test('a camera without sound says so; one whose sound changes ends the listening, not the watching', async () => {
  const stream = await live({});
  const page = await watch();
  await expect(page.evaluate('listen("hall")')).rejects.toThrow('no_sound');
  await stream.restart({ size: '320x240', sound: 'pcma' });
  await page.evaluate('listen("hall")');
  await expect.poll(() => seconds(page), { timeout: 10_000 }).toBeGreaterThan(0.3);
  await stream.restart({ size: '320x240', sound: 'aac' });
  await expect.poll(() => bench.ended, { timeout: 5_000 }).toEqual(['sound_ended']);
  const { count } = await page.evaluate<{ count: number }>('framesOf("hall")');
  await page.waitForFunction(`framesOf("hall").count > ${count + 20}`);
  await page.context().close();
});

async function live(options: LavfiOptions): Promise<LavfiStream> {
  const stream = new LavfiStream('hall');
  streams.set('hall', stream);
  await stream.start({ size: '320x240', ...options });
  return stream;
}

async function watch(): Promise<Page> {
  const page = await bench.openPage();
  await page.evaluate('join()');
  await page.evaluate('watch("hall")');
  await page.waitForFunction('framesOf("hall").count > 10');
  return page;
}

function seconds(page: Page): Promise<number> {
  return page.evaluate<number>('soundOf("hall").then(({ seconds }) => seconds)');
}
