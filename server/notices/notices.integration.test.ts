/** Who is found, what they are told, and the routes about it, over a real database and HTTP. */
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../test/factories/app-server.ts';
import { type FakeMailServer, startMailServer } from '../../test/fakes/notices/mail-server.ts';
import { type FakeSmsGateway, startSmsGateway } from '../../test/fakes/notices/sms-gateway.ts';
import type { Scope } from '../contract/access.ts';
import type {
  InboxNotice,
  NoticeDelivery,
  NoticeSettings,
  NoticesAbout,
  OwnNoticeSettings,
  TestAnswer,
} from '../contract/notices.ts';
import { createPlaces } from '../places/index.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { silentLog } from '../platform/log.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { createNotices, type NewNotice, type NoticesSlice } from './index.ts';

const SECRET = 'a-secret-of-the-gateway';
let server: AppServer;
let notices: NoticesSlice;
let mail: FakeMailServer;
let gateway: FakeSmsGateway;
let departmentId: string;

beforeAll(async () => {
  mail = await startMailServer();
  gateway = await startSmsGateway(SECRET);
  server = await startAppServer({
    routes: ({ db, bus, access, audit, now }) => {
      const places = createPlaces({ db, now, dataDir: '/nonexistent' });
      notices = createNotices({
        ...{
          db,
          bus,
          audit,
          sealer: sealerWithKey(randomBytes(32)),
          visibility: access,
          finder: places.finder,
        },
        ...{
          log: silentLog(),
          now,
          publicUrl: undefined,
          webhookNetworks: ['127.0.0.0/8'],
          ownPorts: () => [],
        },
        ...{ mail: { url: `smtp://127.0.0.1:${mail.port}`, from: 'mc@example.org' }, pollMs: 100 },
      });
      return notices.routes;
    },
  });
  notices.start();
  await sql`insert into region (code, name, level, parent_code) values ('440000', '广东省', 'province', null),
    ('445200', '揭阳市', 'city', '440000'), ('990000', '别处', 'province', null)`.execute(server.db);
});
afterAll(async () => {
  await notices.close();
  await server.close();
  await Promise.all([mail.close(), gateway.close()]);
});
beforeEach(async () => {
  const { rows } = await sql<{ id: string }>`insert into department (region_code, name)
    values ('445200', ${randomUUID()}) returning id`.execute(server.db);
  departmentId = rows[0]?.id ?? '';
});

async function person(name: string, role: string, scope: Scope) {
  const { rows } = await sql<{ id: string }>`insert into user_account (username, display_name, password_hash)
    values (${randomUUID()}, ${name}, 'none') returning id`.execute(server.db);
  const id = rows[0]?.id ?? '';
  await sql`insert into user_grant (user_id, role, scope)
    values (${id}, ${role}, ${JSON.stringify(scope)}::jsonb)`.execute(server.db);
  const secret = randomBytes(32).toString('base64url');
  await sql`insert into user_session (user_id, secret_hash, last_seen_at, expires_at) values (${id},
    ${createHash('sha256').update(secret).digest()}::bytea, now(), now() + interval '1 hour')`.execute(
    server.db,
  );
  return {
    id,
    api: new ApiClient(server.baseUrl, { cookie: `mc_session=${secret}`, origin: server.baseUrl }),
  };
}

const card = (more: Partial<NewNotice> = {}): NewNotice => ({
  ...{ kind: 'cardIssued', link: '/alerts/1', dedupeKey: randomUUID(), about: null, urgent: false },
  values: { level: 'yellow', caseNo: 'GD-1', ruleName: '超承诺时限', matterName: '食品经营许可' },
  place: { regionCode: '445200', hallId: null, departmentId },
  to: {
    kind: 'step',
    role: 'handler',
    handler: { responsibleUserId: null, responsibleName: null, clerk: '李四' },
  },
  ...more,
});
const tell = (notice: NewNotice) => inUnitOfWork(() => notices.notices.notify(server.db, notice));
const inboxOf = async (api: ApiClient) => (await api.get<{ items: InboxNotice[] }>('/api/v1/inbox')).items;

