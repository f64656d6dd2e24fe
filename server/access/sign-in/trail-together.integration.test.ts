/** What is done to a session, a password or a second factor stands only with its row in the trail. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../../test/factories/app-server.ts';
import type { User } from '../../contract/access.ts';
import { sealerWithKey } from '../../platform/sealer.ts';
import { type Account, UsersStore } from '../people/users.store.ts';
import { createSignInParts } from './parts.ts';

const PASSWORD = 'paper-river-42-lamp';
let server: AppServer;
let api: ApiClient;
beforeAll(async () => {
  server = await startAppServer();
  await server.admin.post<User>('/api/v1/users', {
    ...{ username: 'li.si', displayName: '李四', password: PASSWORD },
    grants: [{ role: 'monitor', scope: { kind: 'everywhere' } }],
  });
  api = await signIn();
  // A trail that takes no more rows of these, as on a full disk.
  await sql`create function refuse_row() returns trigger language plpgsql as
    $$ begin raise exception 'the disk is full'; end $$`.execute(server.db);
});
afterAll(() => server.close());

const signIn = (password = PASSWORD) => ApiClient.signIn(server.baseUrl, 'li.si', password);
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
  );
const open = async () => (await api.get<{ items: unknown[] }>('/api/v1/account/sessions')).items.length;

/** While `work` runs the trail takes no row of this action. */
async function withoutTrailOf(action: string, work: () => Promise<unknown>): Promise<string> {
  const when = sql.lit(action);
  await sql`create trigger refuse_row before insert on audit_row for each row
    when (new.action = ${when}) execute function refuse_row()`.execute(server.db);
  try {
    return await codeOf(work());
  } finally {
    await sql`drop trigger refuse_row on audit_row`.execute(server.db);
  }
}

test('nobody gets a session without a row', async () => {
  const before = await open();
  expect(await withoutTrailOf('session.create', () => signIn())).toBe('internal_error');
  expect(await open()).toBe(before);
});

test('a password stays, and so do the other sessions', async () => {
  const other = await signIn();
  const change = { current: PASSWORD, next: 'another-lamp-on-the-river' };
  const set = () => api.request('PUT', '/api/v1/session/password', change);
  expect(await withoutTrailOf('password.set', set)).toBe('internal_error');
  expect(await codeOf(other.get('/api/v1/session'))).toBe('done');
  expect(await codeOf(signIn(change.next))).toBe('wrong_credentials');
  expect(await withoutTrailOf('session.end', () => api.request('DELETE', '/api/v1/account/sessions'))).toBe(
    'internal_error',
  );
  expect(await codeOf(other.get('/api/v1/session'))).toBe('done');
  expect(await withoutTrailOf('session.remove', () => other.request('DELETE', '/api/v1/session'))).toBe(
    'internal_error',
  );
  expect(await codeOf(other.get('/api/v1/session'))).toBe('done');
});

test('a wrong password is counted all the same', async () => {
  const failures = async () => {
    const { rows } = await sql<{ n: number }>`select coalesce(sum(failures), 0)::int as n
      from sign_in_failure where username = 'li.si'`.execute(server.db);
    return rows[0]?.n ?? 0;
  };
  const before = await failures();
  const body = { current: 'not-my-password', next: 'another-lamp-on-the-river' };
  expect(await codeOf(api.request('PUT', '/api/v1/session/password', body))).toBe('invalid_request');
  expect(await failures()).toBe(before + 1);
});

test('no second factor without a row', async () => {
  const begun = await api.post<{ secret: string }>('/api/v1/account/second-factor', { password: PASSWORD });
  const confirm = () =>
    api.request('PUT', '/api/v1/account/second-factor', {
      code: new TOTP({ secret: begun.secret }).generate(),
    });
  expect(await withoutTrailOf('second-factor.set', confirm)).toBe('internal_error');
  expect((await api.get<{ secondFactor: unknown }>('/api/v1/account')).secondFactor).toBeNull();
  expect(await codeOf(confirm())).toBe('done');
});

test('one person signs in at many screens at once, and none waits for another in a circle', async () => {
  const { db, bus, audit, now } = server;
  const users = new UsersStore({ db });
  const { flow } = createSignInParts({
    ...{ db, bus, audit, users, now },
    sealer: sealerWithKey(randomBytes(32)),
  });
  const account = (await users.accountByName('li.si')) as Account;
  // Slow enough to meet.
  await sql`create function take_a_while() returns trigger language plpgsql as
    $$ begin perform pg_sleep(0.2); return new; end $$`.execute(db);
  await sql`create trigger take_a_while before insert on user_session for each row
    execute function take_a_while()`.execute(db);
  const screens = [1, 2, 3, 4].map((n) =>
    flow.opened(account, 'password', { from: '10.0.0.1', userAgent: `screen ${n}` }),
  );
  expect(await Promise.all(screens.map(codeOf))).toEqual(Array(4).fill('done'));
});
