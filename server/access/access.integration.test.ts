import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD, type AppServer, startAppServer } from '../../test/factories/app-server.ts';
import type { Me, Token, User } from '../contract/access.ts';
import { DEFAULT_SIGN_IN_SETTINGS } from '../contract/account.ts';
import type { AuditRow } from '../contract/audit.ts';
import { sessionsEnded } from './index.ts';
import { UsersStore } from './people/users.store.ts';
import { SessionsStore } from './sign-in/sessions.store.ts';
import { Sessions } from './sign-in/sessions.ts';

let server: AppServer;
let clockMs = Date.now();
const county = { kind: 'region', code: '445202' } as const;
const ids = { hall: '', department: '', other: '' };

beforeAll(async () => {
  server = await startAppServer({
    now: () => clockMs,
    signInLimits: { byAddress: 1000, byName: 3, perSeconds: 600 },
  });
  await sql`insert into region values ('440000', '广东', 'province', null), ('445200', '揭阳', 'city', '440000'),
    ('445202', '榕城', 'county', '445200'), ('445203', '揭东', 'county', '445200')`.execute(server.db);
  const inserted = async (text: string) =>
    (await sql<{ id: string }>`${sql.raw(text)}`.execute(server.db)).rows[0]?.id;
  ids.hall =
    (await inserted(`insert into hall (region_code, name) values ('445202', '榕城大厅') returning id`)) ?? '';
  ids.department =
    (await inserted(`insert into department (region_code, name) values ('445202', '市场局') returning id`)) ??
    '';
  ids.other =
    (await inserted(`insert into department (region_code, name) values ('445203', '教育局') returning id`)) ??
    '';
});
afterAll(() => server.close());

let made = 0;
async function newUser(
  grants: object[],
  by = server.admin,
): Promise<{ user: User; api: () => Promise<ApiClient> }> {
  made += 1;
  const password = `password-${made}-long`;
  const body = { username: `user${made}`, displayName: `用户${made}`, password, grants };
  const user = await by.post<User>('/api/v1/users', body);
  return { user, api: () => ApiClient.signIn(server.baseUrl, user.username, password) };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof ApiProblem) return `${error.problem.status} ${error.problem.code}`;
    throw error;
  }
  return 'done';
}

test('signing in sets a strict HttpOnly cookie, kept as a hash; signing out ends it at once', async () => {
  const response = await fetch(`${server.baseUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: ADMIN_PASSWORD }),
  });
  const cookie = response.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^mc_session=[\w-]{43}; /);
  for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(part);
  expect(((await response.json()) as Me).permissions).toContain('users:write');
  const secret = /mc_session=([\w-]+)/.exec(cookie)?.[1] ?? '';
  const stored =
    await sql`select 1 from user_session where encode(secret_hash, 'escape') like ${`%${secret}%`}`.execute(
      server.db,
    );
  expect(stored.rows).toHaveLength(0);

  const api = new ApiClient(server.baseUrl, { cookie: `mc_session=${secret}` });
  expect((await api.get<Me>('/api/v1/session')).username).toBe('admin');
  const ended: string[] = [];
  server.bus.subscribe(sessionsEnded, ({ sessionIds }) => ended.push(...sessionIds));
  await api.request('DELETE', '/api/v1/session');
  expect(ended).toHaveLength(1);
  expect(await codeOf(api.get('/api/v1/session'))).toBe('401 unauthenticated');
});

test('wrong password, unknown and disabled users are answered alike, and slowed after three', async () => {
  const { user } = await newUser([{ role: 'monitor', scope: { kind: 'everywhere' } }]);
  await server.admin.request('PATCH', `/api/v1/users/${user.id}`, { disabled: true });
  const tries = [
    [user.username, `password-${made}-long`],
    ['nobody-here', 'whatever-it-is'],
    ['nobody-here', 'whatever-it-is'],
    ['nobody-here', 'whatever-it-is'],
    ['NOBODY-here', 'whatever-it-is'],
    ['nobody-here', 'whatever-it-is'],
  ] as const;
  const answers = [];
  for (const [name, password] of tries)
    answers.push(await codeOf(ApiClient.signIn(server.baseUrl, name, password)));
  expect(answers).toEqual([
    ...Array(4).fill('401 wrong_credentials'),
    ...Array(2).fill('429 too_many_requests'),
  ]);
  const refused = await fetch(`${server.baseUrl}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'nobody-here', password: 'whatever-it-is' }),
  });
  expect(refused.status).toBe(429);
  const retryAfterS = Number(refused.headers.get('retry-after'));
  expect(retryAfterS).toBeGreaterThan(500);
  expect(retryAfterS).toBeLessThanOrEqual(600);
  // A flood is told of once: the trail is never emptied, and anybody may knock.
  const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?action=session.refuse');
  expect(items.map((row) => row.detail.why)).toEqual([
    'too_many_attempts',
    ...Array(4).fill('wrong_credentials'),
  ]);
});

