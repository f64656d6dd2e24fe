/** A finding in a browser: two keys at the wall, its picture and half minute, ordered, answered, accepted, in the ledger. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { type Program, startProgram } from './support/program.ts';
import { signIn, untilAllLive } from './support/wall-page.ts';

const SUPERVISOR = { username: 'he.jing', password: 'Calm-lantern-58' };
const DEPARTMENT = { username: 'chen.wei', password: 'Quiet-harbour-91' };

let cameras: FakeCameras;
let program: Program;
let city: City;
let browser: Browser;

beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  program = await startProgram();
  const admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: cameras.url('hall-a', 'sub'), windows: ['1', '2'] },
  ]);
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

test('what is seen at the wall is noted in two keys, put right by its department, and in the ledger', async () => {
  const page = await open(SUPERVISOR, `/wall/${city.hall.id}`);
  await untilAllLive(page, 'webrtc', 1);
  await page.keyboard.press('b');
  const dialog = page.getByTestId('finding-dialog');
  // Two windows are in the picture: which one, then what.
  await dialog.getByText('哪个窗口').waitFor();
  await page.keyboard.press('2');
  await dialog.getByText('按数字即保存').waitFor();
  await page.keyboard.press('6');
  const toast = page.getByTestId('finding-saved').filter({ hasText: /已记录 \d{4}-0001：2 号窗口 玩手机/ });
  await toast.waitFor();
  await toast.getByRole('link', { name: '查看' }).click();

  const detail = page.getByTestId('finding-detail');
  await detail.getByTestId('finding-picture').waitFor();
  const width = () =>
    detail.getByTestId('finding-picture').evaluate((img) => (img as HTMLImageElement).naturalWidth);
  await expect.poll(width).toBeGreaterThan(300);
  await page.getByRole('button', { name: '播放前 30 秒' }).click();
  await page.getByTestId('finding-clip').waitFor();
  await page.getByRole('button', { name: '收起录像' }).click();
  await page.getByRole('button', { name: '要求整改' }).click();
  const order = page.getByRole('dialog', { name: /要求整改/ });
  await order.getByRole('textbox').fill('办事期间不得使用手机');
  await order.getByRole('button', { name: '要求整改' }).click();
  await detail.getByText('待整改').waitFor();

  const own = await open(DEPARTMENT, '/findings?tab=mine');
  await own.getByText('玩手机').first().click();
  const reply = own.getByTestId('finding-reply');
  await reply.getByText('办事期间不得使用手机').waitFor();
  // It may not see the camera, which shows another window as well: its own part of the picture.
  await own.getByTestId('finding-picture').waitFor();
  await own.getByText('您无权查看这个摄像头').waitFor();
  await reply.getByRole('textbox').fill('已约谈本人，手机集中保管');
  await reply.getByRole('button', { name: '提交答复' }).click();
  await own.getByText('答复已提交，等待验收').waitFor();

  await page.reload();
  await page.getByRole('button', { name: '验收通过' }).click();
  const accept = page.getByRole('dialog', { name: /验收通过/ });
  await accept.getByRole('button', { name: '验收通过' }).click();
  await page.getByTestId('finding-detail').getByText('已整改').waitFor();
  const ledger = await page.evaluate(async () => (await fetch('/api/v1/findings/export?format=csv')).text());
  expect(ledger).toMatch(/\d{4}-0001.*玩手机.*何静.*已整改.*办事期间不得使用手机.*手机集中保管/);
});
