import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { loopMedia } from '../fakes/cameras/loop-media.ts';
import { type LoadCameras, startLoadCameras } from '../fakes/load/load-cameras.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { progress, readTiles, signIn, untilAllLive } from './support/wall-page.ts';

/** A wall is built by dragging, saved, shared, seen by a colleague who may see less of it, toured; screens are driven. */
let cameras: LoadCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const file = await loopMedia({ width: 640, height: 360, fps: 10, kbps: 300, gopMs: 1000 });
  cameras = await startLoadCameras({ count: 3, file });
  program = await startProgram({ env: { MC_RECORDING: 'false' } });
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const cityCameras = cameras.names.slice(0, 2).map((name, index) => ({
    ...{ name: `${index + 1}号机`, mainUrl: cameras.url(name), windows: [`${index + 1}`] },
  }));
  city = await registerCity(admin, cityCameras);
  const hall = await admin.post<{ id: string }>('/api/v1/halls', { regionCode: '445200', name: '榕城大厅' });
  await admin.post(`/api/v1/halls/${hall.id}/cameras`, {
    ...{ name: '榕城机', profiles: [{ profile: 'main', url: cameras.url(cameras.names[2] ?? '') }] },
  });
  await admin.post('/api/v1/users', {
    ...{ username: 'li', displayName: '李四', password: 'a-long-password-7' },
    grants: [{ role: 'monitor', scope: { kind: 'hall', id: city.hall.id } }],
  });
  browser = await launchBrowser();
  page = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
  await signIn(page, program.baseUrl, program.username, program.password);
});
afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

const idOf = (url: string) => /walls\/(?:tours\/)?([0-9a-f-]{36})/.exec(url)?.[1] ?? '';
let wallId: string;

test('built by dragging cameras onto the page, moved by mouse and keys, undone, saved', async () => {
  await page.goto(`${program.baseUrl}/walls/new`);
  await page.getByLabel('电视墙名称').fill('早班');
  const grid = page.getByTestId('editor-grid');
  const tiles = page.getByTestId('editor-tile');
  const room = await grid.boundingBox();
  if (room === null) throw new Error('no grid');
  await page
    .getByTestId('source')
    .filter({ hasText: '1号机' })
    .dragTo(grid, { targetPosition: { x: 90, y: 60 } });
  await page
    .getByTestId('source')
    .filter({ hasText: '2号机' })
    .dragTo(grid, {
      targetPosition: { x: room.width - 90, y: room.height - 60 },
    });
  await expect.poll(() => tiles.count()).toBe(2);
  // By mouse: the first goes some units to the right; by keys: larger, and taken back.
  const first = await tiles.first().boundingBox();
  if (first === null) throw new Error('no tile');
  await page.mouse.move(first.x + 30, first.y + 30);
  await page.mouse.down();
  await page.mouse.move(first.x + 30 + room.width / 4, first.y + 32, { steps: 6 });
  await page.mouse.up();
  await expect.poll(async () => (await tiles.first().boundingBox())?.x ?? 0).toBeGreaterThan(first.x + 50);
  await tiles.first().focus();
  await page.keyboard.press('Shift+ArrowDown');
  await expect
    .poll(async () => (await tiles.first().boundingBox())?.height ?? 0)
    .toBeGreaterThan(first.height + 5);
  await page.keyboard.press('Control+z');
  await expect
    .poll(async () => (await tiles.first().boundingBox())?.height ?? 0)
    .toBeLessThan(first.height + 5);
  // The rest at once: ticked, and filled in.
  await page.getByTestId('source').filter({ hasText: '榕城机' }).getByRole('checkbox').check();
  await page.getByRole('button', { name: '填入所选（1）' }).click();
  await expect.poll(() => tiles.count()).toBe(3);
  await page.keyboard.press('Control+s');
  await page.waitForURL(/walls\/[0-9a-f-]{36}\/edit/);
  wallId = idOf(page.url());
  await page.goto(`${program.baseUrl}/walls/${wallId}`);
  await untilAllLive(page, 'webrtc', 3);
  for (const { frames, seconds } of await progress(page, 1500)) {
    expect(frames).toBeGreaterThan(3);
    expect(seconds).toBeGreaterThan(0.5);
  }
});

test('a tile is made large with two clicks and sent back; the others stop meanwhile', async () => {
  const place = page.locator('.mc-stage-place').first();
  await place.getByTestId('tile').dblclick({ position: { x: 40, y: 60 } });
  await expect.poll(() => place.getAttribute('data-large')).toBe('true');
  await expect.poll(async () => (await place.boundingBox())?.width ?? 0).toBeGreaterThan(1200);
  await page.keyboard.press('Escape');
  await expect.poll(() => place.getAttribute('data-large')).toBe('false');
});