test('an unknown user takes about as long as a wrong password', async () => {
  const time = async (name: string) => {
    const startedAt = performance.now();
    await codeOf(ApiClient.signIn(server.baseUrl, name, 'wrong-password'));
    return performance.now() - startedAt;
  };
  const { user } = await newUser([{ role: 'monitor', scope: { kind: 'everywhere' } }]);
  const times = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 3; round++) {
    times.known = Math.min(times.known, await time(user.username));
    times.unknown = Math.min(times.unknown, await time('stranger-1'));
  }
  // Without the decoy it is thirty times faster; a loaded machine, taking turns, wobbles by far less.
  expect(times.unknown).toBeGreaterThan(times.known / 5);
});

test('changed grants, a new password and being disabled end the sessions of that user only', async () => {
  const { user, api } = await newUser([{ role: 'monitor', scope: { kind: 'everywhere' } }]);
  const changes = [{ grants: [{ role: 'supervisor', scope: county }] }, { disabled: true }];
  for (const change of changes) {
    const session = await api();
    await session.get('/api/v1/session');
    await server.admin.request('PATCH', `/api/v1/users/${user.id}`, change);
    expect(await codeOf(session.get('/api/v1/session'))).toBe('401 unauthenticated');
  }
  expect((await server.admin.get<Me>('/api/v1/session')).username).toBe('admin');
});

test('one’s own password: the present one is needed, other sessions end, this one stays', async () => {
  const { user, api } = await newUser([{ role: 'monitor', scope: county }]);
  const [here, there] = [await api(), await api()];
  const path = '/api/v1/session/password';
  expect(await codeOf(here.request('PUT', path, { current: 'x', next: 'another-password' }))).toBe(
    '400 invalid_request',
  );
  await here.request('PUT', path, { current: `password-${made}-long`, next: 'another-password' });
  await here.get('/api/v1/session');
  expect(await codeOf(there.get('/api/v1/session'))).toBe('401 unauthenticated');
  await ApiClient.signIn(server.baseUrl, user.username, 'another-password');
});

test('a session ends after eight hours without use, slides with use, and after seven days whatever happens', async () => {
  const { api } = await newUser([{ role: 'monitor', scope: county }]);
  const idle = await api();
  clockMs += 8 * 3600_000;
  expect(await codeOf(idle.get('/api/v1/session'))).toBe('401 unauthenticated');
  const used = await api();
  let hours = 0;
  for (; hours < 7 * 24 - 5; hours += 5) {
    clockMs += 5 * 3600_000;
    await used.get('/api/v1/session');
  }
  clockMs += 5 * 3600_000;
  expect(await codeOf(used.get('/api/v1/session'))).toBe('401 unauthenticated');
  const open = await api();
  const { sessionId } = (
    await sql<{ sessionId: string }>`select id as "sessionId" from user_session
    order by created_at desc limit 1`.execute(server.db)
  ).rows[0] ?? { sessionId: '' };
  for (let step = 0; step < 3; step++) {
    clockMs += 5 * 3600_000;
    await server.slice.keepAlive([sessionId]);
  }
  await open.get('/api/v1/session');
  Object.assign(server, { admin: await ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD) });
});

