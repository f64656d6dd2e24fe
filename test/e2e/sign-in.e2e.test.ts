/** Signing in as a person does it: with an authenticator, and through a real OpenID provider. */
import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../factories/api-client.ts';
import { launchBrowser } from '../factories/browser.ts';
import { freePort } from '../factories/free-port.ts';
import { type FakeOidcProvider, startFakeOidcProvider } from '../fakes/oidc-provider/fake-oidc-provider.ts';
import { type Program, startProgram } from './support/program.ts';
import { signIn } from './support/wall-page.ts';

const zhang = { sub: 'u-1', login: 'zhang.san', name: '张三', groups: ['duty'] };
const everywhere = { kind: 'everywhere' } as const;
let provider: FakeOidcProvider;
let program: Program;
let admin: ApiClient;
let browser: Browser;

beforeAll(async () => {
  provider = await startFakeOidcProvider({ people: [zhang] });
  const port = await freePort();
  program = await startProgram({
    port,
    env: {
      MC_OIDC_ISSUER: provider.issuer,
      MC_OIDC_CLIENT_ID: provider.clientId,
      MC_OIDC_CLIENT_SECRET: provider.clientSecret,
      MC_OIDC_LABEL: '政务统一认证',
    },
  });
  provider.register(program.baseUrl);
  admin = await ApiClient.signIn(program.baseUrl, program.username, program.password);
  await admin.request('PUT', '/api/v1/sso/mappings', {
    items: [{ value: 'duty', grant: { role: 'monitor', scope: everywhere } }],
  });
  browser = await launchBrowser();
});

afterAll(async () => {
  await browser?.close();
  await program?.dispose();
  await provider?.close();
});

/** A window of its own: no cookie of another's. */
async function inFreshWindow(work: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

const codeOf = (secret: string, atMs: number) =>
  new TOTP({ secret: secret.replaceAll(' ', '') }).generate({ timestamp: atMs });

/** A code of a step that was not used yet: the next one is taken early, too. */
const nextCode = (secret: string) => codeOf(secret, Date.now() + 30_000);

test('an authenticator is set up on one’s account page and asked for at the next sign-in', async () => {
  const user = { username: 'li.si', password: 'mdkq4-szrt7' };
  await admin.post('/api/v1/users', {
    ...{ ...user, displayName: '李四', mustChangePassword: true },
    grants: [{ role: 'monitor', scope: everywhere }],
  });
  const password = 'wbtk9-pplx3';
  let secret = '';
  await inFreshWindow(async (page) => {
    await page.goto(program.baseUrl);
    await page.getByTestId('sign-in-username').fill(user.username);
    await page.getByTestId('sign-in-password').fill(user.password);
    await page.getByTestId('sign-in-submit').click();
    // Somebody else chose the password.
    await page.getByTestId('sign-in-new').fill(password);
    await page.getByTestId('sign-in-again').fill(password);
    await page.getByTestId('sign-in-new-submit').click();
    await page.getByTestId('sign-in-new-submit').waitFor({ state: 'detached' });

    await page.goto(`${program.baseUrl}/account`);
    await page.getByTestId('factor-set-up').click();
    await page.getByTestId('factor-password').fill(password);
    await page.getByTestId('factor-next').click();
    secret = (await page.getByTestId('totp-secret').textContent()) ?? '';
    await page.getByRole('img', { name: '验证器二维码' }).locator('svg').first().waitFor();
    await page.getByTestId('factor-code').fill(codeOf(secret, Date.now()));
    await page.getByTestId('factor-confirm').click();
    await page.getByTestId('recovery-codes').waitFor();
    expect(await page.getByTestId('recovery-codes').locator('li').count()).toBe(10);
    await page.getByTestId('recovery-codes-done').click();
    await page.getByText('恢复码还剩 10 个').waitFor();
  });
  await inFreshWindow(async (page) => {
    await page.goto(program.baseUrl);
    await page.getByTestId('sign-in-username').fill(user.username);
    await page.getByTestId('sign-in-password').fill(password);
    await page.getByTestId('sign-in-submit').click();
    await page.getByTestId('sign-in-code').fill('000000');
    await page.getByTestId('sign-in-code-submit').click();
    await page.getByText('还可以试 4 次').waitFor();
    await page.getByTestId('sign-in-code').fill(nextCode(secret));
    await page.getByTestId('sign-in-code-submit').click();
    await page.getByTestId('sign-in-code').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '当前用户' }).waitFor();
  });
});

test('through the other sign-in service and out again; without a mapped group the page says why', async () => {
  const throughSso = async (page: Page) => {
    await page.goto(program.baseUrl);
    await page.getByRole('link', { name: '通过政务统一认证登录' }).click();
    await page.locator('input[name=login]').fill('zhang.san');
    await page.getByRole('button', { name: 'OK' }).click();
  };
  await inFreshWindow(async (page) => {
    await throughSso(page);
    const menu = page.getByRole('button', { name: '当前用户' });
    await menu.waitFor();
    expect(await menu.textContent()).toContain('张三');
    await menu.click();
    await page.getByText('退出登录').click();
    await page.waitForURL(`${provider.issuer}/**`);
  });
  zhang.groups = [];
  await inFreshWindow(async (page) => {
    await throughSso(page);
    await page.getByText('您的身份已确认，但在本系统没有任何权限').waitFor();
    // Names and passwords are still there, and the address does not say it again.
    expect(page.url()).toBe(`${program.baseUrl}/`);
  });
});

test('a role that must have one is led through it before anything else', async () => {
  await admin.post('/api/v1/users', {
    ...{ username: 'wang.wu', displayName: '王五', password: 'hgfz2-rrmn5' },
    grants: [{ role: 'supervisor', scope: everywhere }],
  });
  const rules = await admin.get<object>('/api/v1/settings/sign-in');
  await admin.request('PUT', '/api/v1/settings/sign-in', { ...rules, secondFactorRoles: ['supervisor'] });
  await inFreshWindow(async (page) => {
    await page.goto(program.baseUrl);
    await page.getByTestId('sign-in-username').fill('wang.wu');
    await page.getByTestId('sign-in-password').fill('hgfz2-rrmn5');
    await page.getByTestId('sign-in-submit').click();
    const secret = (await page.getByTestId('totp-secret').textContent()) ?? '';
    await page.getByTestId('sign-in-first-code').fill(codeOf(secret, Date.now()));
    await page.getByTestId('sign-in-enrol-submit').click();
    await page.getByTestId('recovery-codes-done').click();
    await page.getByRole('button', { name: '当前用户' }).waitFor();
  });
  await inFreshWindow(async (page) => {
    await signIn(page, program.baseUrl, program.username, program.password);
    await page.goto(`${program.baseUrl}/people/security`);
    await page.getByText('必须二次验证的角色').waitFor();
  });
});
