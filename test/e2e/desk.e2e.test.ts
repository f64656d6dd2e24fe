/** A unit without a system: a clerk registers and advances a case on our page, and the wall shows it at the window. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseSummary } from '../../server/contract/cases.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn, untilAllLive } from './support/wall-page.ts';

const CLERK = { username: 'wang.wu', password: 'Quiet-harbour-91' };
const MONITOR = { username: 'he.jing', password: 'Calm-lantern-58' };

let cameras: FakeCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;

beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: cameras.url('hall-a', 'sub'), windows: ['1', '2'] },
  ]);
  await admin.post('/api/v1/users', {
    ...{ ...CLERK, displayName: '王五' },
    grants: [{ role: 'clerk', scope: { kind: 'department', id: city.department.id } }],
  });
  await admin.post('/api/v1/users', {
    ...{ ...MONITOR, displayName: '何静' },
    grants: [{ role: 'monitor', scope: { kind: 'region', code: '445200' } }],
  });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

async function open(who: { username: string; password: string }, path: string): Promise<Page> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await signIn(page, program.baseUrl, who.username, who.password);
  await page.goto(`${program.baseUrl}${path}`);
  return page;
}

const cases = async () => (await admin.get<{ items: CaseSummary[] }>('/api/v1/cases')).items;

test('a case registered at the desk is on the window’s strip, goes its way by keys, and a draft is kept', async () => {
  const wall = await open(MONITOR, `/wall/${city.hall.id}`);
  await untilAllLive(wall, 'webrtc', 1);
  // A clerk's page is the desk, without asking for it.
  const desk = await open(CLERK, '/');
  await desk.waitForURL('**/desk');
  await desk.getByLabel('我的窗口').click();
  await desk.getByText('1 1号窗口').click();

  await desk.getByLabel('事项').first().click();
  await desk.getByText('食品经营许可核发').last().click();
  await desk.getByLabel('申请人').fill('张三丰');
  // Left and come back to: what was begun is still there.
  await desk.goto(`${program.baseUrl}/cases`);
  await desk.goto(`${program.baseUrl}/desk`);
  expect(await desk.getByLabel('申请人').inputValue()).toBe('张三丰');
  await desk.getByLabel('申请人').press('Enter');
  await desk.getByRole('button', { name: '1 受理' }).waitFor();
  const [made] = await cases();
  expect(made?.caseNo).toMatch(/^445200-\d{8}-0001$/);
  await wall
    .getByText(made?.caseNo ?? '')
    .first()
    .waitFor();

  // The next steps by their digits; a case's clock begins with its acceptance.
  await desk.getByText('经过').click();
  await desk.keyboard.press('1');
  await desk.getByText('应于').first().waitFor();
  await desk.keyboard.press('1');
  await until('it is in hand', async () => (await cases())[0]?.stage === 'handling');
  await desk.getByRole('button', { name: '撤销上一步' }).click();
  await desk.getByRole('dialog').getByRole('button', { name: '撤销上一步' }).click();
  await until('it is taken back', async () => (await cases())[0]?.stage === 'accepted');

  await desk.getByRole('button', { name: '受理通知书' }).click();
  const sheet = desk.getByRole('dialog');
  await sheet.getByText('张三丰').waitFor();
  await sheet.getByText(`SL-${made?.caseNo}`).waitFor();
  // Nowhere else is the name in full.
  expect(await wall.locator('body').textContent()).not.toContain('三丰');
});
