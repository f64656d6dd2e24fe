/** Signing in through a real OpenID provider, and what must not get in that way. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../../test/factories/app-server.ts';
import { Browsing, locationOf } from '../../../test/fakes/oidc-provider/browsing.ts';
import {
  type FakeOidcProvider,
  type FakePerson,
  startFakeOidcProvider,
} from '../../../test/fakes/oidc-provider/fake-oidc-provider.ts';
import type { Me, User } from '../../contract/access.ts';
import type { Session, SsoPerson, SsoState } from '../../contract/account.ts';
import type { AuditRow } from '../../contract/audit.ts';
import { REASON_HEADER } from '../../contract/common.ts';

const zhang: FakePerson = { sub: 'u-1', login: 'zhang.san', name: '张三', groups: ['duty', 'everyone'] };
const li: FakePerson = { sub: 'u-2', login: 'li.si', name: '李四', groups: ['everyone'] };
const impostor: FakePerson = { sub: 'u-3', login: 'admin', name: '冒名者', groups: ['duty'] };
const everywhere = { kind: 'everywhere' } as const;

let provider: FakeOidcProvider;
let server: AppServer;

beforeAll(async () => {
  provider = await startFakeOidcProvider({ people: [zhang, li, impostor], codeSeconds: 2 });
  server = await startAppServer({ sso: ssoConfig(provider) });
  provider.register(server.baseUrl);
  await server.admin.request('PUT', '/api/v1/sso/mappings', {
    items: [{ value: 'duty', grant: { role: 'monitor', scope: everywhere } }],
  });
});
afterAll(async () => {
  await server.close();
  await provider.close();
});
beforeEach(() => {
  provider.honest();
  zhang.groups = ['duty', 'everyone'];
});

const ssoConfig = ({ issuer, clientId, clientSecret }: FakeOidcProvider) => ({
  ...{ issuer, clientId, clientSecret, label: '统一身份认证', groupsClaim: 'groups' },
  scopes: 'openid profile',
});

/** All the way: where the page is sent in the end, and the session if there is one. */
async function signIn(login: string, edit?: { start?: (url: URL) => URL; back?: (url: URL) => URL }) {
  const browser = new Browsing();
  const callback = await browser.toCallback(server.baseUrl, login, edit?.start);
  const back = (edit?.back ?? ((url: URL) => url))(new URL(callback)).href;
  return { browser, callback: back, ...(await arrive(browser, back)) };
}

async function arrive(browser: Browsing, callback: string) {
  const answer = await browser.get(callback);
  const to = new URL(locationOf(answer, callback));
  const secret = browser.cookie(server.baseUrl, 'mc_session');
  const api =
    secret === undefined
      ? undefined
      : new ApiClient(server.baseUrl, { cookie: `mc_session=${secret}`, origin: server.baseUrl });
  return { status: answer.status, code: to.searchParams.get('sso'), path: to.pathname, api };
}

async function comesIn(login: string) {
  const { api } = await signIn(login);
  if (!api) throw new Error(`${login} did not come in`);
  return { api };
}

const me = (api: ApiClient | undefined) => api?.get<Me>('/api/v1/session');

test('the sign-in page is told of it, and an admin sees where people are sent back to', async () => {
  const methods = await new ApiClient(server.baseUrl).get('/api/v1/session/methods');
  expect(methods).toEqual({ sso: { label: '统一身份认证' } });
  const { configured } = await server.admin.get<SsoState>('/api/v1/sso');
  expect(configured).toMatchObject({
    issuer: provider.issuer,
    redirectUri: `${server.baseUrl}/api/v1/session/sso/callback`,
    unreachable: null,
  });
  expect(JSON.stringify(configured)).not.toContain(provider.clientSecret);
});

test('somebody whose group holds a role comes in with it, and has an account of their own', async () => {
  const { status, path, code, api, browser } = await signIn('zhang.san');
  expect([status, path, code]).toEqual([303, '/', null]);
  const who = await me(api);
  expect(who).toMatchObject({ username: 'zhang.san@sso', displayName: '张三' });
  expect(who?.permissions).toContain('live:view');
  expect(who?.permissions).not.toContain('users:write');
  // The flow's cookie has done its work.
  expect(browser.cookie(server.baseUrl, 'mc_sso')).toBeUndefined();
  const again = await comesIn('zhang.san');
  expect((await me(again.api))?.id).toBe(who?.id);
  const { items } = await again.api.get<{ items: Session[] }>('/api/v1/account/sessions');
  expect(items.map((one) => one.openedBy)).toEqual(['sso', 'sso']);
});

