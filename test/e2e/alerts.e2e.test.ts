/** A red card, from the reported event to the tile, through order, answer and acceptance, with two people watching. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertDetail } from '../../server/contract/alerts.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn, untilAllLive } from './support/wall-page.ts';

const SUPERVISOR = { username: 'he.jing', password: 'Calm-lantern-58' };
const DEPARTMENT = { username: 'chen.wei', password: 'Quiet-harbour-91' };
const DAY_MS = 86_400_000;
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');

let cameras: FakeCameras;
let program: Program;
let admin: ApiClient;
let machine: ApiClient;
let city: City;
let browser: Browser;

beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: cameras.url('hall-a', 'sub'), windows: ['1', '2'] },
  ]);
  machine = ApiClient.withToken(program.baseUrl, city.tokenSecret);
  await admin.post('/api/v1/users', {
    ...{ ...SUPERVISOR, displayName: '何静' },
    grants: [{ role: 'supervisor', scope: { kind: 'region', code: '445200' } }],
  });
  await admin.post('/api/v1/users', {
    ...{ ...DEPARTMENT, displayName: '陈伟' },
    grants: [{ role: 'department', scope: { kind: 'department', id: city.department.id } }],
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

const accept = (caseNo: string, daysAgo: number) =>
  machine.post('/api/v1/exchange/events', {
    events: [
      {
        ...{ type: 'stage', eventId: `${caseNo} accepted`, caseNo, matterCode: city.matter.code },
        ...{ stage: 'accepted', receiptNo: `R-${caseNo}`, clerk: '林晓' },
        ...{ hallId: city.hall.id, windowCode: '1' },
        occurredAt: new Date(Date.now() - daysAgo * DAY_MS).toISOString(),
      },
    ],
  });
const tabCount = (page: Page, name: string) =>
  page
    .getByRole('tab', { name: new RegExp(`^${name}`) })
    .locator('b')
    .textContent();

test('a red card is on the tile and in the centre, is ordered, answered with a file, and accepted', async () => {
  const wall = await open(SUPERVISOR, `/wall/${city.hall.id}`);
  const centre = await open(SUPERVISOR, '/alerts?tab=issued');
  const answers = await open(DEPARTMENT, '/answers');
  await untilAllLive(wall, 'webrtc', 1);
  await centre.getByText('这里没有牌').waitFor();
  await answers.getByText('没有要回复的督办').waitFor();

  const postedAt = performance.now();
  const onTile = wall
    .locator('[data-testid="tile-card"][data-level="red"]')
    .waitFor()
    .then(() => performance.now() - postedAt);
  const inCentre = centre
    .locator('.mc-alert-row[data-level="red"]')
    .waitFor()
    .then(() => performance.now() - postedAt);
  await accept('CARD-1', 60);
  const [tileMs, centreMs] = await Promise.all([onTile, inCentre]);
  process.stdout.write(
    `event posted → card on the tile ${Math.round(tileMs)} ms, in the centre ${Math.round(centreMs)} ms\n`,
  );
  // Its frame is the card's, and the tallies above the wall count it.
  await wall.locator('.mc-tally[data-kind="red"]').waitFor();
  await wall.getByText('刚发出').or(wall.locator('.mc-tile-card-age')).first().waitFor();

  await wall.locator('[data-testid="tile-card"]').click();
  const detail = wall.getByTestId('alert-detail');
  await detail
    .getByText(/受理 .+，法定 20 工作日/)
    .or(detail.getByText('法定 20 工作日'))
    .first()
    .waitFor();
  const cardId = (await detail.getAttribute('data-alert-id')) ?? '';
  await wall.keyboard.press('o');
  const dialog = wall.getByRole('dialog');
  await dialog.getByLabel('原因').fill('请说明超期原因并立即办结');
  await dialog.getByRole('button', { name: '督办' }).click();
  await dialog.waitFor({ state: 'detached' });

  // The department hears of it without doing anything.
  await answers.locator('.mc-alert-row[data-level="red"]').click();
  const asked = answers.getByTestId('answer-detail');
  await asked.locator('.mc-answer-order').getByText('请说明超期原因并立即办结').waitFor();
  const form = answers.getByTestId('answer-reply');
  await form.getByRole('textbox').fill('材料已补齐，今日办结');
  // What was begun is there after a reload.
  await answers.reload();
  await until(
    'the draft to be there',
    async () => (await form.getByRole('textbox').inputValue()) === '材料已补齐，今日办结',
  );
  await form.getByTestId('answer-files').setInputFiles([
    { name: '整改说明.pdf', mimeType: 'application/pdf', buffer: PDF },
    { name: '坏.exe', mimeType: 'application/octet-stream', buffer: Buffer.from('MZ') },
  ]);
  await form.getByText('“坏.exe”不是可以上传的类型').waitFor();
  await form.locator('li[data-state="there"]', { hasText: '整改说明.pdf' }).waitFor();
  await form.getByRole('button', { name: '回复督办' }).click();
  await asked.getByText('回复已提交，等候验收').waitFor();

  // Both of the supervisor's pages know; the second one accepts by keyboard.
  await until('the tab to count it', async () => (await tabCount(centre, '待验收')) === '1');
  await centre.getByRole('tab', { name: /^待验收/ }).click();
  await centre.locator('.mc-alert-row').first().waitFor();
  await centre.locator('h1').click();
  await centre.keyboard.press('j');
  await centre.getByTestId('alert-detail').getByRole('link', { name: '整改说明.pdf' }).waitFor();
  await centre.keyboard.press('a');
  await centre.getByRole('dialog').getByLabel('原因').fill('整改到位');
  await centre.getByRole('dialog').getByRole('button', { name: '确认整改' }).click();
  await detail.getByText('已整改', { exact: true }).waitFor();
  await asked.getByText('已整改', { exact: true }).waitFor();
  const card = await admin.get<AlertDetail>(`/api/v1/alerts/${cardId}`);
  expect(card.order).toBe('rectified');
  const people = card.steps.filter(({ by }) => by !== null).map(({ action }) => action);
  expect(people).toEqual(['order', 'reply', 'rectify']);
});

test('many cards are decided with one reason, each answered for itself', async () => {
  for (const at of [1, 2, 3]) await accept(`MANY-${at}`, 70 + at);
  const page = await open(SUPERVISOR, '/alerts?tab=issued&q=MANY-&level=red');
  await until('three cards', async () => (await page.locator('.mc-alert-row').count()) === 3);
  // One of them was dealt with by somebody else meanwhile.
  const supervisor = await ApiClient.signIn(program.baseUrl, SUPERVISOR.username, SUPERVISOR.password);
  for (const row of [0, 1, 2]) await page.locator('.mc-alert-row label').nth(row).click();
  const first = await page.locator('.mc-alert-row').first().getAttribute('data-alert-id');
  await page.getByRole('status').getByRole('button', { name: '督办' }).click();
  const { version } = await supervisor.get<AlertDetail>(`/api/v1/alerts/${first}`);
  await supervisor.post(`/api/v1/alerts/${first}/decide`, { action: 'order', version, reason: '先行督办' });
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('原因').fill('集中督办');
  await dialog.getByRole('button', { name: '督办' }).click();
  await dialog.getByText('完成 2 张，未完成 1 张').waitFor();
  await dialog
    .locator('li[data-failed="true"]')
    .getByText(/有人抢先处理/)
    .waitFor();
});

test('a rule is set for the city with what it would do told before', async () => {
  const page = await open({ username: program.username, password: program.password }, '/rules?region=445200');
  const row = page.locator('[data-row-key="case-warning"]');
  await row.getByText('承诺时限届满前 2 工作日').waitFor();
  await row.getByRole('button', { name: '修改' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('多少').fill('3');
  await form.getByRole('button', { name: '试算' }).click();
  await form
    .getByTestId('rule-preview')
    .getByText(/未办结办件/)
    .waitFor();
  await form.getByLabel('为什么改').fill('提前一天提醒');
  await form.getByRole('button', { name: /^保\s?存$/ }).click();
  await row.getByText('承诺时限届满前 3 工作日').waitFor();
  await row.getByText(/本区/).waitFor();
  await row.getByRole('button', { name: '历史' }).click();
  await page.getByRole('dialog').getByText('提前一天提醒').waitFor();
});
