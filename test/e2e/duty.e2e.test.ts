/**
 * The shift desk in a browser: sat down at, left with a word that whoever comes next reads; what draws attention, once and
 * as chosen; the keys of each page; and text that can be read on the main pages, in both themes.
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Finding } from '../../server/contract/findings.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { readContrast } from './support/contrast.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

const PASSWORD = 'Calm-lantern-58';
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let li: Page;
let zhao: Page;

beforeAll(async () => {
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://127.0.0.1:9/main', windows: ['1', '2'] },
  ]);
  for (const [username, displayName, role] of [
    ['li', '李值班', 'monitor'],
    ['zhao', '赵监察', 'supervisor'],
  ] as const)
    await admin.post('/api/v1/users', {
      ...{ username, displayName, password: PASSWORD },
      grants: [{ role, scope: { kind: 'region', code: '445200' } }],
    });
  browser = await launchBrowser();
  [li, zhao] = await Promise.all([sitAt('li'), sitAt('zhao')]);
});
afterAll(async () => {
  await browser?.close();
  await program?.dispose();
});

async function sitAt(username: string): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    ...{ locale: 'zh-CN', viewport: { width: 1366, height: 768 }, permissions: ['notifications'] },
  });
  // What would be heard and shown over other programs.
  await context.addInitScript(`
    window.rung = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) {
      window.rung.push(this.type + ' ' + this.frequency.value);
      return start.call(this, at);
    };
    window.notified = [];
    const Shown = window.Notification;
    window.Notification = class { constructor(title) { window.notified.push(title); } close() {} };
    Object.defineProperty(window.Notification, 'permission', { get: () => Shown.permission });
  `);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  await signIn(page, program.baseUrl, username, PASSWORD);
  return page;
}
const go = (page: Page, path: string) => page.goto(`${program.baseUrl}${path}`);
const heard = (page: Page) => page.evaluate<string[]>('window.rung');
const notified = (page: Page) => page.evaluate<string[]>('window.notified');

test('sits down, goes from a line to its page, hands over, and is read by the next', async () => {
  const boss = await ApiClient.signIn(program.baseUrl, 'zhao', PASSWORD);
  const noted = await boss.post<Finding>('/api/v1/findings', {
    ...{ windowId: city.windows[0]?.id, kind: 'phone', at: new Date().toISOString(), origin: 'live' },
  });
  await go(li, `/wall/${city.hall.id}`);
  await li.getByTestId('not-sitting').click();
  await li.getByText('您还没有坐班。').waitFor();
  await li.getByRole('button', { name: '坐下值班' }).click();
  await li.getByText(/李值班 自 .* 坐班/).waitFor();
  const line = li.locator('.mc-duty-item', { hasText: '玩手机' }).first();
  await line.waitFor();
  await line.focus();
  await li.keyboard.press('Enter');
  await li.waitForURL(`**/findings/${noted.id}`);
  await go(li, `/wall/${city.hall.id}`);
  await li.getByRole('heading', { name: city.hall.name }).waitFor();
  await until(
    'the reminder to be gone',
    async () => (await li.getByTestId('not-sitting').count()) === 0,
    5000,
  );

  await go(li, '/duty');
  await li.getByRole('button', { name: '交班' }).click();
  const dialog = li.getByRole('dialog');
  await dialog.getByLabel('交班记录').fill('2 号窗口画面偏暗，已报修。');
  await dialog.getByRole('button', { name: '交班' }).click();
  await li.getByText('您还没有坐班。').waitFor();
  await go(zhao, '/duty');
  await zhao.getByText('2 号窗口画面偏暗，已报修。').waitFor();
});

test('rings as chosen, in one of two pages, and over other programs', async () => {
  const second = await li.context().newPage();
  for (const page of [second, li]) {
    await go(page, '/account/attention');
    // The first touch of anything lets the page sound.
    await page.getByRole('heading', { name: '提示音与桌面通知' }).click();
    await page.getByText('浏览器允许出声。').waitFor();
    await page.getByText('浏览器允许桌面通知。').waitFor();
    await page.getByRole('button', { name: '试听' }).first().click();
    await until('three tones, rising', async () => (await heard(page)).join() === URGENT);
    await page.evaluate('window.rung.length = 0');
  }
  // Playwright has every page believe that it has the focus.
  await second.evaluate('document.hasFocus = () => false');
  // What sounds at once is one sound: the trial is over first.
  await li.waitForTimeout(1600);
  const machine = ApiClient.withToken(program.baseUrl, city.tokenSecret);
  // Far beyond its limit: a red card at once.
  await machine.post('/api/v1/exchange/events', {
    events: [
      {
        ...{ type: 'stage', eventId: 'D1', caseNo: 'JY-D1', stage: 'accepted', receiptNo: 'R-1' },
        ...{ hallId: city.hall.id, windowCode: '1', matterCode: city.matter.code, clerk: '林晓' },
        occurredAt: new Date(Date.now() - 90 * 86_400_000).toISOString(),
      },
    ],
  });
  const pages = [li, second];
  await until(
    'one page to ring',
    async () => (await Promise.all(pages.map(heard))).flat().join().includes(URGENT),
    30_000,
  );
  // Time for the other to ring as well, if it did.
  await li.waitForTimeout(1000);
  const rung = await Promise.all(pages.map(heard));
  const told = await Promise.all(pages.map(notified));
  expect(rung.filter((tones) => tones.length > 0)).toHaveLength(1);
  expect(told.flat().length).toBeGreaterThan(0);
  expect(told.filter((titles) => titles.length > 0)).toHaveLength(1);
  await second.close();
});
const URGENT = 'triangle 587,triangle 784,triangle 1047';

const MAIN = ['duty', 'walls', 'walls/trouble', 'leads', 'patrols', 'findings', 'alerts'];

test('shows its keys by ?, skips to the main part, and gives keys to no page while one types', async () => {
  for (const path of ['duty', 'walls', 'findings', 'leads', 'patrols/ledger']) {
    await go(zhao, `/${path}`);
    await zhao.locator('h1').first().waitFor();
    await zhao.keyboard.press('?');
    await zhao.getByRole('dialog', { name: '键盘快捷键' }).waitFor();
    await zhao.keyboard.press('Escape');
    await zhao.getByRole('dialog', { name: '键盘快捷键' }).waitFor({ state: 'detached' });
  }
  await go(zhao, '/leads');
  const search = zhao
    .getByRole('textbox', { name: '窗口、办件、事项、人员' })
    .or(zhao.getByRole('searchbox', { name: '窗口、办件、事项、人员' }));
  await search.first().click();
  await zhao.keyboard.type('?cdwn/');
  expect(await search.first().inputValue()).toBe('?cdwn/');
  expect(await zhao.getByRole('dialog').count()).toBe(0);
  await go(zhao, '/duty');
  // What Tab leads to has to be there.
  await zhao.getByRole('button', { name: /坐下值班|交\s*班/ }).waitFor();
  await zhao.keyboard.press('Tab');
  await zhao.keyboard.press('Enter');
  expect(await zhao.evaluate('document.activeElement.id')).toBe('main');
  // Whatever is next by Tab shows where one is.
  for (let step = 0; step < 3; step += 1) {
    await zhao.keyboard.press('Tab');
    // Ant Design lets it grow.
    await until('a ring', async () => (await zhao.evaluate(RING)) === 'solid 2px');
  }
});
const RING = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
  return outlineStyle + ' ' + outlineWidth;
})()`;

/** None: what is faint is mended. Beside a selector stands why it may be. */
const MAY_BE_FAINT: readonly string[] = [];

test.each(['dark', 'light'])('can be read in the %s theme', async (theme) => {
  await zhao.evaluate(`localStorage.setItem('mc.theme', '${theme}')`);
  const faint: string[] = [];
  for (const path of [`wall/${city.hall.id}`, ...MAIN]) {
    await go(zhao, `/${path}`);
    await zhao.locator('h1').first().waitFor();
    await until(
      'it to be there',
      async () => (await zhao.locator('.ant-skeleton, .mc-skeleton').count()) === 0,
    );
    const reading = await readContrast(zhao, MAY_BE_FAINT.join());
    expect(reading.judged, path).toBeGreaterThan(10);
    faint.push(
      ...reading.faint.map(
        (one) => `${path}: ${one.where} “${one.text}” ${one.ratio} < ${one.need} ${one.ink} on ${one.ground}`,
      ),
    );
  }
  expect(faint).toEqual([]);
});
