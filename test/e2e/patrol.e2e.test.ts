/** A patrol from plan to ledger: planned, walked by keys, a finding noted in one of them, on the ledger with its picture. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FindingDetail } from '../../server/contract/findings.ts';
import type { PatrolPlan, PatrolRound, PatrolRoundDetail } from '../../server/contract/patrols.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

const SUPERVISOR = { username: 'sun.qi', password: 'Calm-lantern-58' };

let cameras: FakeCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: cameras.url('hall-a', 'sub'), windows: ['1', '2'] },
  ]);
  await admin.post(`/api/v1/halls/${city.hall.id}/windows`, {
    ...{ departmentId: city.department.id, code: '3', name: '3号窗口' },
  });
  await admin.post('/api/v1/users', {
    ...{ ...SUPERVISOR, displayName: '孙琦' },
    grants: [{ role: 'supervisor', scope: { kind: 'region', code: '445200' } }],
  });
  browser = await launchBrowser();
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
  page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await signIn(page, program.baseUrl, SUPERVISOR.username, SUPERVISOR.password);
});
afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

const rounds = async () =>
  (await admin.get<{ items: PatrolRound[] }>('/api/v1/patrols/rounds?kind=own')).items;
const live = () =>
  page.locator('.mc-walk-picture[data-shown="true"][data-state="live"]').waitFor({ state: 'visible' });

test('a plan, a round by keys, what was found on the ledger with its picture, and as a file', async () => {
  await page.goto(`${program.baseUrl}/patrols/plans`);
  await page.getByRole('button', { name: '新建计划' }).first().click();
  await page.getByRole('textbox', { name: '名称' }).last().fill('市区巡查');
  await page.getByRole('combobox', { name: '行政区划' }).click();
  await page.getByTitle('揭阳市（445200）').last().click();
  await page.getByRole('button', { name: /保\s*存/ }).click();
  await page.getByText('09:00 11:00 15:00 17:00').waitFor();
  const [plan] = (await admin.get<{ items: PatrolPlan[] }>('/api/v1/patrols/plans')).items;
  expect(plan).toMatchObject({ name: '市区巡查', windows: 3, drawsPerDay: 2, fault: null });

  await page.getByRole('button', { name: '即时巡查' }).first().click();
  await page.getByRole('dialog').getByLabel('大厅').click();
  await page.getByTitle(city.hall.name).last().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /开\s*始/ })
    .click();
  await page.waitForURL('**/patrols/rounds/*');
  await live();
  // One key: noted, with its picture; another: the rest is fine, and on.
  await page.keyboard.press('5');
  await page.getByText('已记录：玩手机').waitFor();
  await page.getByLabel('补充说明（可不填）').fill('低头看手机');
  await page.getByLabel('补充说明（可不填）').press('Enter');
  await page.getByText('已保存').waitFor();
  await page.locator('.mc-walk h2').click();
  // What was found is still being kept: until then the key does nothing.
  await page.locator('.mc-walk button', { hasText: 'Enter' }).first().click({ trial: true });
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '2 2号窗口' }).waitFor();
  // Left, and come back to: it goes on where it was.
  await page.goto(`${program.baseUrl}/patrols`);
  await page.getByRole('button', { name: '继续巡查' }).click();
  await page.getByRole('heading', { name: '2 2号窗口' }).waitFor();
  await live();
  await page.keyboard.press('Enter');
  // Nothing looks at the third one: it is skipped, with why.
  await page.getByText('没有摄像头看到此窗口').waitFor();
  await page.keyboard.press('s');
  await page.getByLabel('跳过原因').fill('无摄像头');
  await page.getByLabel('跳过原因').press('Enter');
  await page.getByText('看清 2 个窗口，未看清 1 个，发现问题 1 个。').waitFor();

  const [round] = await rounds();
  const told = await admin.get<PatrolRoundDetail>(`/api/v1/patrols/rounds/${round?.id}`);
  expect(told).toMatchObject({ state: 'done', officerName: '孙琦', looked: 2, unseen: 1, findings: 1 });
  const [findingId] = told.visits[0]?.findingIds ?? [];
  const finding = () => admin.get<FindingDetail>(`/api/v1/findings/${findingId}`);
  expect(await finding()).toMatchObject({ kind: 'phone', text: '低头看手机', origin: 'patrol' });
  await until('its picture is there', async () => (await finding()).picture);

  await page.getByRole('link', { name: '查看台账' }).click();
  await page.locator('tr', { hasText: '孙琦' }).click();
  const picture = page.getByTestId('round-visits').getByRole('img', { name: '玩手机：问题画面' });
  await picture.waitFor();
  await until('it is shown', () =>
    picture.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth > 0),
  );
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: '导出 Excel' }).click();
  expect((await download).suggestedFilename()).toMatch(/巡查台账.*\.xlsx$/);
});