test('an admin of a county registers people of that county only, and does not see others', async () => {
  const { api } = await newUser([{ role: 'admin', scope: county }]);
  const admin = await api();
  const within = [county, { kind: 'hall', id: ids.hall }, { kind: 'department', id: ids.department }];
  for (const scope of within) await newUser([{ role: 'monitor', scope }], admin);
  const beyond = [
    { kind: 'everywhere' },
    { kind: 'region', code: '445200' },
    { kind: 'region', code: '445203' },
    { kind: 'department', id: ids.other },
    { kind: 'hall', id: ids.other },
  ];
  for (const scope of beyond)
    expect(await codeOf(newUser([{ role: 'monitor', scope }], admin))).toBe('400 invalid_request');
  const { items } = await admin.get<{ items: User[] }>('/api/v1/users');
  expect(items.map((user) => user.username)).not.toContain('admin');
  expect(items.length).toBeGreaterThanOrEqual(4);
  const { items: all } = await server.admin.get<{ items: User[] }>('/api/v1/users?limit=500');
  const root = all.find((user) => user.username === 'admin');
  expect(await codeOf(admin.request('PATCH', `/api/v1/users/${root?.id}`, { disabled: true }))).toBe(
    '404 not_found',
  );
  expect(await codeOf(admin.get('/api/v1/audit'))).toBe('404 not_found');
});

test('the last who may everything cannot be disabled; a taken name names its field', async () => {
  const { items } = await server.admin.get<{ items: User[] }>('/api/v1/users?q=admin');
  expect(
    await codeOf(server.admin.request('PATCH', `/api/v1/users/${items[0]?.id}`, { disabled: true })),
  ).toBe('409 last_admin');
  const body = {
    username: 'admin',
    displayName: 'x',
    password: 'long-enough-1',
    grants: [{ role: 'monitor', scope: county }],
  };
  expect(await codeOf(server.admin.post('/api/v1/users', body))).toBe('409 username_taken');
});

