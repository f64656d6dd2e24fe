import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { FaultProxy } from '../fakes/fault-proxy.ts';
import { startVariousCameras, type VariousCameras } from '../fakes/various/various-cameras.ts';
import { descendants, stillRunning } from './support/processes.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { progress, readTiles, signIn, untilAllLive } from './support/wall-page.ts';

/** Bad days under a viewer who never reloads. */
let cameras: FakeCameras;
/** One that must be encoded for browsers: ffmpeg reads it. */
let various: VariousCameras;
let line: FaultProxy;
let program: Program;
let city: City;
let browser: Browser;
let page: Page;

const CAMERA = { cameras: [{ name: 'hall-a' }] };
const PULLED = '一号机';
const ENCODED = '二号机';

beforeAll(async () => {
  cameras = await startFakeCameras(CAMERA);
  various = await startVariousCameras([
    { name: 'mjpeg', clip: { codec: 'mjpeg', fps: 10, width: 320, height: 240 } },
  ]);
  line = await FaultProxy.create({ targetPort: cameras.port });
  program = await startProgram();
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    {
      name: PULLED,
      mainUrl: line.through(cameras.url('hall-a', 'main')),
      subUrl: line.through(cameras.url('hall-a', 'sub')),
      windows: ['1', '2'],
    },
    { name: ENCODED, mainUrl: various.url('mjpeg'), windows: [] },
  ]);
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await signIn(page, program.baseUrl, program.username, program.password);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await line?.close();
  await various?.stop();
  await cameras?.stop();
});

for (const { protocol, query } of [
  { protocol: 'webrtc', query: '' },
  { protocol: 'll-hls', query: '?webrtc=off' },
]) {
  test(`the picture returns by itself when the camera's connection is cut (${protocol})`, async () => {
    await page.goto(`${program.baseUrl}/wall/${city.hall.id}${query}`);
    await untilAllLive(page, protocol, 2);
    const marked = await page.evaluate('window.marked = Math.random()');
    const connections = line.accepted;
    expect(line.open).toBeGreaterThan(0);
    line.cut();
    await untilNewer(PULLED, Date.now());
    expect(line.accepted).toBeGreaterThan(connections);
    await untilAllLive(page, protocol, 2);
    expect(await framesIn(PULLED, 2000)).toBeGreaterThan(10);
    expect(await page.evaluate('window.marked')).toBe(marked);
  });

  test(`the picture returns by itself when the ffmpeg that encodes it is killed (${protocol})`, async () => {
    await page.goto(`${program.baseUrl}/wall/${city.hall.id}${query}`);
    await untilAllLive(page, protocol, 2);
    const marked = await page.evaluate('window.marked = Math.random()');
    const ffmpeg = descendants(program.pid).filter((row) => row.command === 'ffmpeg');
    expect(ffmpeg.length).toBeGreaterThan(0);
    for (const row of ffmpeg) kill(row.pid);
    await untilNewer(ENCODED, Date.now());
    expect(stillRunning(ffmpeg)).toEqual([]);
    await untilAllLive(page, protocol, 2);
    expect(await framesIn(ENCODED, 2000)).toBeGreaterThan(5);
    expect(await page.evaluate('window.marked')).toBe(marked);
  });
}

test('a camera that dies is told as offline with since when, and the picture returns when it is back', async () => {
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
  await untilAllLive(page, 'webrtc', 2);
  const marked = await page.evaluate('window.marked = Math.random()');
  const port = cameras.port;
  await cameras.kill();
  await until('the tile to say offline', async () => (await tileOf(PULLED))?.state === 'offline', 30_000);
  const tile = page.locator(`[data-testid="tile"][data-camera-id="${idOf(PULLED)}"]`);
  const text = await tile.textContent();
  expect(text).toContain('离线');
  expect(text).toMatch(/\d{2}:\d{2}:\d{2}/);
  expect((await tileOf(ENCODED))?.state).toBe('live');

  cameras = await startFakeCameras({ ...CAMERA, port });
  await untilAllLive(page, 'webrtc', 2, 60_000);
  expect(await framesIn(PULLED, 3000)).toBeGreaterThan(15);
  expect(await page.evaluate('window.marked')).toBe(marked);
});

const idOf = (name: string) => city.cameras.find((camera) => camera.name === name)?.id;

const tileOf = async (name: string) => (await readTiles(page)).find((tile) => tile.cameraId === idOf(name));

const framesIn = async (name: string, ms: number) =>
  (await progress(page, ms)).find((tile) => tile.cameraId === idOf(name))?.frames ?? 0;

/** What was buffered before doesn't count: the frame on screen must be newer. */
function untilNewer(name: string, faultAtMs: number) {
  return until(
    `a frame of ${name} taken after the fault`,
    async () => ((await tileOf(name))?.capturedAtMs ?? 0) > faultAtMs + 500,
    30_000,
  );
}

/** One that makes a poster may have ended by itself meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
