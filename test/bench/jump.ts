/**
 * Jumps anywhere in a day of a camera: on the page from the press on the timeline to the picture of then on screen, and
 * what of it is the server's. The archive is real H.264, looped, written by the recorder's own writer faster than real
 * time, and found by the program when it starts.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Viewing } from '../../server/contract/playback.ts';
import { makeClip, recordFile } from '../../streams/playback/testing/record-clip.ts';
import { createFile } from '../../streams/recorder/recording-file.ts';
import { type Program, startProgram } from '../e2e/support/program.ts';
import { signIn } from '../e2e/support/wall-page.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { registerCity } from '../factories/city.ts';
import type { BenchOptions } from './options.ts';
import type { Measure } from './table.ts';

const FILE_S = 600;
const FILES = { full: 144, quick: 12 };
const JUMPS = { full: 200, quick: 20 };
const REST_MS = 600;
const WITHIN_MS = 8000;
/** What the line shows at first, and how far a turn of the wheel takes it (`components/playback/timeline`). */
const FIRST_SPAN_MS = 30 * 60_000;
const ZOOM_PER_PX = 0.0016;
const WHEEL_PX = 100;
const FOUND_WITHIN_MS = 120_000;
const CLIP = { seconds: 20, fps: 12.5, gop: 25, size: '640x360', kbps: 150 } as const;

interface Archive {
  readonly cameraId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

export async function benchJump({ quick }: BenchOptions): Promise<Measure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mc-bench-jump-'));
  let program: Program | undefined;
  try {
    const archive = await makeArchive(dataDir, quick ? FILES.quick : FILES.full);
    program = await startProgram({ dataDir });
    const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
    await untilFound(admin, archive);
    const jumps = quick ? JUMPS.quick : JUMPS.full;
    return [...(await ofServer(admin, archive, jumps)), ...(await onPage(program, archive, jumps))];
  } finally {
    await program?.dispose();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The camera is registered by one run of the program, and its past found by the next. */
async function makeArchive(dataDir: string, files: number): Promise<Archive> {
  const program = await startProgram({ dataDir });
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://127.0.0.1:9/none', windows: ['1'] },
  ]);
  await program.dispose();
  const cameraId = city.cameras[0]?.id ?? '';
  const toMs = Math.floor((Date.now() - 600_000) / 1000) * 1000;
  const fromMs = toMs - files * FILE_S * 1000;
  const clip = await makeClip(CLIP);
  const folder = join(dataDir, 'recordings');
  for (let startedAtMs = fromMs; startedAtMs < toMs; startedAtMs += FILE_S * 1000)
    await recordFile({ clip, folder, cameraId, startedAtMs, seconds: FILE_S, createFile: unsynced });
  return { cameraId, fromMs, toMs };
}

/** As the recorder's, but the kernel writes when it likes: nobody pulls the plug here. */
const unsynced: typeof createFile = async (folder, path) => {
  const first = await createFile(folder, path);
  await first.close();
  const handle = await open(join(folder, path), 'r+');
  return {
    write: async (buffers, position) =>
      void (await handle.write(Buffer.concat(buffers), 0, undefined, position)),
    cut: (bytes) => handle.truncate(bytes),
    close: () => handle.close(),
    remove: async () => {
      await handle.close();
      await rm(join(folder, path), { force: true });
    },
  };
};

async function untilFound(admin: ApiClient, archive: Archive): Promise<void> {
  const { cameraId, fromMs, toMs } = archive;
  await admin.post<Viewing>('/api/v1/playback/viewings', viewingOf(archive));
  const until = Date.now() + FOUND_WITHIN_MS;
  for (const atMs of [fromMs + 1000, (fromMs + toMs) / 2, toMs - 1000])
    for (;;) {
      const answer = await admin.fetch(`/media/${cameraId}/main/keyframe.mp4?at=${iso(atMs)}`);
      await answer.arrayBuffer();
      if (answer.ok) break;
      if (Date.now() > until) throw new Error(`the archive was not found: ${answer.status}`);
      await new Promise((wait) => setTimeout(wait, 200));
    }
}

const viewingOf = ({ cameraId, fromMs, toMs }: Archive) => ({
  subject: { kind: 'range', cameraIds: [cameraId], from: iso(fromMs - 60_000), to: iso(toMs + 60_000) },
  purpose: '测量',
});