test('lists page by name', async () => {
  const names: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: { items: User[]; nextCursor: string | null } = await server.admin.get(
      `/api/v1/users?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    names.push(...page.items.map((user) => user.username));
    cursor = page.nextCursor;
  }
  expect(names).toEqual([...new Set(names)].sort());
  expect(names).toContain('admin');
});

test('a token speaks for its department and nothing else, until it is revoked or expires', async () => {
  const expiresAt = new Date(clockMs + 3600_000).toISOString();
  const token = await server.admin.post<Token & { secret: string }>('/api/v1/tokens', {
    name: '业务系统',
    source: 'scjg',
    departmentId: ids.department,
    expiresAt,
  });
  const asked = async () =>
    server.access.authenticate({ headers: { authorization: `Bearer ${token.secret}` } } as never);
  const machine = await asked();
  if (!machine) throw new Error('the token is not known');
  const at = (departmentId: string) => ({ regionPath: ['445202'], departmentIds: [departmentId] });
  expect(await server.access.permits(machine, 'exchange:report', at(ids.department))).toBe(true);
  expect(await server.access.permits(machine, 'exchange:report', at(ids.other))).toBe(false);
  expect(await server.access.permits(machine, 'cases:read')).toBe(false);
  const api = ApiClient.withToken(server.baseUrl, token.secret);
  expect(await codeOf(api.get('/api/v1/users'))).toBe('403 forbidden');
  expect(await codeOf(api.get('/api/v1/session'))).toBe('403 forbidden');
  // A bad token is not made good by a good cookie beside it.
  const mixed = new ApiClient(server.baseUrl, { ...server.admin.headers, authorization: 'Bearer mct_wrong' });
  expect(await codeOf(mixed.get('/api/v1/session'))).toBe('401 unauthenticated');

  const { items } = await server.admin.get<{ items: Token[] }>('/api/v1/tokens');
  expect(JSON.stringify(items)).not.toContain(token.secret);
  const taken = { name: 'x', source: 'scjg', departmentId: ids.other };
  expect(await codeOf(server.admin.post('/api/v1/tokens', taken))).toBe('409 source_taken');
  clockMs += 3600_000;
  expect(await asked()).toBeUndefined();
  clockMs -= 3600_000;
  await server.admin.request('DELETE', `/api/v1/tokens/${token.id}`);
  expect(await asked()).toBeUndefined();
});

test('two departments that ask for one source at the same instant: one gets it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const ask = (departmentId: string) =>
      codeOf(server.admin.post('/api/v1/tokens', { name: 'x', source: `same-${round}`, departmentId }));
    const answers = await Promise.all([ask(ids.department), ask(ids.other), ask(ids.department)]);
    expect(answers[0]).toBe(answers[2]);
    expect(answers.slice(0, 2).sort()).toEqual(['409 source_taken', 'done']);
  }
});

test('where one sees things, for lists: regions with all below them, halls, departments', async () => {
  const { api } = await newUser([
    { role: 'monitor', scope: { kind: 'region', code: '445200' } },
    { role: 'monitor', scope: { kind: 'hall', id: ids.hall } },
    { role: 'department', scope: { kind: 'department', id: ids.other } },
  ]);
  const { headers } = await api();
  const actor = await server.access.authenticate({ headers } as never);
  if (!actor) throw new Error('not signed in');
  const places = await server.access.visible(actor, 'places:read');
  if (places.everywhere) throw new Error('not everywhere');
  expect([...places.regionCodes].sort()).toEqual(['445200', '445202', '445203']);
  expect(places.hallIds).toEqual([ids.hall]);
  expect(places.departmentIds).toEqual([ids.other]);
  expect(await server.access.visible(actor, 'live:view')).toMatchObject({ departmentIds: [] });
  expect(await server.access.visible(actor, 'users:write')).toEqual({
    everywhere: false,
    regionCodes: [],
    hallIds: [],
    departmentIds: [],
  });
});

test('a sign-in under way while the password is changed gets no session', async () => {
  const { user } = await newUser([{ role: 'monitor', scope: { kind: 'everywhere' } }]);
  const read = await new UsersStore({ db: server.db }).accountById(user.id);
  if (!read) throw new Error('there is no such account');
  await server.admin.request('PATCH', `/api/v1/users/${user.id}`, { password: 'another-password' });
  const settings = { current: async () => DEFAULT_SIGN_IN_SETTINGS };
  const sessions = new Sessions({
    store: new SessionsStore({ db: server.db }),
    settings,
    bus: server.bus,
    now: () => clockMs,
  });
  const origin = { openedBy: 'password', from: '', userAgent: '' } as const;
  expect(await sessions.open(read, origin)).toBeUndefined();
});

test('a socket that opened while its session was ended is ended at the next round', async () => {
  const ended: string[] = [];
  const stop = server.bus.subscribe(sessionsEnded, ({ sessionIds }) => ended.push(...sessionIds));
  const { headers } = server.admin;
  const admin = await server.access.authenticate({ headers } as never);
  if (admin?.kind !== 'user') throw new Error('not signed in');
  const gone = '33333333-3333-4333-8333-333333333333';
  await server.slice.keepAlive([admin.sessionId, gone]);
  stop();
  expect(ended).toEqual([gone]);
});

test('the first admin: made once, reset by a given password, which ends the sessions only when it differs', async () => {
  const before = server.admin;
  expect(await server.slice.ensureAdmin(undefined)).toEqual({ username: 'admin' });
  expect(await server.slice.ensureAdmin(ADMIN_PASSWORD)).toEqual({ username: 'admin' });
  await before.get('/api/v1/session');
  await server.slice.ensureAdmin('a-different-password');
  expect(await codeOf(before.get('/api/v1/session'))).toBe('401 unauthenticated');
  const again = await ApiClient.signIn(server.baseUrl, 'admin', 'a-different-password');
  await again.get('/api/v1/session');
  const cookie = await server.slice.openAdminSession();
  expect((await new ApiClient(server.baseUrl, { cookie }).get<Me>('/api/v1/session')).username).toBe('admin');

  const fresh = await startAppServer();
  await sql`delete from user_account`.execute(fresh.db);
  const { password = '' } = await fresh.slice.ensureAdmin(undefined);
  expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  await ApiClient.signIn(fresh.baseUrl, 'admin', password);
  await fresh.close();
});
