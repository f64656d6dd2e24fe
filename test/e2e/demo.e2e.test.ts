import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Token } from '../../server/contract/access.ts';
import type { ExchangeAnswer } from '../../server/contract/exchange.ts';
import type { Matter } from '../../server/contract/matters.ts';
import type { Hall, Window } from '../../server/contract/places.ts';
import type { Wall } from '../../server/contract/wall.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { descendants, stillRunning } from './support/processes.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { progress, signIn, untilAllLive } from './support/wall-page.ts';

/** The main job as `npm start -- --demo` shows it: the demo's own cameras and department, in a real browser. */
let program: Program;
let admin: ApiClient;
let hall: Hall;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  program = await startProgram({ args: ['--demo'] });
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  hall = await until(
    'the demo hall with two cameras and four windows',
    async () => {
      const found = (await admin.get<{ items: Hall[] }>('/api/v1/halls')).items[0];
      if (found === undefined) return undefined;
      const wall = await admin.get<Wall>(`/api/v1/halls/${found.id}/wall`);
      return wall.cameras.length === 2 && wall.placements.length === 4 && found;
    },
    60_000,
  );
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await signIn(page, program.baseUrl, program.username, program.password);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
});

describe('the demo hall’s wall', () => {
  test('decodes on every tile over WebRTC, frames advancing', async () => {
    await page.goto(`${program.baseUrl}/wall/${hall.id}`);
    await untilAllLive(page, 'webrtc', 2);
    for (const tile of await progress(page, 4000)) {
      // 15 frames a second; software decoding on a busy machine may drop some, never most.
      expect(tile.frames).toBeGreaterThan(20);
      expect(tile.seconds).toBeGreaterThan(2);
      expect(tile.capturedMs).toBeGreaterThan(2000);
    }
  });

  test('an event posted to the exchange changes that tile’s overlay', async () => {
    const windows = (await admin.get<{ items: Window[] }>(`/api/v1/halls/${hall.id}/windows`)).items;
    const window = windows.find((row) => row.code === '1') ?? windows[0];
    if (window === undefined) throw new Error('the demo has no window');
    const matter = (await admin.get<{ items: Matter[] }>('/api/v1/matters')).items.find(
      (row) => row.departmentId === window.departmentId,
    );
    if (matter === undefined) throw new Error('the demo has no matter');
    const token = await admin.post<Token & { secret: string }>('/api/v1/tokens', {
      name: 'e2e',
      source: 'e2e',
      departmentId: window.departmentId,
    });
    const caseNo = `E2E-${Date.now()}`;
    const machine = ApiClient.withToken(program.baseUrl, token.secret);
    const answer = await machine.post<ExchangeAnswer>('/api/v1/exchange/events', {
      events: [
        {
          type: 'stage',
          eventId: caseNo,
          // Now, as the overlay follows the frame: a frame taken after this instant must show it.
          occurredAt: new Date().toISOString(),
          caseNo,
          matterCode: matter.code,
          stage: 'accepted',
          hallId: hall.id,
          windowCode: window.code,
        },
      ],
    });
    expect(answer.results).toEqual([{ index: 0, eventId: caseNo, status: 'accepted' }]);
    const strip = page.locator(`[data-testid="overlay-strip"][data-window-id="${window.id}"]`);
    await until(
      'the overlay to show the case',
      async () => ((await strip.textContent()) ?? '').includes(caseNo),
      5000,
      30,
    );
  });

  test('decodes on every tile over LL-HLS when WebRTC is refused', async () => {
    await page.goto(`${program.baseUrl}/wall/${hall.id}?webrtc=off`);
    await untilAllLive(page, 'll-hls', 2);
    for (const tile of await progress(page, 4000)) {
      expect(tile.frames).toBeGreaterThan(20);
      expect(tile.seconds).toBeGreaterThan(2);
      expect(tile.capturedMs).toBeGreaterThan(2000);
    }
  });

  test('ends every child within 10 s of Ctrl-C', async () => {
    const children = descendants(program.pid);
    expect(children.length).toBeGreaterThan(3);
    program.signal('SIGINT');
    const began = Date.now();
    expect(await program.exited).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    expect(stillRunning(children)).toEqual([]);
  });
});
