/** Attempts to come by more than one was given, or for longer, through the real routes on a real database. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { type City, registerCity } from '../../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../../test/factories/record-server.ts';
import type { Token, User } from '../../contract/access.ts';

let server: RecordServer;
let city: City;
let caseId = '';
const HOUR_MS = 3_600_000;
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const everywhere = { kind: 'everywhere' };
const away = { kind: 'region', code: '990000' };

beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, [
    { name: '一号机', mainUrl: 'rtsp://127.0.0.1:9/1', windows: ['1'] },
  ]);
  await server.admin.post('/api/v1/regions', {
    ...{ code: '990000', name: '别处', level: 'province', parentCode: null },
  });
  await ApiClient.withToken(server.baseUrl, city.tokenSecret).post('/api/v1/exchange/events', {
    events: [
      {
        ...{ type: 'stage', eventId: 'first', occurredAt: inMs(-60_000), caseNo: 'CASE-1' },
        ...{ matterCode: city.matter.code, stage: 'accepted', hallId: city.hall.id, windowCode: '1' },
      },
    ],
  });
  caseId = (await server.admin.get<{ items: { id: string }[] }>('/api/v1/cases')).items[0]?.id ?? '';
});
afterAll(() => server.close());

let made = 0;
async function person(grants: object[], by = server.admin) {
  made += 1;
  const [username, password] = [`person-${made}`, `a-long-password-${made}`];
  const user = await by.post<User>('/api/v1/users', {
    ...{ username, displayName: `人员${made}`, password, grants },
  });
  return { user, grants, api: await ApiClient.signIn(server.baseUrl, username, password) };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof ApiProblem)) throw error;
      const { status, code, errors } = error.problem;
      return `${status} ${code}${(errors ?? []).map(({ field }) => ` ${field}`).join('')}`;
    },
  );
const change = (api: ApiClient, id: string, body: object) =>
  codeOf(api.request('PATCH', `/api/v1/users/${id}`, body));
const give = (api: ApiClient, userId: string, until: string) =>
  codeOf(
    api.because('核查', 'POST', `/api/v1/cases/${caseId}/viewing-rights`, { userId, until, purpose: '核查' }),
  );

test('who administers for a time gives nothing that lasts longer: not to himself, not to others', async () => {
  const untilAt = inMs(HOUR_MS);
  const standIn = await person([{ role: 'admin', scope: everywhere, until: untilAt }]);
  const { api, user } = standIn;
  const forGood = [{ role: 'admin', scope: everywhere }];
  expect(await change(api, user.id, { grants: forGood })).toBe('400 invalid_request body.grants[0].until');
  const later = [{ role: 'admin', scope: everywhere, until: inMs(2 * HOUR_MS) }];
  expect(await change(api, user.id, { grants: later })).toBe('400 invalid_request body.grants[0].until');
  const friend = { username: 'friend', displayName: '朋友', password: 'a-long-password-0' };
  expect(await codeOf(api.post('/api/v1/users', { ...friend, grants: forGood }))).toBe(
    '400 invalid_request body.grants[0].until',
  );
  // What ends with it, or before, is theirs to give; what others gave may stay.
  const { id } = await api.post<User>('/api/v1/users', {
    ...friend,
    grants: [{ role: 'monitor', scope: away, until: untilAt }],
  });
  const monitor = await person([{ role: 'monitor', scope: away }]);
  const added = { role: 'auditor', scope: away, until: inMs(HOUR_MS / 2) };
  expect(await change(api, monitor.user.id, { grants: [...monitor.grants, added] })).toBe('done');
  expect(await change(api, id, { grants: [added] })).toBe('done');
  expect(await give(api, id, inMs(2 * HOUR_MS))).toBe('400 invalid_request body.until');
  expect(await give(api, id, inMs(HOUR_MS / 2))).toBe('done');
});

test('nor does he become one who administers for good', async () => {
  const chief = await person([{ role: 'admin', scope: away }]);
  const { api } = await person([{ role: 'admin', scope: everywhere, until: inMs(HOUR_MS) }]);
  expect(await change(api, chief.user.id, { password: 'another-long-password' })).toBe('403 beyond_reach');
  expect(await codeOf(api.get(`/api/v1/users/${chief.user.id}/security`))).toBe('403 beyond_reach');
});

test('a token ends with the rights of who makes it', async () => {
  const untilAt = inMs(HOUR_MS);
  const { api } = await person([{ role: 'admin', scope: away, until: untilAt }]);
  const wanted = { name: '抄表', source: 'reader', permissions: ['places:read'], scope: away };
  const refused = '400 invalid_request body.expiresAt';
  expect(await codeOf(api.post('/api/v1/tokens', { ...wanted, expiresAt: null }))).toBe(refused);
  expect(await codeOf(api.post('/api/v1/tokens', { ...wanted, expiresAt: inMs(2 * HOUR_MS) }))).toBe(refused);
  const { expiresAt } = await api.post<Token>('/api/v1/tokens', wanted);
  expect(expiresAt).toBe(untilAt);
});

test('an admin does not become a person who was given a case that is beyond the admin’s reach', async () => {
  const { api } = await person([{ role: 'admin', scope: away }]);
  const { user } = await person([{ role: 'monitor', scope: away }], api);
  const password = 'another-long-password';
  expect(await change(api, user.id, { password })).toBe('done');
  expect(await give(server.admin, user.id, inMs(HOUR_MS))).toBe('done');
  expect(await change(api, user.id, { password: `${password}-2` })).toBe('403 beyond_reach');
  const factor = `/api/v1/users/${user.id}/second-factor`;
  expect(await codeOf(api.because('丢了手机', 'DELETE', factor))).toBe('403 beyond_reach');
  // To keep them out is no way in; and where the case is, it may be done.
  expect(await change(api, user.id, { disabled: true })).toBe('done');
  expect(await change(server.admin, user.id, { password: `${password}-2` })).toBe('done');
});

test('a person without any grant is nobody’s but those’ who administer everything', async () => {
  const { api } = await person([{ role: 'admin', scope: away }]);
  // As one whom the other sign-in service’s groups give nothing any more.
  const { rows } = await sql<{ id: string }>`insert into user_account (username, display_name)
    values ('left@sso', '离开的人') returning id`.execute(server.db);
  const id = rows[0]?.id ?? '';
  const { items } = await api.get<{ items: User[] }>('/api/v1/users?limit=200');
  expect(items.map(({ username }) => username)).not.toContain('left@sso');
  const taken = { password: 'another-long-password', grants: [{ role: 'admin', scope: away }] };
  expect(await change(api, id, taken)).toBe('404 not_found');
  expect(await codeOf(server.admin.get(`/api/v1/users/${id}`))).toBe('done');
});

test('an admin’s own password is changed by who knows the present one only', async () => {
  const { api, user } = await person([{ role: 'admin', scope: away }]);
  expect(await change(api, user.id, { password: 'another-long-password' })).toBe('409 own_account');
  expect(await change(api, user.id, { displayName: '我自己' })).toBe('done');
});

test('an import is not taken back where a person has come to hold more than who takes it back', async () => {
  const { api, user: importer } = await person([{ role: 'admin', scope: away }]);
  const lesser = await person([
    { role: 'department', scope: away },
    { role: await roleOf(['users:read', 'users:write', 'places:read']), scope: away },
  ]);
  const fresh = { username: 'fresh', displayName: '新人', password: 'a-long-password-0' };
  const { id } = await api.post<User>('/api/v1/users', {
    ...{ ...fresh, grants: [{ role: 'monitor', scope: away }] },
  });
  const as = ({ id: userId, username }: User) =>
    ({ kind: 'user', id: userId, username, sessionId: userId }) as const;
  const { userImports } = server;
  await expect(userImports.removeUnused(as(lesser.user), id)).rejects.toMatchObject({ code: 'beyond_reach' });
  await userImports.removeUnused(as(importer), id);
  expect(await codeOf(server.admin.get(`/api/v1/users/${id}`))).toBe('404 not_found');
});

const roleOf = async (permissions: string[]) =>
  (await server.admin.post<{ id: string }>('/api/v1/roles', { name: permissions.join(), permissions })).id;

test('whoever changes people does not wait for whoever changes the region tree', async () => {
  const { user } = await person([{ role: 'monitor', scope: away }]);
  const disabled = await server.db.transaction().execute(async (trx) => {
    // As places/changes/moves.store.ts holds it.
    await sql`select pg_advisory_xact_lock(4452002027)`.execute(trx);
    return Promise.race([
      change(server.admin, user.id, { disabled: true }),
      new Promise((resolve) => setTimeout(() => resolve('still waiting'), 5000)),
    ]);
  });
  expect(disabled).toBe('done');
});

test('a person who is given more at that moment is not changed by who may not have changed them then', async () => {
  const { api } = await person([{ role: 'admin', scope: away }]);
  const { user } = await person([{ role: 'monitor', scope: away }], api);
  let changed: Promise<string> = Promise.resolve('');
  await server.db.transaction().execute(async (trx) => {
    await sql`select 1 from user_account where id = ${user.id} for no key update`.execute(trx);
    await sql`insert into user_grant (user_id, role, scope)
      values (${user.id}, 'supervisor', '{"kind":"region","code":"445200"}')`.execute(trx);
    let isOver = false;
    changed = change(api, user.id, { grants: [{ role: 'monitor', scope: away, until: inMs(HOUR_MS) }] });
    void changed.then(() => {
      isOver = true;
    });
    const isWaiting = async () =>
      (
        await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
          trx,
        )
      ).rows.length > 0;
    while (!isOver && !(await isWaiting())) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  expect(await changed).toBe('404 not_found');
  const { grants } = await server.admin.get<User>(`/api/v1/users/${user.id}`);
  expect(grants.map(({ role }) => role).sort()).toEqual(['monitor', 'supervisor']);
});

test('first passwords of an import are told to who brought it in, and not to who may not even see those people', async () => {
  const csv = '用户名,姓名,授权\nnew.chief,新主任,管理员@全部\n';
  const sent = await server.admin.fetch('/api/v1/imports/users?name=users.csv', {
    ...{ method: 'POST', headers: { 'content-type': 'application/octet-stream' }, body: csv },
  });
  const { id } = (await sent.json()) as { id: string };
  const reached = async (state: string) => {
    for (const beganMs = Date.now(); ; await new Promise((resolve) => setTimeout(resolve, 30))) {
      const job = await server.admin.get<{ state: string }>(`/api/v1/imports/${id}`);
      if (job.state === state) return;
      if (Date.now() - beganMs > 15_000) throw new Error(`the import is ${JSON.stringify(job)}`);
    }
  };
  await reached('ready');
  await server.admin.post(`/api/v1/imports/${id}/apply`, { mode: 'all' });
  await reached('applied');
  const { api } = await person([{ role: await roleOf(['users:read', 'users:write']), scope: everywhere }]);
  const path = `/api/v1/imports/${id}/passwords?format=csv`;
  expect(await codeOf(api.post(path, {}))).toBe('404 not_found');
  const told = await server.admin.fetch(path, { method: 'POST' });
  expect(await told.text()).toMatch(/new\.chief.*[a-z2-9]{4}(-[a-z2-9]{4}){3}/);
});

test('what groups of the other sign-in service hold is neither taken away by who holds less, nor given on', async () => {
  const path = '/api/v1/sso/mappings';
  const chiefs = { value: 'chiefs', grant: { role: 'admin', scope: everywhere } };
  const all = ['users:read', 'users:write', 'places:read', 'cameras:read'];
  const { api } = await person([{ role: await roleOf(all), scope: everywhere }]);
  const mine = {
    value: 'looking',
    grant: { role: await roleOf(['places:read', 'cameras:read']), scope: away },
  };
  await server.admin.request('PUT', path, { items: [chiefs] });
  // Nor by a stand-in to a group of his own, for good.
  const standIn = await person([{ role: 'admin', scope: everywhere, until: inMs(HOUR_MS) }]);
  const more = { items: [chiefs, { ...chiefs, value: 'his-own' }] };
  expect(await codeOf(standIn.api.request('PUT', path, more))).toBe(
    '400 invalid_request body.items[1].grant.until',
  );
  expect(await codeOf(standIn.api.request('PUT', path, { items: [chiefs] }))).toBe('done');
  expect(await codeOf(api.request('PUT', path, { items: [] }))).toBe('403 beyond_reach');
  expect(await codeOf(api.request('PUT', path, { items: [mine] }))).toBe('403 beyond_reach');
  await server.admin.request('PUT', path, { items: [] });
  expect(await codeOf(api.request('PUT', path, { items: [mine] }))).toBe('done');
  expect(await codeOf(api.request('PUT', path, { items: [] }))).toBe('done');
});
