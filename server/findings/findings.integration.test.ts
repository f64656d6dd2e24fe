/** Findings on a real database: numbered, for whom, their picture, what is held, and what becomes of them. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { findingsBeside } from '../../test/factories/findings-beside.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { BuiltInRole, Scope, User } from '../contract/access.ts';
import type { AlertFile } from '../contract/alerts.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { Finding, FindingDetail } from '../contract/findings.ts';
import type { HoldSummary } from '../contract/holds.ts';
import type { InboxNotice } from '../contract/notices.ts';
import type { Viewing } from '../contract/playback.ts';
import type { Holds } from '../holds/index.ts';
import { inUnitOfWork } from '../platform/db/unit-of-work.ts';
import { createFindings, type Findings, type FindingsNeeds } from './index.ts';

const DAY = 86_400_000;
/** A Monday, 10:00 in Jieyang. */
const START = Date.parse('2026-03-02T02:00:00.000Z');
const PASSWORD = 'a-long-password-7';
const PICTURE = { width: 640, height: 360 };

let nowMs = START;
let server: RecordServer;
let city: City;
let holds: Holds;
let findings: Findings;
let needs: FindingsNeeds;
let close: () => Promise<void>;
/** What the recording gives; undefined: nothing yet. */
let recorded: { readonly jpeg: Buffer; readonly capturedAtMs: number } | undefined;
let supervisor: ApiClient;
let monitor: ApiClient;
let department: ApiClient;
let neighbour: ApiClient;

beforeAll(async () => {
  server = await startRecordServer({
    engine: false,
    now: () => nowMs,
    also: (parts) => {
      const beside = findingsBeside(parts, async () => recorded);
      ({ findings, holds, needs, close } = beside);
      return [...beside.inboxes.routes, ...beside.playback.routes, ...holds.routes, ...findings.routes];
    },
  });
  city = await registerCity(server.admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2'] },
  ]);
  const region: Scope = { kind: 'region', code: '445200' };
  await person('sun', 'supervisor', region);
  await person('jian', 'monitor', region);
  await person('deng', 'department', { kind: 'department', id: city.department.id });
  const other = await server.admin.post<{ id: string }>('/api/v1/departments', {
    ...{ regionCode: '445200', name: '揭阳市公安局' },
  });
  await person('lin', 'department', { kind: 'department', id: other.id });
  // It shares the hall.
  await server.admin.post(`/api/v1/halls/${city.hall.id}/windows`, {
    ...{ departmentId: other.id, code: '9', name: '9号窗口' },
  });
  await sql`update hall_window set created_at = ${new Date(START - DAY)}`.execute(server.db);
  await sql`update window_term set valid_from = ${new Date(START - DAY)}`.execute(server.db);
  await sql`update placement set valid_from = ${new Date(START - DAY)}`.execute(server.db);
  await sql`insert into clerk (id, department_id, name, staff_no)
    values (${CLERK}, ${city.department.id}, '陈静', '007')`.execute(server.db);
  await sql`insert into shift (window_id, clerk_id, day, starts_at, ends_at, made_at) values (${windowId(0)}, ${CLERK},
    '2026-03-02', ${new Date(START - 3_600_000)}, ${new Date(START + 3_600_000)}, ${new Date(START)})`.execute(
    server.db,
  );
  const picture = sharp({ create: { ...PICTURE, channels: 3, background: '#446688' } });
  recorded = { jpeg: await picture.jpeg().toBuffer(), capturedAtMs: START - 400 };
  await signIn();
  findings.start();
});
afterAll(async () => {
  await close();
  await server.close();
});

const CLERK = randomUUID();
const windowId = (at: number): string => city.windows[at]?.id ?? '';
const cameraId = (): string => city.cameras[0]?.id ?? '';

async function person(username: string, role: BuiltInRole, scope: Scope): Promise<void> {
  const body = { username, displayName: username, password: PASSWORD, grants: [{ role, scope }] };
  await server.admin.post<User>('/api/v1/users', body);
}

/** Sessions do not last as long as orders: everybody signs in again. */
async function signIn(): Promise<void> {
  const as = (name: string) => ApiClient.signIn(server.baseUrl, name, PASSWORD);
  supervisor = await as('sun');
  monitor = await as('jian');
  department = await as('deng');
  neighbour = await as('lin');
}

const note = (api: ApiClient, more: object = {}) =>
  api.post<FindingDetail>('/api/v1/findings', {
    kind: 'phone',
    windowId: windowId(0),
    text: '玩手机',
    ...more,
  });
