/** A right to see one case, from the button that gives it to the picture that stops when it is taken away. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { REASON_HEADER } from '../../server/contract/common.ts';
import type { ViewingRight } from '../../server/contract/rights.ts';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { type City, registerCity } from '../factories/city.ts';
import { type FakeCameras, startFakeCameras } from '../fakes/cameras/fake-camera.ts';
import { type Program, startProgram } from './support/program.ts';
import { until } from './support/until.ts';
import { signIn } from './support/wall-page.ts';

const HOLDER = { username: 'he.jing', password: 'Calm-lantern-58' };

let cameras: FakeCameras;
let program: Program;
let admin: ApiClient;
let city: City;
let browser: Browser;
let caseId: string;

beforeAll(async () => {
  cameras = await startFakeCameras({ cameras: [{ name: 'hall-a' }] });
  program = await startProgram();
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  const url = cameras.url('hall-a', 'sub');
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: url, windows: ['1'] },
    { name: '二号机', mainUrl: url, windows: ['2'] },
  ]);
  await ApiClient.withToken(program.baseUrl, city.tokenSecret).post('/api/v1/exchange/events', {
    events: [
      {
        type: 'stage',
        eventId: 'first',
        occurredAt: new Date().toISOString(),
        caseNo: 'CASE-1',
        matterCode: city.matter.code,
        stage: 'accepted',
        hallId: city.hall.id,
        windowCode: '1',
      },
    ],
  });
  caseId = (await admin.get<{ items: { id: string }[] }>('/api/v1/cases')).items[0]?.id ?? '';
  await admin.post('/api/v1/regions', { code: '990000', name: '别处', level: 'province', parentCode: null });
  await admin.post('/api/v1/users', {
    ...HOLDER,
    displayName: '何静',
    grants: [{ role: 'auditor', scope: { kind: 'region', code: '990000' } }],
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await cameras?.stop();
});

test('given on the case’s page, it shows the case and its window live, and nothing more, until it is taken', async () => {
  const context = () => browser.newContext({ locale: 'zh-CN', viewport: { width: 1366, height: 768 } });
  const giver = await (await context()).newPage();
  await signIn(giver, program.baseUrl, program.username, program.password);
  await giver.goto(`${program.baseUrl}/cases/${caseId}`);
  await giver.getByRole('button', { name: '授予查看权' }).click();
  const drawer = giver.locator('.ant-drawer');
  await drawer.getByLabel('授予谁').click();
  await giver.keyboard.type('何');
  await giver.getByTitle('何静（he.jing）').click();
  await drawer.getByLabel('用途').fill('核实窗口解释口径');
  await drawer.getByRole('button', { name: /保\s*存/ }).click();
  await giver.locator('.mc-case-rights', { hasText: '核实窗口解释口径' }).waitFor();

  const holder = await (await context()).newPage();
  await signIn(holder, program.baseUrl, HOLDER.username, HOLDER.password);
  await holder.goto(`${program.baseUrl}/cases/${caseId}`);
  await holder.getByText(/您凭临时查看权查看本办件.*核实窗口解释口径/).waitFor();
  await holder.getByRole('button', { name: '看现场' }).click();
  const picture = holder.getByTestId('case-picture');
  await until('the picture is live', async () => (await picture.getAttribute('data-state')) === 'live');

  const api = await ApiClient.signIn(program.baseUrl, HOLDER.username, HOLDER.password);
  const [here, beside] = city.cameras;
  expect((await api.fetch(`/media/${here?.id}/main/frame.jpg`)).status).toBe(200);
  expect((await api.fetch(`/media/${beside?.id}/main/frame.jpg`)).status).toBe(404);
  expect((await api.fetch(`/api/v1/halls/${city.hall.id}/wall`)).status).toBe(404);

  const { items } = await admin.get<{ items: ViewingRight[] }>(`/api/v1/cases/${caseId}/viewing-rights`);
  const taken = await admin.fetch(`/api/v1/cases/${caseId}/viewing-rights/${items[0]?.id}`, {
    method: 'DELETE',
    headers: { [REASON_HEADER]: encodeURIComponent('核查完毕') },
  });
  expect(taken.status).toBe(204);
  // The page asks anew, and the case is not there for this person any more; the session is.
  await until('the picture has ended', async () => (await picture.count()) === 0, 10_000);
  expect((await api.fetch(`/media/${here?.id}/main/frame.jpg`)).status).toBe(403);
  expect((await api.fetch('/api/v1/session')).status).toBe(200);
});
