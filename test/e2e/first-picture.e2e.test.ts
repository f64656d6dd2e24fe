import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { startVariousCameras, type VariousCameras } from '../fakes/various/various-cameras.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn, untilAllLive } from './support/wall-page.ts';

/** What a new picture shows before its first live frame, with keyframes ten seconds apart; and its sound. */
let cameras: VariousCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;

const CLIP = { gopMs: 10_000, width: 640, height: 360 };
/** A keyframe's picture would be five seconds old on average: three seconds at load 8 are "current". */
const CURRENT_MS = 3000;

beforeAll(async () => {
  cameras = await startVariousCameras([
    { name: 'tone', clip: CLIP, sound: 'pcma' },
    { name: 'mute', clip: CLIP },
  ]);
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(
    admin,
    ['tone', 'mute'].map((name) => ({ name, mainUrl: cameras.url(name), windows: [name] })),
  );
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

/** In the page, from before it begins: every still that was painted, and how old its picture was just then. */
const WATCH_STILLS = `
  window.stills = [];
  const seen = new WeakMap();
  const look = () => {
    for (const canvas of document.querySelectorAll('canvas.mc-still')) {
      const at = canvas.dataset.capturedAt;
      if (at === undefined || seen.get(canvas) === at) continue;
      seen.set(canvas, at);
      const picture = canvas.closest('.mc-picture');
      window.stills.push({
        ageMs: Date.now() - Number(at),
        fresh: picture?.dataset.still,
        dark: canvas.width === 0,
        large: canvas.closest('[data-testid="large-picture"]') !== null,
      });
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;

interface Still {
  readonly ageMs: number;
  readonly fresh: string | undefined;
  readonly large: boolean;
}

async function openWall(init: string, query = ''): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.addInitScript(`${WATCH_STILLS}${init}`);
  await signIn(page, program.baseUrl, program.username, program.password);
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}${query}`);
  await untilAllLive(page, query === '' ? 'webrtc' : 'll-hls', 2);
  return page;
}

const stills = (page: Page) => page.evaluate('window.stills') as Promise<Still[]>;

test.each([
  ['WebCodecs', '', 2],
  ['MSE, as on plain http', 'delete window.VideoDecoder;', 1],
])('a new tile shows the current picture whatever the GOP, by %s', async (_by, init, rounds) => {
  // LL-HLS needs a moment to begin, so the still is there to be looked at.
  const page = await openWall(init, '?webrtc=off');
  expect(await page.evaluate('typeof VideoDecoder')).toBe(init === '' ? 'function' : 'undefined');
  for (let round = 0; round < rounds; round += 1) {
    // One picture at a time, then both again: the second tile is a new one.
    await page.keyboard.press('1');
    await untilAllLive(page, 'll-hls', 1);
    await page.waitForTimeout(1700);
    await page.evaluate('window.stills.length = 0');
    await page.keyboard.press('4');
    await until('a still in the new tile', async () => (await stills(page)).length > 0);
    await untilAllLive(page, 'll-hls', 2);
    const newest = (await stills(page)).at(-1);
    expect(newest?.ageMs).toBeLessThan(CURRENT_MS);
  }
  await page.close();
});

test('the large view begins with the picture its tile has, and is heard only when asked', async () => {
  await admin.request('PATCH', `/api/v1/halls/${city.hall.id}`, { soundAllowed: true });
  const page = await openWall(COUNT_SOUND);
  const [tone, mute] = city.cameras;
  await page.evaluate('window.stills.length = 0');
  await page.locator(`[data-testid="tile"][data-camera-id="${tone?.id}"]`).click();
  const first = await until('a picture in the large view', async () =>
    (await stills(page)).find((still) => still.large),
  );
  expect(first.ageMs).toBeLessThan(CURRENT_MS);
  expect(first.fresh).toBe('fresh');
  const state = (testId: string, wanted: string) =>
    page.locator(`[data-testid="${testId}"][data-state="${wanted}"]`).waitFor({ timeout: 20_000 });
  await state('large-picture', 'live');

  await state('sound', 'off');
  await page.keyboard.press('m');
  await state('sound', 'on');
  // The test camera's G.711 is a square wave of the least height there is, which is no silence.
  await until('a tone', async () => ((await page.evaluate('window.loudness()')) as number) > 0.0001);
  await page.keyboard.press('Escape');
  await until('silence on the wall', async () => (await page.evaluate('window.sounding()')) === 0);

  await page.locator(`[data-testid="tile"][data-camera-id="${mute?.id}"]`).click();
  await state('large-picture', 'live');
  await page.keyboard.press('m');
  await state('sound', 'refused');

  await admin.request('PATCH', `/api/v1/halls/${city.hall.id}`, { soundAllowed: false });
  await page.reload();
  await state('sound', 'denied');
  await page.close();
});

/** Keeps every audio element the page makes, and measures what comes out of those that play. */
const COUNT_SOUND = `
  const made = [];
  const Own = window.Audio;
  window.Audio = class extends Own { constructor() { super(); made.push(this); } };
  const playing = () => made.filter((audio) => audio.srcObject !== null && !audio.paused);
  let meter;
  window.sounding = () => playing().length;
  window.loudness = () => {
    const [audio] = playing();
    if (audio === undefined) return 0;
    if (meter === undefined) {
      const context = new AudioContext();
      meter = context.createAnalyser();
      context.createMediaStreamSource(audio.srcObject).connect(meter);
    }
    const samples = new Float32Array(meter.fftSize);
    meter.getFloatTimeDomainData(samples);
    return Math.max(...samples.map(Math.abs));
  };
`;