const get = (api: ApiClient, id: string) => api.get<FindingDetail>(`/api/v1/findings/${id}`);
const act = (api: ApiClient, { id, version }: Finding, action: string, more: object = {}) =>
  api.post<FindingDetail>(`/api/v1/findings/${id}/act`, { action, version, ...more });
const list = async (api: ApiClient, query = '') =>
  (await api.get<{ items: Finding[] }>(`/api/v1/findings?${query}`)).items;
const holdOf = async (id: string) =>
  (await supervisor.get<{ items: HoldSummary[] }>(`/api/v1/holds?kind=finding&subjectId=${id}`)).items[0];
const inbox = async (api: ApiClient) =>
  (await api.get<{ items: InboxNotice[] }>('/api/v1/inbox')).items.map(({ kind }) => kind);
async function fails(what: Promise<unknown>): Promise<string> {
  try {
    await what;
  } catch (error) {
    if (error instanceof ApiProblem) return `${error.problem.status} ${error.problem.code}`;
    throw error;
  }
  throw new Error('it was allowed');
}
async function until<T>(look: () => Promise<T>, is: (value: T) => boolean): Promise<T> {
  for (let left = 200; ; left -= 1) {
    const value = await look();
    if (is(value)) return value;
    if (left === 0) throw new Error(`it did not come to be: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('is noted with its clerk, department, picture and half minute, which is held', async () => {
  const made = await note(monitor);
  expect(made).toMatchObject({
    ...{
      no: '2026-0001',
      state: 'noted',
      kind: 'phone',
      clerk: '陈静',
      departmentName: city.department.name,
    },
    ...{ cameraId: cameraId(), windowCode: '1', notedByName: 'jian', mayWatch: true },
    clip: { from: '2026-03-02T01:59:30.000Z', to: '2026-03-02T02:00:00.000Z' },
    may: ['change', 'withdraw'],
  });
  const ready = await until(
    () => get(monitor, made.id),
    ({ picture }) => picture,
  );
  expect(ready).toMatchObject({ pictureState: 'ready', pictureAt: new Date(START - 400).toISOString() });
  expect(await holdOf(made.id)).toMatchObject({ state: 'held', cameras: 1, reason: '发现的问题 2026-0001' });
  const { rows } = await sql<{ from: Date }>`select from_at as from from hold_range`.execute(server.db);
  expect(rows).toEqual([{ from: new Date(START - 30_000) }]);
  // He sees the camera: the whole picture, and the half minute though he may not play recordings back.
  expect(await sizeOf(monitor, made.id)).toMatchObject(PICTURE);
  const viewing = await monitor.post<Viewing>('/api/v1/playback/viewings', {
    ...{ subject: { kind: 'finding', findingId: made.id }, purpose: '核查发现的问题' },
  });
  expect(viewing.cameras).toEqual([{ cameraId: cameraId(), ...made.clip }]);
  const range = { kind: 'range', cameraIds: [cameraId()], from: made.clip?.from, to: made.clip?.to };
  const wider = monitor.post('/api/v1/playback/viewings', { subject: range, purpose: '看看录像' });
  expect(await fails(wider)).toBe('403 forbidden');
});

async function sizeOf(api: ApiClient, id: string) {
  const response = await api.fetch(`/api/v1/findings/${id}/picture.jpg`);
  if (!response.ok) return response.status;
  const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return { width, height };
}

it('numbers them without gaps, however many are noted at once, and whatever is undone', async () => {
  const before = (await list(supervisor)).length;
  const refused = note(supervisor, { cameraId: randomUUID() });
  const made = await Promise.all([
    ...Array.from({ length: 8 }, () => note(supervisor)),
    inUnitOfWork(async () => {
      await findings.port.note({
        ...{ kind: 'late', origin: 'patrol', originId: randomUUID(), windowId: windowId(1), cameraId: null },
        ...{ caseId: null, atMs: START, text: '', by: await byOf('sun') },
      });
      throw new Error('the round was not kept');
    }).catch((error: unknown) => expect(String(error)).toContain('the round was not kept')),
    fails(refused),
  ]);
  expect(made.at(-1)).toBe('404 not_found');
  const numbers = (await list(supervisor)).map(({ no }) => no).sort();
  expect(numbers).toEqual(
    Array.from({ length: before + 8 }, (_, at) => `2026-${String(at + 1).padStart(4, '0')}`),
  );
});

async function byOf(username: string): Promise<{ id: string; name: string }> {
  const { rows } = await sql<{
    id: string;
  }>`select id from user_account where username = ${username}`.execute(server.db);
  return { id: rows[0]?.id ?? '', name: username };
}

it('is for the department of the window alone: it sees its own part of the picture, and nothing moves', async () => {
  const [first] = await list(department, 'sort=oldest');
  const id = first?.id ?? '';
  expect(await get(department, id)).toMatchObject({ may: [], mayWatch: false });
  const part = (await sizeOf(department, id)) as { width: number };
  expect(part.width).toBeGreaterThan(100);
  expect(part.width).toBeLessThan(PICTURE.width * 0.7);
  const clip = { subject: { kind: 'finding', findingId: id }, purpose: '看看' };
  expect(await fails(department.post('/api/v1/playback/viewings', clip))).toBe('403 forbidden');
  expect(await list(neighbour)).toEqual([]);
  expect(await fails(get(neighbour, id))).toBe('404 not_found');
  expect(await sizeOf(neighbour, id)).toBe(404);
  expect(await fails(act(neighbour, first as Finding, 'reply', { reason: '已改' }))).toBe('404 not_found');
  expect(await fails(act(department, first as Finding, 'order', { reason: '整改' }))).toBe('403 not_yours');
  expect(await fails(note(department))).toBe('403 forbidden');
});

it('opens no recording to who only watches live: one that a lead became is seen with the right to recordings', async () => {
  const [cameraOf, by] = [cameraId(), await byOf('jian')];
  const id = await inUnitOfWork(() =>
    findings.port.note({
      ...{ kind: 'offRecord', origin: 'lead', originId: randomUUID(), windowId: windowId(0), by },
      ...{ cameraId: cameraOf, caseId: null, atMs: START - 3_600_000, text: '无记录办理' },
    }),
  );
  const clip = { subject: { kind: 'finding', findingId: id }, purpose: '看看' };
  expect(await get(monitor, id)).toMatchObject({ mayWatch: false });
  expect(await fails(monitor.post('/api/v1/playback/viewings', clip))).toBe('404 not_found');
  expect(await get(supervisor, id)).toMatchObject({ mayWatch: true });
  expect(await supervisor.post<Viewing>('/api/v1/playback/viewings', clip)).toMatchObject({
    subject: clip.subject,
  });
  await sql`delete from finding where id = ${id}`.execute(server.db);
});

it('is changed and withdrawn by whoever noted it, brought back, and keeps its number', async () => {
  const made = await note(monitor, { kind: 'dress', text: '' });
  const changed = await monitor.request<FindingDetail>('PATCH', `/api/v1/findings/${made.id}`, {
    ...{ version: made.version, kind: 'conduct', text: '态度冷淡' },
  });
  expect(changed).toMatchObject({ no: made.no, kind: 'conduct', text: '态度冷淡' });
  expect(await fails(act(monitor, made, 'withdraw'))).toBe('409 finding_changed');
  expect(await fails(act(supervisor, changed, 'withdraw'))).toBe('403 not_yours');
  const gone = await act(monitor, changed, 'withdraw');
  await until(
    async () => {
      await holds.look();
      return holdOf(made.id);
    },
    (hold) => hold?.state === 'ending',
  );
  expect((await list(monitor)).map(({ id }) => id)).not.toContain(made.id);
  expect((await list(monitor, 'state=withdrawn')).map(({ no }) => no)).toEqual([made.no]);
  const back = await act(monitor, gone, 'restore');
  expect(back).toMatchObject({ state: 'noted', no: made.no });
  expect(back.steps.map(({ action }) => action)).toEqual(['note', 'change', 'withdraw', 'restore']);
  await until(
    async () => {
      await holds.look();
      return holdOf(made.id);
    },
    (hold) => hold?.state === 'held',
  );
});

it('is ordered put right, told on once each when nobody answers, answered, sent back, accepted', async () => {
  const made = await note(supervisor, { at: new Date(START - 60_000).toISOString() });
  expect(await fails(act(supervisor, made, 'order'))).toBe('400 invalid_request');
  const ordered = await act(supervisor, made, 'order', { reason: '加强管理', days: 2 });
  // Two working days of its hall, to the minute.
  expect(ordered).toMatchObject({ state: 'ordered', orderUntil: '2026-03-04T02:00:00.000Z', overdue: false });
  expect(await inbox(department)).toEqual(['findingOrdered']);
  expect((await list(department, 'mine=yes')).map(({ id }) => id)).toEqual([made.id]);
  await forward('2026-03-04T02:00:00.000Z');
  expect(await findings.lookAtOverdue()).toBe(0);
  nowMs += 1;
  const again = createFindings(needs);
  expect((await Promise.all([findings.lookAtOverdue(), again.lookAtOverdue()])).sort()).toEqual([0, 1]);
  expect(await inbox(department)).toEqual(['findingDue', 'findingOrdered']);
  await forward('2026-03-06T02:00:00.001Z');
  for (let times = 0; times < 4; times += 1) await again.lookAtOverdue();
  const late = await get(supervisor, made.id);
  expect(late.overdue).toBe(true);
  expect(late.steps.filter(({ action }) => action === 'escalate').map(({ detail }) => detail.to)).toEqual([
    'sectionHead',
    'leader',
    'supervisor',
  ]);
  expect((await list(supervisor, 'overdue=yes')).map(({ id }) => id)).toEqual([made.id]);
  const file = await uploaded(made.id);
  const replied = await act(department, late, 'reply', { reason: '已批评教育', files: [file.id] });
  expect(replied.steps.at(-1)).toMatchObject({ action: 'reply', files: [{ id: file.id, type: 'png' }] });
  expect(await inbox(supervisor)).toContain('findingReplied');
  const sent = await act(supervisor, replied, 'send_back', { reason: '没有说明措施', days: 1 });
  expect(sent).toMatchObject({ state: 'ordered', overdue: false });
  const second = await act(department, sent, 'reply', { reason: '制定手机管理制度' });
  const done = await act(supervisor, second, 'rectify');
  expect(done).toMatchObject({ state: 'rectified', may: [] });
  await again.close();
});

async function forward(instant: string): Promise<void> {
  nowMs = Date.parse(instant);
  await signIn();
}

async function uploaded(findingId: string): Promise<AlertFile> {
  const png = sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } });
  const response = await department.fetch(
    `/api/v1/findings/${findingId}/files?name=${encodeURIComponent('照片.png')}`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(await png.png().toBuffer()),
    },
  );
  expect(response.status).toBe(201);
  return (await response.json()) as AlertFile;
}

it('fetches its picture after a restart, and says so when there is none', async () => {
  const kept = recorded;
  recorded = undefined;
  const made = await note(supervisor);
  await until(
    async () =>
      (
        await sql<{ n: number }>`select picture_tries as n from finding where id = ${made.id}`.execute(
          server.db,
        )
      ).rows[0]?.n,
    (tries) => (tries ?? 0) >= 1,
  );
  expect(await get(supervisor, made.id)).toMatchObject({ pictureState: 'waiting', picture: false });
  await findings.close();
  recorded = kept;
  nowMs += 5 * 60_000;
  const restarted = createFindings(needs);
  restarted.start();
  await until(
    () => get(supervisor, made.id),
    ({ picture }) => picture,
  );
  await restarted.close();
  const blind = await note(supervisor, { windowId: await bareWindow() });
  expect(blind).toMatchObject({ cameraId: null, clip: null, pictureState: 'none', mayWatch: false });
  expect(await sizeOf(supervisor, blind.id)).toBe(404);
});

async function bareWindow(): Promise<string> {
  const admin = await ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD);
  const made = await admin.post<{ id: string }>(`/api/v1/halls/${city.hall.id}/windows`, {
    ...{ departmentId: city.department.id, code: '30', name: '30号窗口' },
  });
  return made.id;
}

it('keeps a ledger of all of them, of a department its own, and each export is on the trail', async () => {
  const response = await supervisor.fetch('/api/v1/findings/export?format=csv&sort=oldest');
  const text = (await response.text()).replace('\ufeff', '');
  const [heading, ...rows] = text.trim().split('\r\n');
  expect(heading?.split(',').slice(0, 8)).toEqual([
    ...['编号', '发现时间', '办事大厅', '窗口', '窗口名称', '部门', '窗口人员', '问题'],
  ]);
  expect(rows).toHaveLength((await list(supervisor)).length);
  const rectified = rows.find((row) => row.includes('已整改'));
  expect(rectified).toContain('没有说明措施');
  expect(rectified).toContain('制定手机管理制度');
  const own = await (await neighbour.fetch('/api/v1/findings/export?format=csv')).text();
  expect(own.trim().split('\r\n')).toHaveLength(1);
  const book = await supervisor.fetch('/api/v1/findings/export');
  expect(
    Buffer.from(await book.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  const admin = await ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD);
  const { items } = await admin.get<{ items: AuditRow[] }>('/api/v1/audit?limit=200');
  const actions = new Set(items.map(({ action }) => action));
  for (const one of ['create', 'change', 'act', 'attach', 'export'])
    expect(actions).toContain(`finding.${one}`);
  expect(items.some(({ action, target }) => action === 'picture.view' && target.startsWith('finding:'))).toBe(
    true,
  );
});
