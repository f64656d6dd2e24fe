import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Alert } from '../../server/contract/alerts.ts';
import type { Lead } from '../../server/contract/leads.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { type LoadCameras, startLoadCameras } from '../fakes/load/load-cameras.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

/** A lead, from the report that makes it to the card on the tile: found by the program itself, judged in a real browser. */
const PASSWORD = 'kanhui-fang-8261';
let cameras: LoadCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const file = await loopMedia({ width: 640, height: 360, fps: 10, kbps: 300, gopMs: 1000 });
  cameras = await startLoadCameras({ count: 1, file });
  program = await startProgram({ env: { MC_OCCUPANCY: 'false' } });
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    { name: '1号机', mainUrl: cameras.url(cameras.names[0] ?? ''), windows: ['1'] },
  ]);
  await admin.post('/api/v1/users', {
    ...{ username: 'zhang', displayName: '张监察', password: PASSWORD },
    grants: [{ role: 'supervisor', scope: { kind: 'region', code: '445200' } }],
  });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await signIn(page, program.baseUrl, 'zhang', PASSWORD);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

async function recordedPercent(): Promise<number> {
  const to = Date.now() - 2000;
  const query = new URLSearchParams({
    from: new Date(to - 5000).toISOString(),
    to: new Date(to).toISOString(),
  });
  const { percent } = await admin.get<{ percent: number }>(
    `/api/v1/cameras/${city.cameras[0]?.id}/coverage?${query}`,
  );
  return percent;
}

/** Ten working days are promised; the record goes from acceptance to completion in seconds. */
async function report(caseNo: string): Promise<void> {
  const machine = ApiClient.withToken(program.baseUrl, city.tokenSecret);
  const stage = (name: string, agoMs: number) => ({
    ...{ type: 'stage', eventId: `${caseNo}-${name}`, caseNo, stage: name, clerk: '陈晓敏' },
    ...{ hallId: city.hall.id, windowCode: '1', matterCode: city.matter.code },
    occurredAt: new Date(Date.now() - agoMs).toISOString(),
  });
  const answer = await machine.post<{ rejected: number }>('/api/v1/exchange/events', {
    events: [{ ...stage('accepted', 4000), receiptNo: 'R-1' }, stage('completed', 500)],
  });
  expect(answer.rejected).toBe(0);
}

test('appears in the queue, shows clip and record side by side, and becomes a card by keys', async () => {
  await until('footage', async () => (await recordedPercent()) > 80, 60_000, 300);
  await page.goto(`${program.baseUrl}/leads`);
  await page.getByText('没有待核查的线索').waitFor();
  await report('JY-L1');
  const row = page.getByTestId('lead-row');
  await row.first().waitFor({ timeout: 60_000 });
  const found = row.filter({ hasText: '先办后录' });
  await found.first().waitFor({ timeout: 60_000 });
  await found.first().click();
  await page.getByTestId('lead-detail').waitFor();
  expect(await page.getByTestId('lead-sentence').textContent()).toContain('从受理到办结只记了');
  expect(await page.locator('.mc-lead-record li').allTextContents()).toHaveLength(2);
  // What it is for is worded already.
  await page.getByTestId('lead-look').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="playback-tile"][data-state="shown"]').waitFor({ timeout: 30_000 });
  // A click on a step of the record leads to its second.
  await page.locator('.mc-lead-record li button').last().click();
  const completedMs = Date.parse(
    (await page.locator('.mc-lead-record li time').last().getAttribute('datetime')) ?? '',
  );
  await until(
    'the picture of the step',
    async () => {
      const at = Number(await page.getByTestId('playback-tile').getAttribute('data-shown-at'));
      return Math.abs(at - completedMs) < 4500;
    },
    20_000,
  );

  await page.keyboard.press('c');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('1');
  await page.getByTestId('lead-send').click();
  await page.getByTestId('lead-decided').waitFor();
  const { items } = await admin.get<{ items: Alert[] }>('/api/v1/alerts?ruleKey=lead-confirmed');
  expect(items).toMatchObject([{ state: 'issued', caseNo: 'JY-L1', windowCode: '1' }]);
  await page.getByTestId('lead-decided').getByRole('link').click();
  await page.getByText('视频线索经核实').first().waitFor();
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
  await page.locator('[data-testid="tile-card"]').first().waitFor({ timeout: 30_000 });
});

test('is dismissed by two keys and a digit, and taken back by one', async () => {
  await report('JY-L2');
  // Other rules may see something in it as well: this one is about the case.
  await page.goto(`${program.baseUrl}/leads?q=JY-L2`);
  await page.getByTestId('lead-row').first().waitFor({ timeout: 60_000 });
  await page.keyboard.press('ArrowDown');
  await page.getByTestId('lead-detail').waitFor();
  await page.keyboard.press('d');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('1');
  await page.keyboard.press('Enter');
  const stateOf = async () => {
    const { items } = await admin.get<{ items: Lead[] }>('/api/v1/leads?q=JY-L2');
    return items[0]?.state;
  };
  await until('it to be dismissed', async () => (await stateOf()) === 'dismissed');
  await page.keyboard.press('u');
  await until('it to be taken back', async () => (await stateOf()) === 'new');
  // And its window's tile says so.
  await page.goto(`${program.baseUrl}/wall/${city.hall.id}`);
  await page.locator('[data-testid="tile"] [data-testid="lead-badge"]').waitFor({ timeout: 30_000 });
});
