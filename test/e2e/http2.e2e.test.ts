/** A wall without WebRTC, over HTTP/2 with a certificate of our own, and over HTTP/1.1, in a real browser. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { type Program, startProgram } from './support/program.ts';
import { progress, readTiles, signIn, untilAllLive } from './support/wall-page.ts';

const TILES = 16;
const WITHOUT_WEBRTC = { MC_WEBRTC_UNAVAILABLE: 'switched off for this test' };
// Node's fetch trusts no certificate it is not started with; what is shown is checked below by its fingerprint.
const trusted = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

let folder: string;
let cameras: FakeCameras;
let browser: Browser;
let site: Site | undefined;

interface Site {
  readonly program: Program;
  readonly city: City;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mc-h2-'));
  const file = join(folder, 'clip.mp4');
  await promisify(execFile)('ffmpeg', [
    ...'-v error -f lavfi -i testsrc2=s=160x90:r=10 -t 4 -c:v libx264 -preset ultrafast -tune zerolatency'.split(
      ' ',
    ),
    ...'-profile:v baseline -g 10 -sc_threshold 0 -pix_fmt yuv420p'.split(' '),
    file,
  ]);
  cameras = await startFakeCameras({ cameras: [{ name: 'clip', file }], fps: 10 });
  browser = await launchBrowser('--ignore-certificate-errors');
});
afterAll(async () => {
  await browser?.close();
  await cameras?.stop();
  await rm(folder, { recursive: true, force: true });
  if (trusted === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  else process.env.NODE_TLS_REJECT_UNAUTHORIZED = trusted;
});

// One at a time: sixteen cameras each.
afterEach(async () => {
  await site?.program.dispose();
  site = undefined;
});

async function start(env: Record<string, string>): Promise<Site> {
  const program = await startProgram({ env: { ...WITHOUT_WEBRTC, ...env } });
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const url = cameras.url('clip', 'main');
  const rows = Array.from({ length: TILES }, (_, index) => ({
    ...{ name: `${index + 1}号机`, mainUrl: url, windows: [`${index + 1}`] },
  }));
  site = { program, city: await registerCity(admin, rows) };
  return site;
}

async function openWall({ program, city }: Site): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1600, height: 900 },
    ignoreHTTPSErrors: true,
  });
  const page = await context.newPage();
  await signIn(page, program.baseUrl, program.username, program.password);
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
  return page;
}

const protocolsOf = (page: Page): Promise<string[]> =>
  page.evaluate(
    `[...new Set([...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')
      .filter(({ name }) => name.includes('/media/'))].map(({ nextHopProtocol }) => nextHopProtocol))].filter(Boolean)`,
  );

test(`over HTTP/2, ${TILES} tiles of one page play with low latency, all of them at once`, async () => {
  const started = await start({ MC_TLS_CERT: 'self' });
  const page = await openWall(started);
  await untilAllLive(page, 'll-hls', TILES, 60_000);
  for (const tile of await progress(page, 5000)) {
    expect(tile.frames).toBeGreaterThan(10);
    expect(tile.capturedMs).toBeGreaterThan(1000);
  }
  expect(await protocolsOf(page)).toEqual(['h2']);
  // Behind by LL-HLS's three parts and what a busy machine takes, nowhere near an ordinary playlist's.
  const nowMs = Date.now();
  const ages = (await readTiles(page)).map(({ capturedAtMs }) => nowMs - capturedAtMs).sort((a, b) => a - b);
  expect(ages[TILES / 2]).toBeLessThan(6000);
  const cookies = await page.context().cookies();
  expect(cookies.every(({ secure, httpOnly }) => secure && httpOnly)).toBe(true);
  const shown = /SHA-256 is\s+│\s+([0-9A-F:]+)\s+│\s+([0-9A-F:]+)/.exec(started.program.output());
  expect(`${shown?.[1]}${shown?.[2]}`).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  await page.context().close();
});

test(`over HTTP/1.1, the page keeps low latency for a few of its ${TILES} tiles, and all of them play`, async () => {
  const page = await openWall(await start({}));
  await expect
    .poll(
      async () =>
        (await readTiles(page)).filter(({ cameraId, state }) => cameraId !== '' && state === 'live').length,
      { timeout: 90_000, interval: 500 },
    )
    .toBe(TILES);
  const lowLatency = (await readTiles(page)).filter(({ protocol }) => protocol === 'll-hls');
  expect(lowLatency.length).toBeGreaterThanOrEqual(1);
  expect(lowLatency.length).toBeLessThanOrEqual(3);
  for (const tile of await progress(page, 5000)) expect(tile.capturedMs).toBeGreaterThan(1000);
  expect(await protocolsOf(page)).toEqual(['http/1.1']);
  await page.context().close();
});
