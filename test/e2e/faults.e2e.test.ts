import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { descendants } from './support/processes.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { progress, readTiles, signIn, untilAllLive } from './support/wall-page.ts';

/** Bad days under a viewer who never reloads. */
let cameras: FakeCameras;
let program: Program;
let city: City;
let browser: Browser;
let page: Page;

const CAMERA = { cameras: [{ name: 'hall-a' }] };

beforeAll(async () => {
  cameras = await startFakeCameras(CAMERA);
  program = await startProgram();
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    {
      name: '一号机',
      mainUrl: cameras.url('hall-a', 'main'),
      subUrl: cameras.url('hall-a', 'sub'),
      windows: ['1', '2'],
    },
  ]);
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await signIn(page, program.baseUrl, program.username, program.password);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

for (const { protocol, query } of [
  { protocol: 'webrtc', query: '' },
  { protocol: 'll-hls', query: '?webrtc=off' },
]) {
  test(`the picture returns by itself when ffmpeg is killed (${protocol})`, async () => {
    await page.goto(`${program.baseUrl}/wall/${city.hall.id}${query}`);
    await untilAllLive(page, protocol, 1);
    const marked = await page.evaluate('window.marked = Math.random()');
    const ffmpeg = descendants(program.pid).filter((row) => row.command === 'ffmpeg');
    expect(ffmpeg.length).toBeGreaterThan(0);
    for (const row of ffmpeg) kill(row.pid);
    const killedAtMs = Date.now();
    // What was buffered before the kill doesn't count: the frame on screen must be newer.
    await until(
      'a frame taken after the kill',
      async () => (await readTiles(page)).every((tile) => tile.capturedAtMs > killedAtMs + 500),
      30_000,
    );
    for (const tile of await progress(page, 2000)) expect(tile.frames).toBeGreaterThan(10);
    const live = await untilAllLive(page, protocol, 1);
    expect(live.length).toBe(1);
    expect(await page.evaluate('window.marked')).toBe(marked);
  });
}

test('a stopped camera is told as offline with since when, and the picture returns when it is back', async () => {
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
  await untilAllLive(page, 'webrtc', 1);
  const marked = await page.evaluate('window.marked = Math.random()');
  const port = cameras.port;
  await cameras.stop();
  await until(
    'the tile to say offline',
    async () => (await readTiles(page)).every((tile) => tile.state === 'offline'),
    30_000,
  );
  const tile = page.getByTestId('tile').first();
  const text = await tile.textContent();
  expect(text).toContain('离线');
  expect(text).toMatch(/\d{2}:\d{2}:\d{2}/);

  cameras = await startFakeCameras({ ...CAMERA, port });
  await untilAllLive(page, 'webrtc', 1, 60_000);
  for (const row of await progress(page, 3000)) expect(row.frames).toBeGreaterThan(15);
  expect(await page.evaluate('window.marked')).toBe(marked);
});

/** One that makes a poster may have ended by itself meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
