import { resolve } from 'node:path';
import { Parser } from 'm3u8-parser';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

let cameras: FakeCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let playlistUrl: string;

beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    {
      name: '一号机',
      mainUrl: cameras.url('hall-a', 'main'),
      subUrl: cameras.url('hall-a', 'sub'),
      windows: ['1', '2'],
    },
  ]);
  playlistUrl = `/media/${city.cameras[0]?.id}/sub/live.m3u8`;
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

test('an independent parser reads the playlist, and blocking reload walks it part by part', async () => {
  const first = await until('a playlist', async () => {
    const response = await admin.fetch(playlistUrl);
    return response.ok && response.text();
  });
  const read = parse(first);
  expect(read.partTargetDuration).toBeGreaterThan(0.1);
  expect(read.partTargetDuration).toBeLessThan(0.35);
  expect(read.serverControl.canBlockReload).toBe(true);
  expect(read.serverControl.partHoldBack).toBeGreaterThanOrEqual(3 * read.partTargetDuration - 1e-6);

  let newest = read;
  for (let step = 0; step < 15; step += 1) {
    const { msn, part } = nextPart(newest);
    const response = await admin.fetch(`${playlistUrl}?_HLS_msn=${msn}&_HLS_part=${part}`);
    expect(response.status).toBe(200);
    newest = parse(await response.text());
    const at = position(newest);
    expect(at.msn > msn || (at.msn === msn && at.parts > part)).toBe(true);
  }
  const parts = newest.segments.flatMap((segment) => segment.parts ?? []);
  for (const part of parts) expect(part.duration).toBeLessThanOrEqual(newest.partTargetDuration + 1e-6);
  for (const segment of newest.segments.filter((row) => row.uri !== undefined)) {
    expect(Math.round(segment.duration)).toBeLessThanOrEqual(newest.targetDuration);
    expect(segment.dateTimeObject).toBeInstanceOf(Date);
  }
});

test('hls.js plays it in low-latency mode for 60 s without an error', async () => {
  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  await signIn(page, program.baseUrl, program.username, program.password);
  await page.addScriptTag({
    path: resolve(import.meta.dirname, '../../node_modules/hls.js/dist/hls.min.js'),
  });
  await page.evaluate(`(${PLAY})(${JSON.stringify(playlistUrl)})`);
  await page.waitForTimeout(60_000);
  const seen = (await page.evaluate('window.seen()')) as {
    errors: string[];
    frames: number;
    currentTime: number;
    latency: number;
  };
  expect(seen.errors).toEqual([]);
  // 15 frames a second; the first seconds go into starting.
  expect(seen.frames).toBeGreaterThan(50 * 15);
  expect(seen.currentTime).toBeGreaterThan(50);
  await context.close();
});

/** In the page: a bare hls.js player, so that what is tested is the server's stream and not our player's manners. */
const PLAY = `(url) => {
  const video = document.createElement('video');
  video.muted = true;
  document.body.append(video);
  const errors = [];
  const hls = new Hls({ lowLatencyMode: true });
  hls.on(Hls.Events.ERROR, (_, data) => errors.push(data.type + ' ' + data.details + ' ' + (data.error?.message ?? '')));
  hls.loadSource(url);
  hls.attachMedia(video);
  // Playing before the first fragment makes hls.js jump from 0 to the live edge as over a hole, and call that an error.
  hls.once(Hls.Events.FRAG_BUFFERED, () => void video.play());
  window.seen = () => ({
    errors,
    frames: video.getVideoPlaybackQuality().totalVideoFrames,
    currentTime: video.currentTime,
    latency: hls.latency,
  });
}`;

interface Manifest {
  readonly mediaSequence: number;
  readonly targetDuration: number;
  readonly partTargetDuration: number;
  readonly serverControl: { readonly canBlockReload: boolean; readonly partHoldBack: number };
  readonly segments: readonly {
    readonly uri?: string;
    readonly duration: number;
    readonly dateTimeObject?: Date;
    readonly parts?: readonly { readonly duration: number }[];
  }[];
  readonly preloadSegment?: { readonly parts?: readonly unknown[] };
}

function parse(text: string): Manifest {
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return parser.manifest as unknown as Manifest;
}

/** The newest media sequence number, and how many parts of it there are. */
function position(manifest: Manifest): { msn: number; parts: number } {
  const whole = manifest.segments.filter((segment) => segment.uri !== undefined).length;
  return { msn: manifest.mediaSequence + whole, parts: manifest.preloadSegment?.parts?.length ?? 0 };
}

function nextPart(manifest: Manifest): { msn: number; part: number } {
  const at = position(manifest);
  return { msn: at.msn, part: at.parts };
}
