/** Guessing, locks and second factors at the door, over a real server and database. */
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { ADMIN_PASSWORD, type AppServer, startAppServer } from '../../../test/factories/app-server.ts';
import type { Me, User } from '../../contract/access.ts';
import {
  type Account,
  DEFAULT_SIGN_IN_SETTINGS,
  type Enrolment,
  type Session,
  type SignInSettings,
  type UserSecurity,
} from '../../contract/account.ts';
import type { AuditRow } from '../../contract/audit.ts';
import { type Problem, REASON_HEADER } from '../../contract/common.ts';
import { AppError } from '../../platform/errors.ts';
import { UsersStore } from '../people/users.store.ts';
import { LockoutsStore } from './lockouts.store.ts';
import { Lockouts } from './lockouts.ts';
import { SignIn } from './sign-in.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const PASSWORD = 'mdkq4-szrt7';
let server: AppServer;
let clockMs = Date.now();

beforeAll(async () => {
  server = await startAppServer({
    now: () => clockMs,
    signInLimits: { byAddress: 10_000, byName: 10_000, perSeconds: 600 },
  });
});
afterAll(() => server.close());

let made = 0;
async function newUser(more: object = {}): Promise<User> {
  made += 1;
  return server.admin.post<User>('/api/v1/users', {
    ...{ username: `person${made}`, displayName: `人员${made}`, password: PASSWORD },
    grants: [{ role: 'monitor', scope: { kind: 'everywhere' } }],
    ...more,
  });
}

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(`${server.baseUrl}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.baseUrl, ...headers },
    body: JSON.stringify(body),
  });

/** The problem of a step that was not the last one. */
async function stepOf(
  response: Response,
): Promise<{ code: string; challenge: string; context: Problem['context'] }> {
  expect(response.headers.getSetCookie()).toEqual([]);
  const { code, context } = (await response.json()) as Problem;
  return { code, challenge: context?.challenge ?? '', context };
}

const enter = (username: string, password = PASSWORD) => post('/api/v1/session', { username, password });
const answer = (challenge: string, code: string) =>
  post('/api/v1/session/second-factor', { challenge, code });

/** Of the authenticator at the server's time; each step later makes a new one. */
const codeAt = (uri: string, offsetMs = 0) => {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  return new TOTP({ secret }).generate({ timestamp: clockMs + offsetMs });
};
const nextStep = () => {
  clockMs += 30_000;
};

function clientOf(response: Response): ApiClient {
  const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return new ApiClient(server.baseUrl, { cookie, origin: server.baseUrl });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem.code;
    throw error;
  }
}

/** Somebody with an authenticator, and its recovery codes. */
async function enrolled(): Promise<{ user: User; uri: string; recoveryCodes: string[]; api: ApiClient }> {
  const user = await newUser();
  const api = await ApiClient.signIn(server.baseUrl, user.username, PASSWORD);
  const { uri } = await api.post<Enrolment>('/api/v1/account/second-factor', { password: PASSWORD });
  const { recoveryCodes } = await api.request<{ recoveryCodes: string[] }>(
    'PUT',
    '/api/v1/account/second-factor',
    { code: codeAt(uri) },
  );
  nextStep();
  return { user, uri, recoveryCodes, api };
}

async function withSettings(change: Partial<SignInSettings>, work: () => Promise<void>): Promise<void> {
  const path = '/api/v1/settings/sign-in';
  await server.admin.request('PUT', path, { ...DEFAULT_SIGN_IN_SETTINGS, ...change });
  try {
    await work();
  } finally {
    await server.admin.request('PUT', path, DEFAULT_SIGN_IN_SETTINGS);
  }
}

test('an authenticator: asked for after the password, each code once, and the cookie is a new one', async () => {
  const { user, uri, recoveryCodes } = await enrolled();
  expect(recoveryCodes).toHaveLength(10);
  const first = await stepOf(await enter(user.username));
  expect(first.code).toBe('second_factor_required');
  const code = codeAt(uri);
  const opened = await answer(first.challenge, code);
  expect([opened.status, ((await opened.json()) as Me).username]).toEqual([200, user.username]);
  const { items } = await clientOf(opened).get<{ items: Session[] }>('/api/v1/account/sessions');
  expect(items.find((one) => one.current)?.openedBy).toBe('second-factor');
  // The challenge is used up, and so is the code, in whichever challenge.
  expect((await stepOf(await answer(first.challenge, code))).code).toBe('challenge_over');
  const second = await stepOf(await enter(user.username));
  expect((await stepOf(await answer(second.challenge, code))).code).toBe('wrong_code');
  nextStep();
  expect((await answer(second.challenge, codeAt(uri))).status).toBe(200);
});

test('of one code sent twice at once, one gets in', async () => {
  const { user, uri } = await enrolled();
  const challenges = await Promise.all([1, 2, 3].map(async () => stepOf(await enter(user.username))));
  const code = codeAt(uri);
  const answers = await Promise.all(challenges.map(({ challenge }) => answer(challenge, code)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
});

test('a recovery code opens once, spaces and capitals or not, and the rest is counted', async () => {
  const { user, recoveryCodes } = await enrolled();
  const [code = ''] = recoveryCodes;
  const first = await stepOf(await enter(user.username));
  const opened = await answer(first.challenge, ` ${code.toUpperCase()} `);
  expect(opened.status).toBe(200);
  const again = await stepOf(await enter(user.username));
  expect((await stepOf(await answer(again.challenge, code))).code).toBe('wrong_code');
  const { secondFactor } = await clientOf(opened).get<Account>('/api/v1/account');
  expect(secondFactor?.recoveryCodesLeft).toBe(9);
  const stored = await server.db.selectFrom('recovery_code').select('code_hash').execute();
  for (const { code_hash } of stored)
    for (const one of recoveryCodes) expect(code_hash.toString('latin1')).not.toContain(one);
});

test('a challenge is for its step, takes five codes, and lasts five minutes', async () => {
  const { user, uri } = await enrolled();
  const { challenge } = await stepOf(await enter(user.username));
  for (const path of ['new-password', 'enrolment', 'enrolment-code']) {
    const body = { challenge, next: 'another-9-password', code: '123456' };
    expect((await stepOf(await post(`/api/v1/session/${path}`, body))).code).toBe('challenge_over');
  }
  const left = [];
  for (let turn = 0; turn < 5; turn += 1)
    left.push((await stepOf(await answer(challenge, '000000'))).context?.triesLeft);
  expect(left).toEqual(['4', '3', '2', '1', '0']);
  expect((await stepOf(await answer(challenge, codeAt(uri)))).code).toBe('challenge_over');
  const late = await stepOf(await enter(user.username));
  clockMs += 5 * MINUTE_MS;
  expect((await stepOf(await answer(late.challenge, codeAt(uri)))).code).toBe('challenge_over');
});

test('who has the password does not guess codes for ever: new challenges do not help', async () => {
  const { user } = await enrolled();
  const codes: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const response = await enter(user.username);
    const { code, challenge } = await stepOf(response);
    codes.push(code);
    if (code !== 'second_factor_required') continue;
    for (let guess = 0; guess < 5; guess += 1) await answer(challenge, '000000');
  }
  expect(codes).toEqual([
    ...['second_factor_required', 'second_factor_required'],
    ...['account_locked', 'account_locked'],
  ]);
});

test('a challenge dies with the password it came with, with the account, and with the factor', async () => {
  const { user, uri } = await enrolled();
  const changes = [
    () => server.admin.request('PATCH', `/api/v1/users/${user.id}`, { disabled: true }),
    () => server.admin.request('PATCH', `/api/v1/users/${user.id}`, { password: 'wbtk9-pplx3' }),
  ];
  for (const change of changes) {
    const { challenge } = await stepOf(await enter(user.username));
    await change();
    expect((await stepOf(await answer(challenge, codeAt(uri)))).code).toBe('challenge_over');
    await server.admin.request('PATCH', `/api/v1/users/${user.id}`, { disabled: false });
  }
  const { challenge } = await stepOf(await enter(user.username, 'wbtk9-pplx3'));
  const headers = { [REASON_HEADER]: encodeURIComponent('手机丢失') };
  const reset = (more: object) =>
    server.admin.fetch(`/api/v1/users/${user.id}/second-factor`, { method: 'DELETE', ...more });
  expect(((await (await reset({})).json()) as Problem).code).toBe('reason_required');
  expect((await reset({ headers })).status).toBe(200);
  const { id: own } = await server.admin.get<Me>('/api/v1/session');
  const path = `/api/v1/users/${own}/second-factor`;
  const ownReset = await server.admin.fetch(path, { method: 'DELETE', headers });
  expect(((await ownReset.json()) as Problem).code).toBe('own_account');
  expect((await stepOf(await answer(challenge, codeAt(uri)))).code).toBe('challenge_over');
  expect((await enter(user.username, 'wbtk9-pplx3')).status).toBe(200);
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=second-factor.reset');
  expect(items[0]).toMatchObject({ actor: 'user:admin', reason: '手机丢失' });
});

test('setting up and taking away: password and code, and the other sessions and the old cookie end', async () => {
  const user = await newUser();
  const api = await ApiClient.signIn(server.baseUrl, user.username, PASSWORD);
  const there = await ApiClient.signIn(server.baseUrl, user.username, PASSWORD);
  const before = new ApiClient(server.baseUrl, { ...api.headers });
  const path = '/api/v1/account/second-factor';
  expect(await codeOf(api.post(path, { password: 'wrong-one' }))).toBe('invalid_request');
  const { uri, secret } = await api.post<Enrolment>(path, { password: PASSWORD });
  expect(uri).toContain(secret);
  // Nothing is asked of it yet.
  expect((await enter(user.username)).status).toBe(200);
  expect(await codeOf(api.request('PUT', path, { code: '000000' }))).toBe('invalid_request');
  await api.request('PUT', path, { code: codeAt(uri) });
  for (const old of [before, there]) expect(await codeOf(old.get('/api/v1/session'))).toBe('unauthenticated');
  await api.get('/api/v1/session');
  const stored = await server.db.selectFrom('second_factor').select('secret_sealed').execute();
  for (const { secret_sealed } of stored) expect(secret_sealed.toString('latin1')).not.toContain(secret);
  expect(await codeOf(api.post(path, { password: PASSWORD }))).toBe('second_factor_exists');
  nextStep();
  const removal = (password: string, code: string) => codeOf(api.post(`${path}/removal`, { password, code }));
  expect(await removal('wrong-one', codeAt(uri))).toBe('invalid_request');
  expect(await removal(PASSWORD, '000000')).toBe('invalid_request');
  expect(await removal(PASSWORD, codeAt(uri))).toBe('done');
  expect((await enter(user.username)).status).toBe(200);
});

test('a role that must have one: led to it at sign-in, in until then nothing, and it cannot be taken away', async () => {
  const user = await newUser();
  const session = await ApiClient.signIn(server.baseUrl, user.username, PASSWORD);
  await withSettings({ secondFactorRoles: ['monitor'] }, async () => {
    // Whoever was in without one is out.
    expect(await codeOf(session.get('/api/v1/session'))).toBe('unauthenticated');
    const { code, challenge } = await stepOf(await enter(user.username));
    expect(code).toBe('enrolment_required');
    const begun = await post('/api/v1/session/enrolment', { challenge });
    expect(begun.headers.getSetCookie()).toEqual([]);
    const { uri } = (await begun.json()) as Enrolment;
    const confirm = (given: string) => post('/api/v1/session/enrolment-code', { challenge, code: given });
    expect((await stepOf(await confirm('000000'))).code).toBe('wrong_code');
    const opened = await confirm(codeAt(uri));
    const { recoveryCodes } = (await opened.json()) as { recoveryCodes: string[] };
    expect(recoveryCodes).toHaveLength(10);
    const api = clientOf(opened);
    expect((await api.get<Account>('/api/v1/account')).secondFactorRequired).toBe(true);
    nextStep();
    const body = { password: PASSWORD, code: codeAt(uri) };
    expect(await codeOf(api.post('/api/v1/account/second-factor/removal', body))).toBe(
      'second_factor_needed',
    );
  });
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=setting.set');
  const changed = items.find((row) => (row.after?.secondFactorRoles as string[])?.length === 1);
  expect(changed?.before).toEqual({ secondFactorRoles: [] });
});

test('a password somebody else chose is changed first; an old one too; none of the last five comes back', async () => {
  const user = await newUser({ mustChangePassword: true });
  const passwords = ['wbtk9-pplx3', 'hgfz2-rrmn5', 'czxq8-ttkd4', 'jjlw6-vvbs7', 'nnqp3-yytr2'];
  const first = await stepOf(await enter(user.username));
  expect(first.code).toBe('new_password_required');
  const choose = (challenge: string, next: string) =>
    post('/api/v1/session/new-password', { challenge, next });
  for (const bad of ['Jieyang@2026', 'short', PASSWORD, `${user.username}-2026`]) {
    const refused = await choose(first.challenge, bad);
    expect([bad, refused.status]).toEqual([bad, 400]);
  }
  const opened = await choose(first.challenge, passwords[0] ?? '');
  expect(opened.status).toBe(200);
  const api = clientOf(opened);
  let current = passwords[0] ?? '';
  const change = (next: string) => api.request('PUT', '/api/v1/session/password', { current, next });
  for (const next of passwords.slice(1)) {
    await change(next);
    current = next;
  }
  expect(await codeOf(change(passwords[0] ?? ''))).toBe('invalid_request');
  expect(await codeOf(change(PASSWORD))).toBe('done');
  await withSettings({ passwordMaxAgeDays: 90 }, async () => {
    clockMs += 90 * DAY_MS;
    Object.assign(server, { admin: await adminAgain() });
    expect((await stepOf(await enter(user.username))).code).toBe('new_password_required');
  });
});

/** After a leap of the clock: with a password set just now, and a session. */
async function adminAgain(): Promise<ApiClient> {
  await server.slice.ensureAdmin('a-password-in-between');
  await server.slice.ensureAdmin(ADMIN_PASSWORD);
  return ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD);
}

test('one’s sessions: listed with what opened them, ended one by one, and nobody else’s', async () => {
  const [user, other] = [await newUser(), await newUser()];
  const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0 Safari/537.36' };
  const signIn = async ({ username }: User) =>
    clientOf(await post('/api/v1/session', { username, password: PASSWORD }, browser));
  const [here, there, stranger] = [await signIn(user), await signIn(user), await signIn(other)];
  const list = async (api: ApiClient) =>
    (await api.get<{ items: Session[] }>('/api/v1/account/sessions')).items;
  const all = await list(here);
  expect(all).toHaveLength(2);
  expect(all[0]).toMatchObject({ openedBy: 'password', userAgent: browser['user-agent'], from: '127.0.0.1' });
  expect(all.filter((one) => one.current)).toHaveLength(1);
  const [theirs] = await list(stranger);
  expect(await codeOf(here.request('DELETE', `/api/v1/account/sessions/${theirs?.id}`))).toBe('not_found');
  await stranger.get('/api/v1/session');
  const elsewhere = all.find((one) => !one.current);
  await here.request('DELETE', `/api/v1/account/sessions/${elsewhere?.id}`);
  expect(await codeOf(there.get('/api/v1/session'))).toBe('unauthenticated');
  const third = await signIn(user);
  await here.request('DELETE', '/api/v1/account/sessions');
  expect(await codeOf(third.get('/api/v1/session'))).toBe('unauthenticated');
  await here.get('/api/v1/session');
  // An admin sees and ends them as well.
  const security = await server.admin.get<UserSecurity>(`/api/v1/users/${user.id}/security`);
  expect(security.sessions).toHaveLength(1);
  await server.admin.request('DELETE', `/api/v1/users/${user.id}/sessions/${security.sessions[0]?.id}`);
  expect(await codeOf(here.get('/api/v1/session'))).toBe('unauthenticated');
});

test('how long sessions last is the site’s to say, for those there are as well', async () => {
  const user = await newUser();
  const api = await ApiClient.signIn(server.baseUrl, user.username, PASSWORD);
  await withSettings({ lifetimeHours: 1, idleMinutes: 30 }, async () => {
    clockMs += 29 * MINUTE_MS;
    Object.assign(server, { admin: await adminAgain() });
    await api.get('/api/v1/session');
    clockMs += 29 * MINUTE_MS;
    await server.admin.get('/api/v1/session');
    await api.get('/api/v1/session');
    clockMs += 29 * MINUTE_MS;
    Object.assign(server, { admin: await adminAgain() });
    expect(await codeOf(api.get('/api/v1/session'))).toBe('unauthenticated');
  });
});

test('an attacker’s cookie is worth nothing after a sign-in, and a sign-in ends the session it replaces', async () => {
  const [user, attacker] = [await newUser(), await newUser()];
  const planted = await ApiClient.signIn(server.baseUrl, attacker.username, PASSWORD);
  const cookie = planted.headers.cookie ?? '';
  const opened = await post('/api/v1/session', { username: user.username, password: PASSWORD }, { cookie });
  expect(opened.headers.getSetCookie()[0]).not.toContain(cookie);
  expect(await codeOf(planted.get('/api/v1/session'))).toBe('unauthenticated');
  const made = `mc_session=${'A'.repeat(43)}`;
  const again = await post(
    '/api/v1/session',
    { username: user.username, password: PASSWORD },
    { cookie: made },
  );
  expect(again.headers.getSetCookie()[0]).not.toContain(made);
  expect(await codeOf(new ApiClient(server.baseUrl, { cookie: made }).get('/api/v1/session'))).toBe(
    'unauthenticated',
  );
});

test('other sites’ pages post nothing here: by origin, by fetch metadata, as a form', async () => {
  const user = await newUser();
  const { headers } = await ApiClient.signIn(server.baseUrl, user.username, PASSWORD);
  const cookie = headers.cookie ?? '';
  const bodies: [string, string, object][] = [
    ['POST', '/api/v1/session', { username: user.username, password: PASSWORD }],
    ['POST', '/api/v1/session/second-factor', { challenge: 'x', code: '123456' }],
    ['POST', '/api/v1/account/second-factor', { password: PASSWORD }],
    ['PUT', '/api/v1/session/password', { current: PASSWORD, next: 'wbtk9-pplx3' }],
    ['DELETE', '/api/v1/account/sessions', {}],
    ['PUT', '/api/v1/settings/sign-in', DEFAULT_SIGN_IN_SETTINGS],
  ];
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const [method, path, body] of bodies)
    for (const from of foreign) {
      const response = await fetch(`${server.baseUrl}${path}`, {
        method,
        headers: { cookie, 'content-type': 'application/json', ...from },
        body: JSON.stringify(body),
      });
      expect([path, ((await response.json()) as Problem).code]).toEqual([path, 'cross_site']);
    }
  const form = await fetch(`${server.baseUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ username: user.username, password: PASSWORD }),
  });
  expect(form.status).toBe(415);
});