async function ofServer(admin: ApiClient, archive: Archive, jumps: number): Promise<Measure[]> {
  const keyframe: number[] = [];
  const playlist: number[] = [];
  const range: number[] = [];
  const day: number[] = [];
  const media = `/media/${archive.cameraId}/main`;
  const timed = async (path: string, into: number[], headers: Record<string, string> = {}) => {
    const began = performance.now();
    const answer = await admin.fetch(`${media}/${path}`, { headers });
    const body = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body.toString()}`);
    into.push(performance.now() - began);
    return body.toString('latin1');
  };
  for (const atMs of instants(archive, jumps)) {
    await timed(`keyframe.mp4?at=${iso(atMs)}`, keyframe);
    const to = Math.min(atMs + 3_600_000, archive.toMs);
    const text = await timed(`recording.m3u8?from=${iso(atMs)}&to=${iso(to)}`, playlist);
    const [, bytes = '0', offset = '0', file = ''] = /BYTERANGE:(\d+)@(\d+)\n(.*)/.exec(text) ?? [];
    await timed(file, range, { range: `bytes=${offset}-${Number(offset) + Number(bytes) - 1}` });
  }
  for (let round = 0; round < 5; round += 1)
    await timed(`recording.m3u8?from=${iso(archive.fromMs)}&to=${iso(archive.toMs)}`, day);
  const row = (what: string, samples: number[], target?: string): Measure => ({
    ...{ what: `server: ${what}`, unit: 'ms', samples },
    ...(target !== undefined && { target }),
  });
  return [
    row('keyframe at a random instant', keyframe),
    row('playlist of the hour from there', playlist, '≤ 20 ms warm'),
    row('first run of it', range),
    row('playlist of all of it', day),
  ];
}

async function onPage(program: Program, archive: Archive, jumps: number): Promise<Measure[]> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const page = await context.newPage();
    await signIn(page, program.baseUrl, program.username, program.password);
    // With its own session, as by the dialog.
    await page.evaluate(
      async (body) => {
        await fetch('/api/v1/playback/viewings', {
          ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body },
        });
      },
      JSON.stringify(viewingOf(archive)),
    );
    const middle = (archive.fromMs + archive.toMs) / 2;
    await page.goto(`${program.baseUrl}/playback?cameras=${archive.cameraId}&at=${iso(middle)}`);
    await page.waitForSelector(`${TILE}[data-state="shown"]`, { timeout: 30_000 });
    const samples: number[] = [];
    await zoomOut(page, archive.toMs - archive.fromMs);
    await page.evaluate(LISTEN);
    for (const share of shares(jumps)) {
      samples.push(await jump(page, share));
      await page.waitForTimeout(REST_MS);
    }
    return [{ what: 'press to picture, on the page', unit: 'ms', samples, target: '≤ 500 ms' }];
  } finally {
    await browser.close();
  }
}

const TILE = '[data-testid="playback-tile"]';

/** As far as the archive is long, so that each press falls into it. */
async function zoomOut(page: Page, spanMs: number): Promise<void> {
  const box = await page.getByTestId('timeline').boundingBox();
  if (box === null) throw new Error('there is no timeline');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  let left = Math.log(spanMs / FIRST_SPAN_MS) / ZOOM_PER_PX;
  for (; left > 0; left -= WHEEL_PX) await page.mouse.wheel(0, Math.min(WHEEL_PX, left));
  await page.waitForTimeout(1000);
}

/** Presses are timed in the page, from the event to the frame that shows another picture than before. */
const LISTEN = `addEventListener('pointerdown', () => {
  const tile = document.querySelector('${TILE}');
  const before = Number(tile.dataset.shownAt);
  const from = performance.now();
  globalThis.mcJump = new Promise((done) => {
    const look = () => {
      const at = Number(tile.dataset.shownAt);
      const isNew = tile.dataset.state === 'shown' && tile.dataset.shownAt !== '' && Math.abs(at - before) > 3000;
      if (isNew || performance.now() - from > ${WITHIN_MS})
        // The frame callback runs before the paint of what it sees.
        requestAnimationFrame(() => done(isNew ? performance.now() - from : NaN));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}, true);`;

async function jump(page: Page, share: number): Promise<number> {
  const box = await page.getByTestId('timeline').boundingBox();
  if (box === null) throw new Error('there is no timeline');
  await page.mouse.move(box.x + box.width * share, box.y + box.height - 6);
  await page.mouse.down();
  await page.mouse.up();
  return (await page.evaluate('globalThis.mcJump')) as number;
}

/** The same every time, and nowhere twice: multiples of the golden ratio fall evenly. */
function shares(count: number): number[] {
  return Array.from({ length: count }, (_, index) => 0.1 + 0.8 * (((index + 1) * 0.618_033_988_75) % 1));
}

const instants = ({ fromMs, toMs }: Archive, count: number): number[] =>
  shares(count).map((share) => Math.round(fromMs + (toMs - fromMs) * share));

const iso = (ms: number): string => new Date(Math.round(ms)).toISOString();
