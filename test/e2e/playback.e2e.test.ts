import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CaseSummary } from '../../server/contract/cases.ts';
import type { ExchangeAnswer, ExchangeEventInput } from '../../server/contract/exchange.ts';
import type { HoldSummary } from '../../server/contract/holds.ts';
import type { CaseFootage } from '../../server/contract/playback.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { readBurnt } from './support/burnt-picture.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn, untilAllLive } from './support/wall-page.ts';

/** A case is reported while its window is recorded; a supervisor watches the very minutes of it, in a real browser. */
const NAMES = ['hall-a', 'hall-b', 'copy-a', 'copy-b'] as const;
const PASSWORD = 'kanhui-fang-8261';
/** Quiet, they are within a frame and the drawing's turns; at load the cameras themselves draw late and leave frames out. */
const SPREAD_MS = 1000;
let cameras: FakeCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let page: Page;
let reported: readonly ExchangeEventInput[];
let caseId: string;

beforeAll(async () => {
  cameras = await startFakeCameras({
    cameras: NAMES.map((name) => ({ name, like: name.endsWith('a') ? 'hall-a' : 'hall-b' })),
    fps: 10,
    gopMs: 1000,
    mainKbps: 700,
  });
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(
    admin,
    NAMES.map((name, index) => ({ name, mainUrl: cameras.url(name, 'main'), windows: [String(index + 1)] })),
  );
  await admin.post('/api/v1/regions', {
    code: '445300',
    name: '云浮市',
    level: 'city',
    parentCode: '440000',
  });
  for (const [username, code] of [
    ['zhang', '445200'],
    ['other', '445300'],
  ] as const)
    await admin.post('/api/v1/users', {
      ...{ username, displayName: username, password: PASSWORD },
      grants: [{ role: 'supervisor', scope: { kind: 'region', code } }],
    });
  await until('all four to be recorded', async () => (await recordedMs()) > 2000, 60_000);
  reported = await reportCase();
  const { items } = await admin.get<{ items: CaseSummary[] }>('/api/v1/cases');
  caseId = items[0]?.id ?? '';
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await signIn(page, program.baseUrl, 'zhang', PASSWORD);
  await until('footage past the last step', async () => (await recordedMs()) > 30_000, 90_000, 500);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

/** The least that any camera has on disk of the last minutes. */
async function recordedMs(): Promise<number> {
  const to = Date.now();
  const query = new URLSearchParams({
    from: new Date(to - 300_000).toISOString(),
    to: new Date(to).toISOString(),
  });
  const all = await Promise.all(
    city.cameras.map(async ({ id }) => {
      const { percent } = await admin.get<{ percent: number }>(`/api/v1/cameras/${id}/coverage?${query}`);
      return (percent / 100) * 300_000;
    }),
  );
  return Math.min(...all);
}

/** Called, begun, three stages and finished at window 1, as they happen. */
async function reportCase(): Promise<readonly ExchangeEventInput[]> {
  const machine = ApiClient.withToken(program.baseUrl, city.tokenSecret);
  const caseNo = `JY-${Date.now()}`;
  const at = { hallId: city.hall.id, windowCode: '1', clerk: '陈晓敏' };
  const stage = { type: 'stage', caseNo, matterCode: city.matter.code, ...at } as const;
  const session = { caseNo, ticket: 'A001', ...at } as const;
  const told: ExchangeEventInput[] = [];
  const tell = async (event: Omit<ExchangeEventInput, 'eventId' | 'occurredAt'>): Promise<void> => {
    const whole = {
      ...event,
      eventId: `${caseNo}-${told.length}`,
      occurredAt: new Date().toISOString(),
    } as ExchangeEventInput;
    const { results } = await machine.post<ExchangeAnswer>('/api/v1/exchange/events', { events: [whole] });
    expect(results[0]?.status).toBe('accepted');
    told.push(whole);
    await new Promise((wait) => setTimeout(wait, 2000));
  };
  await tell({ ...stage, stage: 'received' } as never);
  await tell({ type: 'called', ...session } as never);
  await tell({ type: 'started', ...session } as never);
  await tell({ ...stage, stage: 'accepted' } as never);
  await tell({ ...stage, stage: 'handling' } as never);
  await tell({ type: 'finished', ...session } as never);
  return told;
}

const tiles = () => page.getByTestId('playback-tile');

describe('a case’s playback', () => {
  test('asks why, then plays the second of the step that is pressed, with the record as of then', async () => {
    await page.goto(`${program.baseUrl}/cases/${caseId}/playback`);
    const purpose = page.getByRole('dialog');
    await purpose.getByRole('textbox').fill('核查受理过程');
    await purpose.locator('.ant-btn-primary').click();
    const accepted = reported.find((event) => event.type === 'stage' && event.stage === 'accepted');
    const stepMs = Date.parse(accepted?.occurredAt ?? '');
    const step = page.locator(`[data-testid="record-step"][data-at="${accepted?.occurredAt}"]`);
    await step.click();
    const reading = await until(
      'the picture of the step',
      async () => {
        const read = await readBurnt(tiles().first());
        return read !== undefined && read.burntMs > stepMs - 8000 && read.burntMs < stepMs + 8000 && read;
      },
      30_000,
    );
    expect(Math.abs(reading.burntMs - reading.saidMs)).toBeLessThan(300);
    await until(
      'the strip to show the stage of then',
      async () => {
        const strip = page.getByTestId('overlay-strip').first();
        return (await strip.getAttribute('data-stage')) === 'accepted';
      },
      20_000,
    );
  });

  test('its footage can be held', async () => {
    const supervisor = await ApiClient.signIn(program.baseUrl, 'zhang', PASSWORD);
    await supervisor.post('/api/v1/holds', { subject: { kind: 'case', id: caseId }, reason: '核查期间保留' });
    const { items } = await supervisor.get<{ items: HoldSummary[] }>('/api/v1/holds');
    expect(items[0]).toMatchObject({ state: 'held', kind: 'case', subjectId: caseId, cameras: 1 });
    expect(items[0]?.segments).toBeGreaterThan(0);
  });

  test('and is not there for somebody of another region', async () => {
    const other = await ApiClient.signIn(program.baseUrl, 'other', PASSWORD);
    const footage = await admin.get<CaseFootage>(`/api/v1/cases/${caseId}/footage`);
    const from = footage.sessions[0]?.from ?? '';
    for (const path of [
      `/api/v1/cases/${caseId}/footage`,
      `/api/v1/cameras/${city.cameras[0]?.id}/coverage?from=${from}&to=${new Date().toISOString()}`,
      `/media/${city.cameras[0]?.id}/main/recording.m3u8?from=${from}`,
      `/media/${city.cameras[0]?.id}/main/keyframe.mp4?at=${from}`,
    ])
      expect([path, (await other.fetch(path)).status]).toEqual([path, 404]);
  });
});

describe('four cameras', () => {
  test('play in step, and another place on the line of time is another picture', async () => {
    const at = reported[0]?.occurredAt ?? '';
    const ids = city.cameras.map(({ id }) => id).join(',');
    await page.goto(`${program.baseUrl}/playback?cameras=${ids}&at=${encodeURIComponent(at)}`);
    const purpose = page.getByRole('dialog');
    await purpose.getByRole('textbox').fill('核查四路画面');
    await purpose.locator('.ant-btn-primary').click();
    await until('four pictures', async () => (await tiles().count()) === 4);
    const read = () => Promise.all(NAMES.map((_, index) => readBurnt(tiles().nth(index))));
    /** All four stand at frames of one instant; a keyframe before it may be seen until then. */
    const together = (what: string) =>
      until(
        what,
        async () => {
          const all = await read();
          const clocks = all.map((one) => one?.burntMs ?? Number.NaN);
          return Math.max(...clocks) - Math.min(...clocks) < SPREAD_MS && clocks;
        },
        40_000,
      );
    const head = async () => Number(await page.getByTestId('head-clock').getAttribute('data-at'));
    /** The playhead stands, whatever the page began with. */
    const stand = () =>
      until('the playhead to stand', async () => {
        const at = await head();
        await page.waitForTimeout(400);
        if ((await head()) === at) return true;
        await page.keyboard.press('Space');
        return false;
      });
    await stand();
    const before = await together('four clocks at one instant');
    await page.keyboard.press('Space');
    // While they move each is read a little after the other: against what its own tile says.
    const moving = await until(
      'all four to move',
      async () => {
        const all = await read();
        return all.every((one, index) => (one?.burntMs ?? 0) > (before[index] ?? 0) + 1500) && all;
      },
      40_000,
    );
    for (const one of moving) expect(Math.abs((one?.burntMs ?? 0) - (one?.saidMs ?? 0))).toBeLessThan(300);
    await stand();
    const clocks = await together('four clocks that stand at one instant again');
    process.stdout.write(`four cameras apart by ${Math.max(...clocks) - Math.min(...clocks)} ms\n`);
    await page.keyboard.press('Shift+ArrowRight');
    await until('the picture ten seconds on', async () => {
      const one = await readBurnt(tiles().first());
      return one !== undefined && Math.abs(one.burntMs - (clocks[0] ?? 0) - 10_000) < 1500;
    });
  });
});

describe('a live tile', () => {
  test('goes back at once, says so, and is live again at once', async () => {
    await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
    await untilAllLive(page, 'webrtc', 4);
    const tile = page.getByTestId('tile').first();
    await tile.focus();
    await page.keyboard.press('j');
    const panel = tile.getByTestId('buffer-panel');
    const reading = await until('the picture of before', () => readBurnt(tile), 20_000);
    expect(reading.burntMs).toBeLessThan(Date.now() - 8000);
    expect(await tile.getAttribute('data-behind')).toBe('true');
    expect(await panel.textContent()).toMatch(/−00:[1-5]\d/);
    await page.keyboard.press('l');
    await panel.waitFor({ state: 'detached' });
    expect(await tile.getAttribute('data-behind')).toBe('false');
    expect(await tile.locator('video.mc-clip-video').count()).toBe(0);
  });
});