test('ten failures lock a name, known or not alike; an admin sees the lock and lifts it; a restart does not', async () => {
  const user = await newUser();
  const answers = async (name: string) => {
    const codes: string[] = [];
    for (let turn = 0; turn < 11; turn += 1)
      codes.push(((await (await enter(name, 'not-the-password')).json()) as Problem).code);
    return codes;
  };
  const expected = [...Array(10).fill('wrong_credentials'), 'account_locked'];
  expect(await answers(user.username)).toEqual(expected);
  expect(await answers('nobody-of-that-name')).toEqual(expected);
  const locked = await enter(user.username);
  expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '900']);
  const fresh = new SignIn({ users: new UsersStore({ db: server.db }), lockouts: lockouts() });
  await expect(fresh.check(user.username, PASSWORD, '127.0.0.1')).rejects.toThrow('locked');
  const path = `/api/v1/users/${user.id}`;
  const { locks } = await server.admin.get<UserSecurity>(`${path}/security`);
  expect(locks).toMatchObject([{ network: null, failures: 10 }]);
  await server.admin.request('DELETE', `${path}/locks`);
  expect((await enter(user.username)).status).toBe(200);
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=session.refuse');
  expect(items.filter((row) => row.detail.lockedUntil !== undefined)).toHaveLength(2 + 1);
});

