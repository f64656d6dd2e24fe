import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LavfiStream } from './testing/lavfi-stream.ts';
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
  const stream = new LavfiStream('hall');
  streams.set('hall', stream);
  await stream.start({ gop: 50, size: '320x240' });
});

afterAll(async () => {
  await bench?.close();
  await plane?.close();
  await Promise.all([...streams.values()].map((stream) => stream.stop()));
});

test('pages are spread; one worker’s death is told to its own viewers, who are back within 2 s, and to nobody else', async () => {
  const first = await bench.openPage();
  const second = await bench.openPage();
  for (const page of [first, second]) {
    await page.evaluate('join()');
    await page.evaluate('watch("hall")');
    await frames(page, 'hall', 10);
  }
  const before = await plane.figures();
  expect(
    before.workers.map(({ sessions, consumers, producers }) => [sessions, consumers, producers]),
  ).toEqual([
    [1, 1, 1],
    [1, 1, 1],
  ]);
  expect(before.viewers).toHaveLength(2);
  for (const viewer of before.viewers)
    expect(viewer).toMatchObject({ key: { cameraId: 'hall' }, kind: 'video', protocol: 'udp' });
  expect(Math.min(...before.viewers.map(({ bytesSent }) => bytesSent))).toBeGreaterThan(1_000);

  const [doomed = 0, other] = plane.workerPids;
  const killedAtMs = Date.now();
  process.kill(doomed, 'SIGKILL');
  await expect.poll(() => bench.replaced, { interval: 10, timeout: 5_000 }).toEqual(['viewer-1']);
  await first.evaluate('join()');
  await first.evaluate('watch("hall", "again")');
  await frames(first, 'again', 1);
  expect(Date.now() - killedAtMs).toBeLessThan(2_000);
  await frames(first, 'again', 20);

  // The other page saw no gap that a viewer would.
  const shown = await second.evaluate<{ atMs: number }[]>('allFramesOf("hall")');
  const gaps = shown.map(({ atMs }, index) => atMs - (shown[index - 1]?.atMs ?? atMs));
  expect(Math.max(...gaps)).toBeLessThan(2_000);
  expect(bench.ended).toEqual([]);
  await expect.poll(() => plane.workerPids, { timeout: 5_000 }).toHaveLength(2);
  expect(plane.workerPids).toContain(other);
});

test('with every worker dead, viewers are told when there is one again', async () => {
  bench.closeSessions();
  const page = await bench.openPage();
  await page.evaluate('join()');
  await page.evaluate('watch("hall")');
  await page.evaluate('whep("hall", "whep")');
  await frames(page, 'hall', 5);
  await frames(page, 'whep', 5);
  const before = plane.workerPids;
  for (const pid of before) process.kill(pid, 'SIGKILL');
  const others = () => plane.workerPids.filter((pid) => !before.includes(pid));
  await expect.poll(others, { interval: 10, timeout: 5_000 }).toHaveLength(2);
  expect(bench.replaced).toEqual(['viewer-3']);
  expect(plane.sessionCount).toBe(0);
  await page.evaluate('join()');
  await page.evaluate('watch("hall", "again")');
  await frames(page, 'again', 10);
});

test('a worker that hangs is killed and replaced', async () => {
  bench.closeSessions();
  const before = plane.workerPids;
  const [hanging = 0] = before;
  process.kill(hanging, 'SIGSTOP');
  await expect.poll(() => plane.workerPids.includes(hanging), { timeout: 15_000, interval: 50 }).toBe(false);
  await expect.poll(() => plane.workerPids, { timeout: 5_000 }).toHaveLength(2);
});

test('a viewer who never reached another worker’s port gets the first one’s', async () => {
  bench.closeSessions();
  const sessions = [plane.createSession(), plane.createSession()];
  const ports = async () => (await plane.figures()).workers.map((worker) => worker.sessions);
  expect(await ports()).toEqual([1, 1]);
  sessions.push(
    plane.createSession({}, { onFirstPort: true }),
    plane.createSession({}, { onFirstPort: true }),
  );
  expect(await ports()).toEqual([3, 1]);
  for (const session of sessions) session.close();
  expect(await ports()).toEqual([0, 0]);
});

test('a worker is filled before the next takes part, and beyond that viewers are spread', async () => {
  const small = await WebRtcPlane.create({
    log: quiet,
    port: 0,
    workers: 2,
    fillTo: 8,
    listenIp: '127.0.0.1',
    workerBin: await workerBin(),
  });
  try {
    const counts: number[][] = [];
    // A page that has no tiles yet weighs as four.
    for (let n = 0; n < 6; n++) {
      small.createSession();
      counts.push((await small.figures()).workers.map(({ sessions }) => sessions));
    }
    expect(counts).toEqual([
      [1, 0],
      [2, 0],
      [2, 1],
      [2, 2],
      [3, 2],
      [3, 3],
    ]);
  } finally {
    await small.close();
  }
});

test('new ICE credentials, and the picture goes on', async () => {
  const page = await bench.openPage();
  await page.evaluate('join()');
  await page.evaluate('watch("hall")');
  await frames(page, 'hall', 5);
  await page.evaluate('restartIce()');
  const { count } = await page.evaluate<{ count: number }>('framesOf("hall")');
  await frames(page, 'hall', count + 30);
  expect(bench.ended).toEqual([]);
});

/** Waits until a player has shown `count` frames. */
async function frames(page: Page, name: string, count: number, timeout = 15_000): Promise<void> {
  await page.waitForFunction(`framesOf("${name}").count >= ${count}`, undefined, { timeout, polling: 20 });
}