async function until<T>(look: () => Promise<T> | T, good: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('step by step: who is missing is passed over, and that is kept', async () => {
  const contacts = `/api/v1/departments/${departmentId}/contacts`;
  const about = `alert:${randomUUID()}`;
  const supervisor = await person('监察员', 'supervisor', { kind: 'region', code: '445200' });
  await person('外地监察员', 'supervisor', { kind: 'region', code: '990000' });
  expect(await tell(card({ about }))).toMatchObject({
    ...{ reached: 'supervisor', skipped: ['handler', 'sectionHead', 'leader'] },
    names: expect.arrayContaining(['监察员']),
  });
  expect((await inboxOf(supervisor.api)).map(({ kind }) => kind)).toContain('cardIssued');
  const head = await person('张科长', 'department', { kind: 'department', id: departmentId });
  await server.admin.post(contacts, { role: 'sectionHead', userId: head.id });
  expect(await tell(card())).toMatchObject({
    reached: 'sectionHead',
    skipped: ['handler'],
    names: ['张科长'],
  });
  // The clerk has an account of that department.
  await person('李四', 'department', { kind: 'department', id: departmentId });
  expect(await tell(card())).toMatchObject({ reached: 'handler', names: ['李四'] });
  // Two of one name: nobody is told of another's case.
  await person('李四', 'department', { kind: 'department', id: departmentId });
  expect(await tell(card())).toMatchObject({ reached: 'sectionHead' });
  const responsible = { responsibleUserId: supervisor.id, responsibleName: null, clerk: '李四' };
  expect(await tell(card({ to: { kind: 'step', role: 'handler', handler: responsible } }))).toMatchObject({
    ...{ reached: 'handler', names: ['监察员'] },
  });
  const told = await server.admin.get<NoticesAbout>(`/api/v1/notices/about?about=${about}`);
  expect(told.steps).toMatchObject([{ asked: 'handler', reached: 'supervisor' }]);
  expect(told.deliveries[0]).toMatchObject({ channel: 'inbox', state: 'sent' });
  // Somebody from elsewhere learns nothing of it.
  const away = await person('外', 'supervisor', { kind: 'region', code: '990000' });
  expect(await away.api.get<NoticesAbout>(`/api/v1/notices/about?about=${about}`)).toEqual({
    steps: [],
    deliveries: [],
  });
});

test('told once, with the change it is about or not at all; read here, read everywhere', async () => {
  const { api, id } = await person('王五', 'department', { kind: 'department', id: departmentId });
  const to = { kind: 'users', userIds: [id, id] } as const;
  const notice = card({ to });
  await expect(
    inUnitOfWork(async () => {
      await notices.notices.notify(server.db, notice);
      throw new Error('undone');
    }),
  ).rejects.toThrow('undone');
  expect(await inboxOf(api)).toEqual([]);
  await tell(notice);
  await tell(notice);
  await Promise.all([tell(notice), tell(notice)]);
  const [one, ...more] = await inboxOf(api);
  expect([one?.readAt, more]).toEqual([null, []]);
  expect(await api.get('/api/v1/inbox/count')).toEqual({ unread: 1 });
  expect(await api.post('/api/v1/inbox/read', { upTo: one?.seq })).toEqual({ unread: 0 });
  // Of one's own only.
  const other = await person('赵六', 'department', { kind: 'department', id: departmentId });
  await tell(card({ to }));
  const [newest] = await inboxOf(api);
  await other.api.post('/api/v1/inbox/read', { ids: [newest?.id] });
  expect(await api.get('/api/v1/inbox/count')).toEqual({ unread: 1 });
});

test('an address is used once its code was typed in; then mail comes, and can be sent again', async () => {
  const { api, id } = await person('钱七', 'department', { kind: 'department', id: departmentId });
  const email = `${randomUUID()}@example.org`;
  const asked = await api.request<OwnNoticeSettings>('PUT', '/api/v1/account/email', { email });
  expect(asked).toMatchObject({ email: null, unconfirmed: email, ways: ['email'] });
  const code = /\d{6}/.exec(mail.mails.find(({ to }) => to.includes(email))?.subject ?? '')?.[0] ?? '';
  const wrong = code === '000000' ? '000001' : '000000';
  await expect(api.post('/api/v1/account/email/confirm', { code: wrong })).rejects.toThrow(ApiProblem);
  expect(await api.post('/api/v1/account/email/confirm', { code })).toMatchObject({
    email,
    unconfirmed: null,
  });
  await expect(api.post('/api/v1/account/email/confirm', { code })).rejects.toThrow(/no_email_check/);
  await tell(card({ to: { kind: 'users', userIds: [id] } }));
  const mine = () => mail.mails.filter(({ to, subject }) => to.includes(email) && subject.includes('GD-1'));
  await until(mine, (all) => all.length === 1);
  const list = () =>
    server.admin.get<{ items: NoticeDelivery[] }>('/api/v1/notices/deliveries?channel=email');
  const { items } = await until(list, (page) => page.items[0]?.state === 'sent');
  const [sent] = items;
  expect(JSON.stringify(items)).not.toContain(email);
  await server.admin.post(`/api/v1/notices/deliveries/${sent?.id}/resend`, {});
  const [first, second] = await until(mine, (all) => all.length === 2);
  expect(first?.messageId).not.toBe(second?.messageId);
  // Whoever chose no mail gets none.
  await api.request('PUT', '/api/v1/account/notices', {
    ...{ language: 'en', phone: null, quiet: null, channels: { cardIssued: [] } },
  });
  await tell(card({ to: { kind: 'users', userIds: [id] } }));
  const about = await list();
  expect(about.items.filter(({ recipientName }) => recipientName === '钱七')).toHaveLength(1);
});

test('five wrong codes, and there is nothing left to guess', async () => {
  const { api } = await person('孙八', 'department', { kind: 'department', id: departmentId });
  const email = `${randomUUID()}@example.org`;
  await api.request('PUT', '/api/v1/account/email', { email });
  const code = /\d{6}/.exec(mail.mails.find(({ to }) => to.includes(email))?.subject ?? '')?.[0] ?? '';
  const wrong = code === '000000' ? '000001' : '000000';
  for (let tries = 0; tries < 5; tries += 1)
    await api.post('/api/v1/account/email/confirm', { code: wrong }).catch(() => undefined);
  await expect(api.post('/api/v1/account/email/confirm', { code })).rejects.toThrow(/no_email_check/);
});

test('webhook: its secret is never answered; the test tells what was answered; a contact outside gets a message', async () => {
  const { admin } = server;
  const set = (body: object) => admin.request<NoticeSettings>('PUT', '/api/v1/notices/webhook', body);
  await expect(set({ url: gateway.url, enabled: true })).rejects.toThrow(/invalid_request/);
  const settings = await set({ url: gateway.url, enabled: true, secret: SECRET });
  expect(settings.webhook).toMatchObject({ url: gateway.url, enabled: true, updatedBy: 'admin' });
  expect(JSON.stringify(settings)).not.toContain(SECRET);
  // The same secret is not sent to another address.
  await expect(set({ url: 'http://127.0.0.1:9/', enabled: true })).rejects.toThrow(/invalid_request/);
  const answer = await admin.post<TestAnswer>('/api/v1/notices/test', {
    channel: 'webhook',
    to: '13800138000',
  });
  expect(answer).toMatchObject({ ok: true, answer: '200 OK 1' });
  await admin.post(`/api/v1/departments/${departmentId}/contacts`, {
    ...{ role: 'leader', name: '分管领导', phone: '139 0013 9000' },
  });
  expect(await tell(card({ to: { kind: 'step', role: 'leader', handler: null } }))).toMatchObject({
    ...{ reached: 'leader', names: ['分管领导'] },
  });
  await until(
    () => gateway.texts.filter(({ phone }) => phone === '139 0013 9000'),
    (all) => all.length === 1,
  );
  // Whoever knows the whole address of a work chat may write there: it is not on the trail, which stays.
  await set({ url: `${gateway.url}?key=of-the-chat`, enabled: true, secret: SECRET });
  await admin.request('DELETE', '/api/v1/notices/webhook');
  const { rows: trail } = await sql<{ text: string }>`
    select a::text as text from audit_row a where action like 'webhook.%'`.execute(server.db);
  expect(trail).toHaveLength(3);
  for (const { text } of trail) expect(text).not.toMatch(new RegExp(`${SECRET}|of-the-chat`));
  expect(await admin.post('/api/v1/notices/test', { channel: 'webhook', to: '13800138000' })).toMatchObject({
    ...{ ok: false, answer: 'no webhook is set, or it is off' },
  });
});

test('who may not look after notices is refused; elsewhere they see nothing of here', async () => {
  const supervisor = await person('监', 'supervisor', { kind: 'everywhere' });
  await expect(supervisor.api.get('/api/v1/notices/deliveries')).rejects.toThrow(/forbidden/);
  const away = await person('外', 'admin', { kind: 'region', code: '990000' });
  expect(await away.api.get('/api/v1/notices/deliveries')).toMatchObject({ items: [] });
  await expect(away.api.get('/api/v1/notices/settings')).rejects.toThrow(/not_found/);
  await expect(away.api.get(`/api/v1/departments/${departmentId}/contacts`)).rejects.toThrow(/not_found/);
});
