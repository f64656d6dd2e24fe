import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { type LoadCameras, startLoadCameras } from '../fakes/load/load-cameras.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn, untilAllLive } from './support/wall-page.ts';

/** The record on the picture: where labels lie, when they change, how much they say; and tiles by keyframes. */
let cameras: LoadCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let page: Page;

const RATIO = 640 / 360;

beforeAll(async () => {
  const file = await loopMedia({ width: 640, height: 360, fps: 10, kbps: 300, gopMs: 1000 });
  cameras = await startLoadCameras({ count: 3, file });
  program = await startProgram({ env: { MC_RECORDING: 'false' } });
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(
    admin,
    cameras.names.map((name, index) => ({
      name: `${index + 1}号机`,
      mainUrl: cameras.url(name),
      windows: [['1', '2', '3'], ['4'], []][index] ?? [],
    })),
  );
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await signIn(page, program.baseUrl, program.username, program.password);
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
  await untilAllLive(page, 'webrtc', 3);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

const label = (code: string) => {
  const window = city.windows.find((each) => each.code === code);
  return page.locator(`[data-testid="window-label"][data-window-id="${window?.id}"]`);
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where a camera's picture lies on screen, by the browser's own `object-fit`. */
async function pictureBox(cameraId: string): Promise<Box> {
  const tile = (await page
    .locator(`[data-testid="tile"][data-camera-id="${cameraId}"]`)
    .boundingBox()) as Box;
  const width = Math.min(tile.width, tile.height * RATIO);
  const height = width / RATIO;
  return { x: tile.x + (tile.width - width) / 2, y: tile.y + (tile.height - height) * 0.35, width, height };
}

/** Every label of a camera lies at its own zone: over or at its width, and nearer to it than to any other. */
async function expectAtZones(cameraIndex: number, codes: readonly string[]): Promise<void> {
  const camera = city.cameras[cameraIndex];
  const picture = await pictureBox(camera?.id ?? '');
  const centres = codes.map((_, index) => picture.x + ((index + 0.5) / codes.length) * picture.width);
  for (const [index, code] of codes.entries()) {
    const box = (await label(code).boundingBox()) as Box;
    expect(Math.abs(box.x + box.width / 2 - (centres[index] ?? 0))).toBeLessThan(
      picture.width / codes.length / 2,
    );
    // The clerks' zones begin at a fifth of the picture: labels end there, or lie on the counter below (0.53 to 0.55).
    const top = picture.y + 0.2 * picture.height;
    const counter = picture.y + 0.54 * picture.height;
    const atTop = Math.abs(box.y + box.height - top) < 8;
    const atCounter = box.y < counter + box.height && box.y + box.height > counter - box.height;
    expect(atTop || atCounter, `${code}: ${JSON.stringify({ box, picture })}`).toBe(true);
  }
}

test('each window has its label at its own zone, on a letterboxed and on a filled tile', async () => {
  await label('4').waitFor();
  await expectAtZones(0, ['1', '2', '3']);
  await expectAtZones(1, ['4']);
  // High and narrow: the picture is as wide as its tile, with bars above and below.
  await page.setViewportSize({ width: 900, height: 1000 });
  await page.waitForTimeout(300);
  await expectAtZones(0, ['1', '2', '3']);
  await page.setViewportSize({ width: 1366, height: 768 });
});

test('a label is as of the frame on screen, and changes with the first frame of the new time', async () => {
  const machine = ApiClient.withToken(program.baseUrl, city.tokenSecret);
  const before = Number(await label('4').getAttribute('data-version'));
  // For each frame of the screen: what was captured when, and what the label said.
  const watched = page.evaluate(`new Promise((done) => {
    const tile = document.querySelector('[data-camera-id="${city.cameras[1]?.id}"]');
    const label = document.querySelector('[data-window-id="${city.windows[3]?.id}"][data-testid="window-label"]');
    const video = tile.querySelector('video');
    const began = performance.now();
    const look = () => {
      if (label.dataset.version !== '${before}')
        done({ capturedAtMs: Number(tile.dataset.capturedAt), version: Number(label.dataset.version) });
      else if (performance.now() - began > 12000) done(undefined);
      else video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  })`) as Promise<{ capturedAtMs: number; version: number } | undefined>;
  const occurredAt = new Date();
  await machine.post('/api/v1/exchange/events', {
    events: [
      {
        ...{ type: 'stage', eventId: 'e1', caseNo: 'E2E-0001', stage: 'accepted' },
        occurredAt: occurredAt.toISOString(),
        ...{ matterCode: city.matter.code, hallId: city.hall.id, windowCode: '4' },
      },
    ],
  });
  const seen = await watched;
  expect(seen?.version).toBe(before + 1);
  // `data-captured-at` is written four times a second; a frame of the camera is 100 ms.
  expect(seen?.capturedAtMs ?? 0).toBeGreaterThanOrEqual(occurredAt.getTime() - 400);
});

test('hidden, brief and full by one key, kept for the next time; nothing is said twice', async () => {
  const strip = page.locator(`[data-testid="overlay-strip"][data-window-id="${city.windows[3]?.id}"]`);
  const caseInStrip = strip.locator('.mc-strip-case');
  expect(await label('4').getAttribute('data-detail')).toBe('compact');
  expect(await caseInStrip.isVisible()).toBe(true);
  expect(await strip.locator('.mc-strip-state').first().isVisible()).toBe(false);
  await page.keyboard.press('o');
  await page.locator('[data-testid="window-label"][data-detail="full"]').first().waitFor();
  expect(await label('4').textContent()).toContain('E2E-0001');
  expect(await caseInStrip.isVisible()).toBe(false);
  await page.keyboard.press('o');
  await label('4').waitFor({ state: 'detached' });
  expect(await strip.locator('.mc-strip-state').first().isVisible()).toBe(true);
  await page.reload();
  await untilAllLive(page, 'webrtc', 3);
  expect(await label('4').count()).toBe(0);
  await page.keyboard.press('o');
  await label('4').waitFor();
});

test('details open by pointer and by focus, beside the person and not over him; Escape closes them', async () => {
  const details = page.getByTestId('window-details');
  await label('4').hover();
  await details.waitFor();
  expect(await details.textContent()).toContain('E2E-0001');
  const picture = await pictureBox(city.cameras[1]?.id ?? '');
  const box = (await details.boundingBox()) as Box;
  // Both zones together reach from 0.2 to 0.88 of the picture, over all of its width.
  const across = Math.min(box.x + box.width, picture.x + picture.width) - Math.max(box.x, picture.x);
  const down =
    Math.min(box.y + box.height, picture.y + 0.88 * picture.height) -
    Math.max(box.y, picture.y + 0.2 * picture.height);
  expect(Math.max(0, across) * Math.max(0, down)).toBeLessThan(0.05 * picture.width * picture.height);
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  await page.mouse.move(5, 400);
  await label('4').focus();
  await details.waitFor();
  await page.keyboard.press('Escape');
});

test('keyframes are given camera by camera, to who may see it', async () => {
  const ids = city.cameras.map(({ id }) => `${id}/main`);
  const none = '00000000-0000-4000-8000-000000000000/main';
  const abort = new AbortController();
  const answer = await admin.fetch(`/media/keyframes?cameras=${[...ids, none].join()}`, {
    signal: abort.signal,
  });
  expect(answer.status).toBe(200);
  const text = { all: '' };
  const reader = answer.body?.getReader();
  const reading = (async () => {
    for (;;) {
      const chunk = await reader?.read();
      if (chunk === undefined || chunk.done) return;
      text.all += Buffer.from(chunk.value).toString('latin1');
    }
  })().catch(() => undefined);
  const heads = () => [...text.all.matchAll(/\{"kind":"(picture|fault)","cameraId":"([^"]+)"/g)];
  await until('two pictures of each, and word of the one that is not there', async () => {
    const pictures = (id: string) => heads().filter(([, kind, of]) => kind === 'picture' && of === id).length;
    const faults = heads().filter(([, kind]) => kind === 'fault');
    return city.cameras.every(({ id }) => pictures(id) >= 2) && faults.length === 1;
  });
  expect(text.all).toContain('"code":"not_found"');
  abort.abort();
  await reading;
  const refused = await fetch(`${program.baseUrl}/media/keyframes?cameras=${ids[0]}`);
  expect(refused.status).toBe(401);
  expect((await admin.fetch('/media/keyframes?cameras=x')).status).toBe(400);
});

test('more tiles than the machine plays: some show keyframes, and say so', async () => {
  // What a test cannot wait for is given: a page whose own thread is busy nearly all the time.
  await page.addInitScript(`
    const Real = PerformanceObserver;
    globalThis.PerformanceObserver = class extends Real {
      constructor(heard) {
        super(heard);
        this.timer = setInterval(() => heard({ getEntries: () => [{ duration: 450 }] }, this), 500);
      }
      disconnect() {
        clearInterval(this.timer);
        super.disconnect();
      }
    };
  `);
  await page.reload();
  const badge = page.getByTestId('tile-sparse');
  await badge.first().waitFor({ timeout: 25_000 });
  await until('the rate of its keyframes', async () =>
    /1\.0/.test((await badge.first().textContent()) ?? ''),
  );
  // Two move, however bad it is; the chosen one is among them.
  expect(await badge.count()).toBe(1);
  const protocols = await page
    .getByTestId('tile')
    .evaluateAll((all) =>
      (all as unknown as { dataset: Record<string, string> }[]).map(({ dataset }) => dataset.protocol),
    );
  expect(protocols.filter((each) => each === 'keyframes')).toHaveLength(1);
  expect(protocols[0]).toBe('webrtc');
});