test('without a mapped group nobody comes in, and no account is made', async () => {
  const { code, api } = await signIn('li.si');
  expect([code, api]).toEqual(['sso_no_access', undefined]);
  const { items } = await server.admin.get<{ items: User[] }>('/api/v1/users?q=li.si');
  expect(items).toEqual([]);
});

test('groups are looked at anew at each sign-in; who has lost them is out, and so are their sessions', async () => {
  const before = await signIn('zhang.san');
  await server.admin.request('PUT', '/api/v1/sso/mappings', {
    items: [
      { value: 'duty', grant: { role: 'monitor', scope: everywhere } },
      { value: 'office', grant: { role: 'supervisor', scope: everywhere } },
    ],
  });
  zhang.groups = ['office'];
  const promoted = await signIn('zhang.san');
  expect((await me(promoted.api))?.grants.map(({ role }) => role)).toEqual(['supervisor']);
  await expect(me(before.api)).rejects.toThrow('unauthenticated');
  zhang.groups = [];
  expect((await signIn('zhang.san')).code).toBe('sso_no_access');
  await expect(me(promoted.api)).rejects.toThrow('unauthenticated');
});

test('an equal name takes no local account over, until an admin links the two', async () => {
  const { api } = await signIn('admin');
  const who = await me(api);
  expect(who?.username).toBe('admin@sso');
  expect(who?.permissions).not.toContain('users:write');

  const local = await server.admin.post<User>('/api/v1/users', {
    ...{ username: 'wang.wu', displayName: '王五', password: 'mdkq4-szrt7' },
    grants: [{ role: 'supervisor', scope: everywhere }],
  });
  const { items } = await server.admin.get<{ items: SsoPerson[] }>('/api/v1/sso/people?q=admin');
  const path = `/api/v1/sso/people/${items[0]?.id}/account`;
  const link = (username: string | null, headers = {}) =>
    server.admin.fetch(path, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ username }),
    });
  expect((await link('wang.wu')).status).toBe(422);
  const reason = { [REASON_HEADER]: encodeURIComponent('同一人') };
  expect((await link('nobody', reason)).status).toBe(400);
  expect((await link('wang.wu', reason)).status).toBe(204);
  await expect(me(api)).rejects.toThrow('unauthenticated');
  const linked = await me((await signIn('admin')).api);
  expect(linked).toMatchObject({ id: local.id, username: 'wang.wu' });
  expect(linked?.grants.map(({ role }) => role)).toEqual(['supervisor']);
  expect((await link(null, reason)).status).toBe(204);
  expect((await me((await signIn('admin')).api))?.username).toBe('admin-2@sso');
});

test('an account that signs in elsewhere has no password here, and none can be given to it', async () => {
  const who = await me((await signIn('zhang.san')).api);
  const change = server.admin.request('PATCH', `/api/v1/users/${who?.id}`, { password: 'mdkq4-szrt7' });
  await expect(change).rejects.toThrow('signs_in_elsewhere');
  const tried = ApiClient.signIn(server.baseUrl, 'zhang.san@sso', 'mdkq4-szrt7');
  await expect(tried).rejects.toThrow('wrong_credentials');
});

const param = (name: string, value: string) => (url: URL) => {
  url.searchParams.set(name, value);
  return url;
};
const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;

test.each([
  ['state of the answer', { back: param('state', 'another-state') }],
  ['nonce of the question', { start: param('nonce', 'another-nonce') }],
  ['code', { back: param('code', 'another-code') }],
  ['issuer of the answer', { back: param('iss', 'https://elsewhere.example') }],
])('another %s is refused', async (_, edit) => {
  const { code, api } = await signIn('zhang.san', edit);
  expect([code, api]).toEqual(['sso_refused', undefined]);
});