test('shared from the list; a colleague sees it, without the camera of the other hall', async () => {
  await page.goto(`${program.baseUrl}/walls`);
  await page.getByTestId('wall-row').getByRole('button', { name: '共享' }).click();
  await page.getByRole('dialog').getByRole('combobox').first().fill('李');
  await page.getByTitle('李四（li）').click();
  await page.getByRole('dialog').getByRole('button', { name: '保存' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const other = await (await browser.newContext({ viewport: { width: 1366, height: 768 } })).newPage();
  await signIn(other, program.baseUrl, 'li', 'a-long-password-7');
  await other.goto(`${program.baseUrl}/walls`);
  await other.getByRole('link', { name: '早班' }).click();
  await other.getByText('1 个画面您无权查看或已停用').waitFor();
  await untilAllLive(other, 'webrtc', 2);
  expect(await other.getByTestId('tile').count()).toBe(2);
  await other.context().close();
});

test('two screens driven from one desk show what they are sent, and again when they are loaded anew', async () => {
  const screens: Page[] = [];
  for (const name of ['左屏', '右屏']) {
    const screen = await page.context().newPage();
    await screen.goto(`${program.baseUrl}/screen/${encodeURIComponent(name)}`);
    await screen.getByText('这块屏幕正在等待画面').waitFor();
    screens.push(screen);
  }
  const [left, right] = screens as [Page, Page];
  await page.goto(`${program.baseUrl}/walls/${wallId}`);
  const tile = page.locator(`[data-testid="tile"][data-camera-id="${city.cameras[0]?.id}"]`);
  await tile.click({ position: { x: 40, y: 60 } });
  await page.keyboard.press('m');
  await page.getByRole('dialog').getByRole('button', { name: '左屏' }).click();
  await page.getByRole('button', { name: '本页发送到屏幕' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '右屏' }).click();
  await untilAllLive(left, 'webrtc', 1);
  await untilAllLive(right, 'webrtc', 3);
  expect((await readTiles(left)).map(({ cameraId }) => cameraId)).toEqual([city.cameras[0]?.id]);
  for (const { frames } of await progress(right, 1500)) expect(frames).toBeGreaterThan(3);
  await left.reload();
  await untilAllLive(left, 'webrtc', 1);
  await page.goto(`${program.baseUrl}/walls`);
  const rows = page.getByTestId('screen-row');
  await expect.poll(() => rows.count()).toBe(2);
  await rows.filter({ hasText: '左屏' }).getByText('1号机').waitFor();
  for (const screen of screens) await screen.close();
  await expect.poll(() => rows.count(), { timeout: 40_000 }).toBe(0);
});

test('toured: pages follow one another, paused by the space bar', async () => {
  const wall = await admin.get<{ version: number; pages: object[]; name: string }>(`/api/v1/walls/${wallId}`);
  const cameraId = city.cameras[1]?.id ?? '';
  const second = {
    name: '二',
    tiles: [{ id: 'only', x: 0, y: 0, w: 24, h: 24, content: { kind: 'camera', cameraId } }],
  };
  const { name, version, pages } = wall;
  await admin.request('PUT', `/api/v1/walls/${wallId}`, { name, version, pages: [...pages, second] });
  await page.goto(`${program.baseUrl}/walls/tours/new`);
  await page.getByLabel('轮巡名称').fill('早班轮巡');
  await page.getByLabel('加入电视墙（每页一步）').fill('早班');
  await page.getByTitle('早班（2 页 · 4 画面）').click();
  await expect.poll(() => page.getByTestId('tour-step').count()).toBe(2);
  for (const box of await page.getByLabel('停留（秒）').all()) await box.fill('3');
  await page.getByRole('button', { name: '保存' }).click();
  const tour = page.getByTestId('tour');
  await tour.waitFor();
  const step = () => tour.getAttribute('data-step');
  await until('the second page', async () => (await step()) === '1', 20_000);
  await untilAllLive(page, 'webrtc', 1);
  await until('the first page again', async () => (await step()) === '0', 20_000);
  await page.keyboard.press(' ');
  await expect.poll(() => tour.getAttribute('data-paused')).toBe('true');
  await page.keyboard.press('n');
  expect(await step()).toBe('1');
  await page.waitForTimeout(3500);
  expect(await step()).toBe('1');
});