const lockouts = () =>
  new Lockouts({
    store: new LockoutsStore({ db: server.db }),
    settings: { current: async () => DEFAULT_SIGN_IN_SETTINGS },
    now: () => clockMs,
  });

test('a stranger locks nobody out of where they signed in of late, nor whoever guesses there out elsewhere', async () => {
  const user = await newUser();
  const users = new UsersStore({ db: server.db });
  const signIn = new SignIn({
    ...{ users, lockouts: lockouts() },
    limits: { byAddress: 1000, byName: 1000, perSeconds: 600 },
  });
  const attempt = async (password: string, address: string) => {
    try {
      const { account } = await signIn.check(user.username, password, address);
      if (account) await lockouts().succeeded(account.id, user.username, address);
      return account ? 'in' : 'wrong';
    } catch (error) {
      return error instanceof AppError ? error.code : String(error);
    }
  };
  expect(await attempt(PASSWORD, '10.0.0.7')).toBe('in');
  clockMs += 6 * DAY_MS;
  for (let host = 1; host <= 10; host += 1) await attempt('guess', `192.0.2.${host}`);
  expect(await attempt(PASSWORD, '10.0.0.8')).toBe('account_locked');
  expect(await attempt('wrong-once', '10.0.0.7')).toBe('wrong');
  expect(await attempt(PASSWORD, '10.0.0.7')).toBe('in');
  // Signing in well does not empty what is counted for everybody else.
  expect(await attempt(PASSWORD, '10.0.0.9')).toBe('account_locked');
  for (let guess = 0; guess < 10; guess += 1) await attempt('guess', '10.0.0.7');
  expect(await attempt(PASSWORD, '10.0.0.7')).toBe('account_locked');
  clockMs += 15 * MINUTE_MS;
  expect(await attempt(PASSWORD, '10.0.0.9')).toBe('in');
  clockMs += 8 * DAY_MS;
  for (let host = 1; host <= 10; host += 1) await attempt('guess', `192.0.2.${host}`);
  // A week later nobody is known anywhere any more.
  expect(await attempt(PASSWORD, '10.0.0.7')).toBe('account_locked');
  Object.assign(server, { admin: await adminAgain() });
});