test.each([
  ['issuer', (claims) => ({ ...claims, iss: 'https://elsewhere.example' }), 'own'],
  ['audience', (claims) => ({ ...claims, aud: 'another-client' }), 'own'],
  ['time', (claims) => ({ ...claims, iat: seconds(-900), exp: seconds(-600) }), 'own'],
  ['missing nonce', ({ nonce: _, ...claims }) => claims, 'own'],
  ['signature', (claims) => claims, 'other'],
] as const satisfies readonly (readonly [
  string,
  Parameters<FakeOidcProvider['forge']>[0],
  'own' | 'other',
])[])('an ID token with another %s is refused', async (_, change, key) => {
  provider.forge(change, key);
  const { code, api } = await signIn('zhang.san');
  expect([code, api]).toEqual(['sso_refused', undefined]);
});

test('an ID token that is signed anew but says the same is taken: the forgeries above fail for what they say', async () => {
  provider.forge((claims) => claims);
  expect((await signIn('zhang.san')).code).toBeNull();
});

test('a code is good once, for a short while, and in the browser that asked', async () => {
  const first = new Browsing();
  const callback = await first.toCallback(server.baseUrl, 'zhang.san');
  const flow = first.cookie(server.baseUrl, 'mc_sso') ?? '';
  // Another browser, without the flow's cookie: an attacker's link that would sign somebody in as the attacker.
  const stranger = new Browsing();
  expect((await arrive(stranger, callback)).code).toBe('sso_not_begun');
  expect((await arrive(first, callback)).code).toBeNull();
  const replay = new Browsing();
  await replay.get(`${server.baseUrl}/api/v1/session/methods`);
  replay.setCookie(server.baseUrl, 'mc_sso', flow);
  expect((await arrive(replay, callback)).code).toBe('sso_refused');

  const late = new Browsing();
  const expired = await late.toCallback(server.baseUrl, 'zhang.san');
  await new Promise((wait) => setTimeout(wait, 3100));
  expect((await arrive(late, expired)).code).toBe('sso_refused');
});

test('who breaks off at the service, and a code of another flow with this one’s state', async () => {
  expect((await signIn('nobody-there')).code).toBe('sso_cancelled');
  const [mine, theirs] = [new Browsing(), new Browsing()];
  const callback = new URL(await mine.toCallback(server.baseUrl, 'zhang.san'));
  const other = new URL(await theirs.toCallback(server.baseUrl, 'admin'));
  callback.searchParams.set('code', other.searchParams.get('code') ?? '');
  expect((await arrive(mine, callback.href)).code).toBe('sso_refused');
});

test('signing out goes on at the service; refusals are on the trail', async () => {
  const { api } = await comesIn('zhang.san');
  const { continueAt } = await api.request<{ continueAt: string }>('DELETE', '/api/v1/session');
  const url = new URL(continueAt);
  expect(url.origin).toBe(provider.issuer);
  expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${server.baseUrl}/`);
  expect((await fetch(url)).status).toBe(200);
  await expect(me(api)).rejects.toThrow('unauthenticated');
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=session.refuse');
  expect(items.map((row) => row.detail.why)).toContain('sso_no_access');
});

test('while the service is down its button says so, and local sign-in works', async () => {
  const fresh = await startAppServer({ sso: ssoConfig(provider) });
  await provider.down();
  try {
    const answer = await fetch(`${fresh.baseUrl}/api/v1/session/sso/start`, { redirect: 'manual' });
    expect(locationOf(answer, fresh.baseUrl)).toBe(`${fresh.baseUrl}/?sso=sso_unreachable`);
    const { configured } = await fresh.admin.get<SsoState>('/api/v1/sso');
    expect(configured?.unreachable).toBe('ECONNREFUSED');
  } finally {
    await provider.up();
    await fresh.close();
  }
});

test('only who may everything sets mappings, and nobody maps more than they hold', async () => {
  const put = (api: ApiClient, items: object[]) => api.request('PUT', '/api/v1/sso/mappings', { items });
  const { api } = await comesIn('zhang.san');
  await expect(put(api, [])).rejects.toThrow('forbidden');
  const gone = { value: 'x', grant: { role: 'monitor', scope: { kind: 'region', code: '999999' } } };
  const fault = await put(server.admin, [gone]).catch((error: unknown) => error);
  expect(fault instanceof ApiProblem && fault.problem.errors?.[0]?.field).toBe('body.items[0].grant.scope');
});
