/** An admin's afternoon in the browser: a window changes hands, a week is laid and copied, zones are drawn, a camera goes to another hall. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Camera, Placement } from '../../server/contract/cameras.ts';
import type { Clerk, ShiftPlan } from '../../server/contract/clerks.ts';
import type { Department, Hall, Window, WindowTerm } from '../../server/contract/places.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

const DAY_MS = 24 * 3_600_000;
let program: Program;
let admin: ApiClient;
let city: City;
let other: Department;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://127.0.0.1:9/1', windows: ['1'] },
    { name: '二号机', mainUrl: 'rtsp://127.0.0.1:9/2', windows: ['2'] },
  ]);
  other = await admin.post<Department>('/api/v1/departments', {
    ...{ regionCode: '445200', name: '揭阳市教育局' },
  });
  await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '揭阳市医保服务厅' });
  await admin.post<Clerk>('/api/v1/clerks', {
    ...{ departmentId: city.department.id, name: '陈静', staffNo: 'A01' },
  });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  page.setDefaultTimeout(60_000);
  await signIn(page, program.baseUrl, program.username, program.password);
});
afterAll(async () => {
  await browser?.close();
  await program?.dispose();
});

const rowOf = (text: string) => page.locator('[data-row-key]').filter({ hasText: text }).first();
/** Types into a chooser and takes what is offered first. */
async function choose(label: string, typed: string): Promise<void> {
  const chooser = page.getByRole('dialog').getByRole('combobox', { name: label });
  await chooser.click();
  await chooser.fill(typed);
  await page.locator('.ant-select-item-option').filter({ hasText: typed }).first().click();
}
/** Ant Design sets two characters apart. */
const press = (name: RegExp) => page.getByRole('dialog').getByRole('button', { name }).click();

test('a window goes to another department from the list, and its history says so', async () => {
  const [window] = city.windows as [Window];
  await page.goto(`${program.baseUrl}/registry/windows`);
  await rowOf('1号窗口').getByRole('button', { name: '变更' }).click();
  await page.getByRole('menuitem', { name: '移动' }).click();
  await choose('由哪个部门使用', other.name);
  await page.getByRole('dialog').getByText('1 处画面绑定').or(page.getByText('将会变动')).first().waitFor();
  await page.getByRole('dialog').getByRole('textbox', { name: '原因' }).fill('揭府〔2026〕12号');
  await press(/^移\s?动$/);
  await rowOf('1号窗口').getByText(other.name).waitFor();
  const { items } = await admin.get<{ items: WindowTerm[] }>(`/api/v1/windows/${window.id}/terms`);
  expect(items.map((term) => term.departmentName)).toEqual([other.name, city.department.name]);

  await rowOf('1号窗口').getByRole('button', { name: '变更' }).click();
  await page.getByRole('menuitem', { name: '变更记录' }).click();
  const history = page.getByRole('dialog');
  await history.getByText('揭府〔2026〕12号').waitFor();
  await history.getByText(city.department.name).first().waitFor();
});

test('a week is laid at a stroke, and copied to the next', async () => {
  const monday = mondayAfter(Date.now());
  const next = new Date(Date.parse(monday) + 7 * DAY_MS).toISOString().slice(0, 10);
  const plan = (from: string) =>
    admin.get<ShiftPlan>(`/api/v1/halls/${city.hall.id}/shifts?from=${from}&to=${from}`);
  await page.goto(`${program.baseUrl}/registry/halls/${city.hall.id}/shifts?week=${monday}`);
  // The first window is another department's now.
  await page.locator('[data-cell="1 0"]').click();
  const editor = page.getByRole('dialog');
  await editor.getByRole('textbox', { name: '从' }).first().fill('8:30');
  await editor.getByRole('textbox', { name: '到' }).first().fill('17:30');
  for (const day of ['周二', '周三', '周四', '周五']) await editor.getByLabel(day).check();
  await press(/^保\s?存$/);
  await page.locator('[data-cell="1 4"]').getByText('陈静').waitFor();
  expect((await plan(monday)).shifts).toMatchObject([{ clerkName: '陈静', day: monday }]);

  await page.getByRole('button', { name: '下一周' }).click();
  await page.getByRole('button', { name: '复制上周' }).click();
  await press(/^复制上周$/);
  await page.locator('[data-cell="1 4"]').getByText('陈静').waitFor();
  expect((await plan(next)).shifts).toMatchObject([{ clerkName: '陈静', day: next }]);
});

test('a zone meets its neighbour’s corner, goes to another camera with it, and both are saved there', async () => {
  const [first, second] = city.cameras as [Camera, Camera];
  const [window, neighbour] = city.windows as [Window, Window];
  const zonesOf = async (camera: Camera) => {
    const path = `/api/v1/cameras/${camera.id}/placements`;
    const { items } = await admin.get<{ items: Placement[] }>(path);
    return new Map(items.map((one) => [one.windowId, one.clerkZone]));
  };
  const stands = (await zonesOf(second)).get(neighbour.id) ?? [];
  const met = stands.find(({ x, y }) => x === 1 && y > 0.5);
  await page.goto(`${program.baseUrl}/registry/halls/${city.hall.id}/cameras/${second.id}/zones`);
  await page.getByRole('button', { name: /1 号.*1号窗口/ }).click();
  const box = await page.getByTestId('zone-canvas').boundingBox();
  if (!box || !met) throw new Error('nothing to draw on, or to meet');
  const click = (x: number, y: number) => page.mouse.click(box.x + x * box.width, box.y + y * box.height);
  await click(0.3, 0.9);
  await click(0.3, 0.65);
  await click(0.996, met.y + 0.006);
  await page.getByRole('button', { name: '保存区域' }).click();
  await page.getByText('区域已保存').waitFor();
  const drawn = (await zonesOf(second)).get(window.id);
  expect(drawn?.at(-1)).toEqual(met);

  await page.getByRole('button', { name: '复制到其他摄像头…' }).click();
  await choose('复制到其他摄像头…', first.name);
  await press(/^带过去调整$/);
  await page.getByRole('button', { name: '保存全部 2 个窗口' }).click();
  await page.getByText('区域已保存').last().waitFor();
  await until('both to be there', async () => (await zonesOf(first)).size === 2);
  expect((await zonesOf(first)).get(window.id)).toEqual(drawn);
});

test('a camera goes to another hall from the city’s list', async () => {
  const [camera] = city.cameras as [Camera];
  await page.goto(`${program.baseUrl}/registry/cameras`);
  await rowOf('一号机').getByRole('button', { name: '变更' }).click();
  await page.getByRole('menuitem', { name: '移到别的大厅' }).click();
  await choose('新大厅', '揭阳市医保服务厅');
  await page.getByRole('dialog').getByRole('textbox').last().fill('换厅');
  await press(/移到别的大厅/);
  await rowOf('一号机').getByText('揭阳市医保服务厅').waitFor();
  await until('the old one to be retired', async () => {
    const old = await admin.get<Camera>(`/api/v1/cameras/${camera.id}`);
    return old.closedAt !== null && old.movedTo !== null;
  });
});

/** The next Monday in the city's zone: days that are over cannot be planned. */
function mondayAfter(atMs: number): string {
  const local = new Date(atMs + 8 * 3_600_000);
  const days = 7 - ((local.getUTCDay() + 6) % 7);
  return new Date(local.getTime() + days * DAY_MS).toISOString().slice(0, 10);
}