test('guessing a name at one network is slowed there and nowhere else', async () => {
  const user = await newUser();
  const signIn = new SignIn({
    ...{ users: new UsersStore({ db: server.db }), lockouts: lockouts() },
    limits: { byAddress: 1000, byName: 2, perSeconds: 600 },
  });
  const attempt = (password: string, address: string) =>
    signIn.check(user.username, password, address).then(
      ({ account }) => (account ? 'in' : 'wrong'),
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
  const answers = [];
  for (const guess of ['guess', 'guess', 'guess', PASSWORD]) answers.push(await attempt(guess, '10.0.0.66'));
  expect(answers).toEqual(['wrong', 'wrong', 'too_many_requests', 'too_many_requests']);
  expect(await attempt(PASSWORD, '10.0.0.7')).toBe('in');
});

test('what others at one’s address guess keeps nobody out who signed in there of late', async () => {
  const [user, other] = [await newUser(), await newUser()];
  const signIn = new SignIn({
    ...{ users: new UsersStore({ db: server.db }), lockouts: lockouts() },
    limits: { byAddress: 3, byName: 1000, perSeconds: 600 },
  });
  const attempt = (name: string, password: string) =>
    signIn.check(name, password, '10.9.0.1').then(
      ({ account }) => (account ? 'in' : 'wrong'),
      (error: unknown) => (error instanceof AppError ? error.code : String(error)),
    );
  await lockouts().succeeded(user.id, user.username, '10.9.0.1');
  for (let guess = 0; guess < 3; guess += 1) await attempt(`nobody-${guess}`, 'guess');
  expect(await attempt(other.username, PASSWORD)).toBe('too_many_requests');
  expect(await attempt(user.username, PASSWORD)).toBe('in');
});

test('who came with an old password half-way is asked for a code that was set up since', async () => {
  const user = await newUser();
  clockMs += 400 * DAY_MS - 60 * MINUTE_MS;
  Object.assign(server, { admin: await adminAgain() });
  const here = await ApiClient.signIn(server.baseUrl, user.username, PASSWORD);
  await withSettings({ passwordMaxAgeDays: 400 }, async () => {
    clockMs += 2 * 60 * MINUTE_MS;
    const { code, challenge } = await stepOf(await enter(user.username));
    expect(code).toBe('new_password_required');
    const { uri } = await here.post<Enrolment>('/api/v1/account/second-factor', { password: PASSWORD });
    await here.request('PUT', '/api/v1/account/second-factor', { code: codeAt(uri) });
    const taken = await post('/api/v1/session/new-password', { challenge, next: 'vxqp3-tmwd8' });
    expect((await stepOf(taken)).code).toBe('second_factor_required');
  });
});

test('one person at many doors at once comes in at each', async () => {
  const user = await newUser();
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(Array.from({ length: 8 }, () => enter(user.username)));
    expect(answers.map(({ status }) => status)).toEqual(new Array(8).fill(200));
  }
  // And beside a change that an admin makes of them at that moment.
  const path = `/api/v1/users/${user.id}`;
  const beside = await Promise.all([
    ...Array.from({ length: 6 }, () => enter(user.username)),
    server.admin.fetch(path, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password: 'vxqp3-tmwd8' }),
    }),
  ]);
  for (const { status } of beside) expect([200, 401]).toContain(status);
});
