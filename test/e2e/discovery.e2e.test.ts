import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditRow } from '../../server/contract/audit.ts';
import type { Camera } from '../../server/contract/cameras.ts';
import type { Hall } from '../../server/contract/places.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { Announcer } from '../fakes/onvif-device/announcer.ts';
import { FakeOnvifDevice } from '../fakes/onvif-device/onvif-device.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

/** An ONVIF device found by multicast, its network allowed, asked, registered, and playing in the browser. */
const login = { username: 'admin', password: 'device-secret-9' };
let program: Program;
let cameras: FakeCameras;
let device: FakeOnvifDevice;
let announcer: Announcer;
let admin: ApiClient;
let hall: Hall;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'door', like: 'hall-a' }], auth: login });
  const common = { codec: 'H264', fps: 15, gopFrames: 30 } as const;
  device = await FakeOnvifDevice.start({
    brand: 'hikvision',
    credentials: login,
    profiles: [
      {
        ...common,
        token: 'main',
        name: 'main',
        width: 1280,
        height: 720,
        kbps: 1500,
        rtspUrl: cameras.url('door'),
      },
      {
        ...common,
        token: 'sub',
        name: 'sub',
        width: 640,
        height: 360,
        kbps: 400,
        rtspUrl: cameras.url('door', 'sub'),
      },
    ],
  });
  announcer = await Announcer.start({ devices: [{ device, name: '东门' }] });
  // No network is allowed: what is found has to be let in first.
  program = await startProgram({ env: { MC_CAMERA_NETWORKS: '' } });
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  await admin.post('/api/v1/regions', {
    code: '440000',
    name: '广东省',
    level: 'province',
    parentCode: null,
  });
  hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '440000', name: '东门大厅' });
  browser = await launchBrowser();
  page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  await signIn(page, program.baseUrl, program.username, program.password);
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  announcer?.close();
  await device?.close();
  await cameras?.stop();
});

test('found, let in, asked, registered', async () => {
  await page.goto(`${program.baseUrl}/registry/discover?hall=${hall.id}`);
  // The interface may be any; loopback is where the device answers.
  await page.getByLabel('网卡').click();
  await page.locator('.ant-select-item-option', { hasText: '127.0.0.1' }).click();
  await page.getByRole('button', { name: '开始搜索' }).click();
  const tick = page.getByLabel(device.address, { exact: true });
  await tick.waitFor({ timeout: 20_000 });
  expect(await tick.isDisabled()).toBe(true);
  expect(device.asked).toEqual([]);

  await page.getByTestId('allow-network').first().click();
  await page.getByRole('dialog').locator('textarea').fill('东门摄像头在这台机器上');
  await page.getByRole('dialog').getByRole('button', { name: '允许 127.0.0.1/32 并继续' }).click();
  await until('the device may be chosen', async () => (await tick.isEnabled()) || undefined);
  await tick.check();
  await page.getByLabel('设备用户名').fill(login.username);
  await page.getByLabel('设备密码').fill(login.password);
  await page.getByRole('button', { name: '读取设备资料' }).click();
  await page.getByText('HIKVISION DS-2CD3T46WDV3-I3').waitFor({ timeout: 20_000 });
  await page.getByRole('button', { name: '登记所选 1 台' }).click();
  await page.getByText('已登记为“01号机”').waitFor({ timeout: 20_000 });
  expect(device.wrongPasswords).toBe(0);

  const { items } = await admin.get<{ items: Camera[] }>(`/api/v1/halls/${hall.id}/cameras`);
  expect(items).toMatchObject([
    {
      ...{ name: '01号机', make: 'HIKVISION', serial: device.serial, hasCredentials: true },
      ...{ onvifAddress: device.address, expectedFps: 15, expectedKbps: 1500 },
      profiles: [
        { profile: 'main', url: cameras.url('door') },
        { profile: 'sub', url: cameras.url('door', 'sub') },
      ],
    },
  ]);
});

test('and playing in the browser', async () => {
  await page.getByRole('link', { name: '到电视墙观看' }).click();
  const times = () =>
    page
      .locator('video')
      .evaluateAll((all) => (all as unknown as { currentTime: number }[]).map((video) => video.currentTime));
  const first = await until('a picture', async () => (await times()).find((time) => time > 0), 40_000);
  await until(
    'time goes on',
    async () => (await times()).some((time) => time > first + 1) || undefined,
    20_000,
  );
});

test('the trail tells who let the network in and why, who looked around, and never the password', async () => {
  const { items } = await admin.get<{ items: AuditRow[] }>('/api/v1/audit?limit=200');
  const row = items.find(({ action }) => action === 'camera-network.create');
  expect(row).toMatchObject({ reason: '东门摄像头在这台机器上' });
  expect(items.some(({ action }) => action === 'discovery.ask')).toBe(true);
  expect(JSON.stringify(items)).not.toContain(login.password);
});
