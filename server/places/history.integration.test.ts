import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { ask, type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Grant } from '../contract/access.ts';
import type { CaseDetail, CaseSummary } from '../contract/cases.ts';
import type { ExchangeAnswer } from '../contract/exchange.ts';
import type { WindowStatus } from '../contract/overlays.ts';
import type { Department, Window, WindowTerm } from '../contract/places.ts';

const DAY_MS = 86_400_000;
const PASSWORD = 'a-long-password-1';
/** The test begins a month ago, and time passes when it says so. */
let nowMs = Date.now() - 30 * DAY_MS;

let server: RecordServer;
let city: City;
let other: Department;
let otherToken: string;
let admin: ApiClient;
beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs });
  admin = server.admin;
  city = await registerCity(admin, [
    { name: '1号机', mainUrl: 'rtsp://127.0.0.1/main', windows: ['1', '2'] },
  ]);
  other = await admin.post<Department>('/api/v1/departments', { regionCode: '445200', name: '公安局' });
  await admin.post('/api/v1/matters', {
    departmentId: other.id,
    code: 'GA-1',
    name: '身份证换领',
    promisedLimit: { value: 1, unit: 'workingDay' },
    statutoryLimit: { value: 1, unit: 'workingDay' },
  });
  const token = await admin.post<{ secret: string }>('/api/v1/tokens', {
    name: '公安',
    source: 'gongan',
    departmentId: other.id,
  });
  otherToken = token.secret;
  await person('of-first', { role: 'department', scope: { kind: 'department', id: city.department.id } });
  await person('of-other', { role: 'department', scope: { kind: 'department', id: other.id } });
  await person('of-hall', { role: 'monitor', scope: { kind: 'hall', id: city.hall.id } });
});
afterAll(() => server.close());

const person = (username: string, ...grants: Grant[]) =>
  admin.post('/api/v1/users', { username, displayName: username, password: PASSWORD, grants });
const as = (username: string) => ApiClient.signIn(server.baseUrl, username, PASSWORD);
const codeOf = async (request: Promise<unknown>): Promise<string> => {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem.code;
    throw error;
  }
  return 'no problem';
};
/** What was answered for each event. */
const report = async (secret: string, ...events: object[]): Promise<string[]> => {
  const answer = await ApiClient.withToken(server.baseUrl, secret).post<ExchangeAnswer>(
    '/api/v1/exchange/events',
    { events },
  );
  return answer.results.map((one) => one.code ?? one.status);
};
const at = (ms: number) => new Date(ms).toISOString();
const stage = (eventId: string, occurredMs: number, more: object = {}) => ({
  type: 'stage',
  eventId,
  occurredAt: at(occurredMs),
  caseNo: 'C-1',
  matterCode: 'SCJG-0001',
  stage: 'accepted',
  hallId: city.hall.id,
  windowCode: '1',
  ...more,
});
const windowOf = (code: string): Window => {
  const window = city.windows.find((one) => one.code === code);
  if (window === undefined) throw new Error(`no window ${code}`);
  return window;
};
const statuses = async (client: ApiClient, windowId: string, fromMs: number, toMs: number) =>
  (
    await client.get<{ items: WindowStatus[] }>(
      `/api/v1/windows/${windowId}/statuses?from=${at(fromMs)}&to=${at(toMs)}`,
    )
  ).items;

/** Everything that shows last month, as three people see it. Recordings come with a later issue and join in here. */
async function pagesOfLastMonth(whenMs: number) {
  const camera = city.cameras[0]?.id;
  const pages: Record<string, unknown> = {};
  const sees = { admin, first: await as('of-first'), hall: await as('of-hall') };
  for (const [who, client] of Object.entries(sees)) {
    const { items } = await client.get<{ items: CaseSummary[] }>('/api/v1/cases');
    const id = items.find((one) => one.caseNo === 'C-1')?.id;
    // How its clock and its cards stand is of now: this one's limit passed, so cards come while we look.
    const {
      clock,
      breakdown: _breakdown,
      card: _card,
      ...page
    } = await client.get<CaseDetail>(`/api/v1/cases/${id}`);
    pages[`case, ${who}`] = { ...page, startedAt: clock?.startedAt };
    pages[`statuses, ${who}`] = await statuses(client, windowOf('1').id, whenMs - DAY_MS, whenMs + DAY_MS);
    if (who !== 'first')
      pages[`placements, ${who}`] = await client.get(`/api/v1/cameras/${camera}/placements?at=${at(whenMs)}`);
  }
  return pages;
}

describe('a window that another department runs from today', () => {
  let lastMonthMs: number;
  let before: Record<string, unknown>;
  let movedMs: number;

  it('leaves last month’s case, placement and status pages as they were', async () => {
    nowMs += 60_000;
    lastMonthMs = nowMs;
    expect(
      await report(city.tokenSecret, stage('e1', lastMonthMs - 30_000, { applicant: '张三丰', clerk: '李' })),
    ).toEqual(['accepted']);
    before = await pagesOfLastMonth(lastMonthMs);
    expect(before['case, first']).toMatchObject({
      steps: [{ windowCode: '1', windowName: '1号窗口', windowDepartment: city.department.name }],
    });
    expect(before['statuses, first']).toMatchObject([{ state: 'serving', case: { caseNo: 'C-1' } }]);

    nowMs = Date.now() + 60_000;
    admin = await ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD);
    movedMs = nowMs;
    const path = `/api/v1/windows/${windowOf('1').id}`;
    await admin.request('PATCH', path, { code: '8', name: '户政' });
    nowMs += 1000;
    expect(await admin.because('换部门', 'POST', `${path}/move`, { departmentId: other.id })).toMatchObject({
      kind: 'move',
      targetName: '公安局',
      counts: { windows: 1 },
    });
    movedMs = nowMs;
    nowMs += 1000;

    expect(await pagesOfLastMonth(lastMonthMs)).toEqual(before);
    const { items } = await admin.get<{ items: WindowTerm[] }>(`${path}/terms`);
    expect(items.map((term) => [term.code, term.departmentName, term.validTo === null])).toEqual([
      ['8', '公安局', true],
      ['8', city.department.name, false],
      ['1', city.department.name, false],
    ]);
    expect(items.map((term) => term.validFrom).slice(0, -1)).toEqual(
      items.map((term) => term.validTo).slice(1),
    );
  });

  it('shows its new department nothing of before, and its old one nothing of now', async () => {
    const [first, second] = [await as('of-first'), await as('of-other')];
    const windowId = windowOf('1').id;
    expect((await second.get<{ items: CaseSummary[] }>('/api/v1/cases')).items).toEqual([]);
    expect(await statuses(second, windowId, lastMonthMs - DAY_MS, lastMonthMs + DAY_MS)).toEqual([]);
    expect(await second.get(`/api/v1/windows/${windowId}/status`)).toMatchObject({
      state: 'unknown',
      clerk: null,
      case: null,
    });
    const socket = await server.connect(second);
    const followed = await ask<{ windows: { updates: WindowStatus[] }[] }>((ack) =>
      socket.emit('overlays:follow', { windows: [{ windowId, after: 1 }] }, ack as never),
    );
    expect(followed.windows[0]?.updates).toMatchObject([{ state: 'unknown', case: null }]);

    expect(await codeOf(first.get(`/api/v1/windows/${windowId}/status`))).toBe('not_found');
    expect(await codeOf(first.get(`/api/v1/windows/${windowId}`))).toBe('not_found');
    expect(
      await report(otherToken, stage('o1', nowMs, { caseNo: 'O-1', matterCode: 'GA-1', windowCode: '8' })),
    ).toEqual(['accepted']);
    expect(await second.get(`/api/v1/windows/${windowId}/status`)).toMatchObject({
      state: 'serving',
      case: { caseNo: 'O-1' },
    });
    // Asked over both times, each is told of its own.
    const toMs = nowMs + DAY_MS;
    const seen = async (client: ApiClient) =>
      (await statuses(client, windowId, toMs - 30 * DAY_MS, toMs)).map(
        (one) => one.case?.caseNo ?? one.state,
      );
    expect(await seen(second)).toEqual(['unknown', 'O-1']);
    // The last one held when the time asked about began.
    expect(await seen(first)).toEqual(['C-1']);
    expect(
      (await statuses(first, windowId, lastMonthMs - DAY_MS, lastMonthMs + DAY_MS)).map(
        (one) => one.case?.caseNo,
      ),
    ).toEqual(['C-1']);
  });

  it('takes late events of whom the window was when they happened, under its number of then', async () => {
    const beforeMove = lastMonthMs + 60_000;
    const late = stage('late', beforeMove, { stage: 'handling' });
    expect(await report(city.tokenSecret, late)).toEqual(['accepted']);
    expect(await report(city.tokenSecret, stage('now', nowMs, { windowCode: '8' }))).toEqual([
      'window_of_other_department',
    ]);
    expect(await report(city.tokenSecret, stage('old-number', nowMs))).toEqual(['unknown_window']);
    expect(await report(otherToken, stage('o2', beforeMove, { caseNo: 'O-2', matterCode: 'GA-1' }))).toEqual([
      'window_of_other_department',
    ]);
    const { items } = await admin.get<{ items: CaseSummary[] }>('/api/v1/cases?q=C-1');
    const page = await admin.get<CaseDetail>(`/api/v1/cases/${items[0]?.id}`);
    expect(page.steps.map((step) => [step.windowCode, step.windowDepartment])).toEqual([
      ['1', city.department.name],
      ['1', city.department.name],
    ]);
  });

  it('ends what its old department follows of it, and goes on telling those who still may', async () => {
    const window = windowOf('2');
    await report(city.tokenSecret, stage('two', nowMs, { caseNo: 'C-2', windowCode: '2' }));
    const told: Record<string, string[]> = { first: [], hall: [] };
    for (const [who, username] of [
      ['first', 'of-first'],
      ['hall', 'of-hall'],
    ] as const) {
      const socket = await server.connect(await as(username));
      socket.on('overlays:update', (status) => told[who]?.push(status.case?.caseNo ?? status.state));
      await ask((ack) =>
        socket.emit('overlays:follow', { windows: [{ windowId: window.id, after: 1 }] }, ack as never),
      );
    }
    nowMs += 1000;
    await admin.because('换部门', 'POST', `/api/v1/windows/${window.id}/move`, { departmentId: other.id });
    nowMs += 1000;
    await report(otherToken, stage('o3', nowMs, { caseNo: 'O-3', matterCode: 'GA-1', windowCode: '2' }));
    await expect.poll(() => told.hall).toEqual(['unknown', 'O-3']);
    expect(told.first).toEqual([]);
  });

  it('is moved back in the same way, and each time stays whose it was', async () => {
    const { items } = await admin.get<{ items: { id: string; undoneAt: string | null }[] }>(
      `/api/v1/place-changes?thing=window&id=${windowOf('2').id}`,
    );
    expect(items).toHaveLength(1);
    const path = `/api/v1/place-changes/${items[0]?.id}/undo`;
    expect(await admin.get(path)).toEqual({ possible: true, because: null, about: [] });
    nowMs += 1000;
    await admin.because('弄错了', 'POST', path);
    expect(await admin.get(path)).toMatchObject({ possible: false, because: 'undone' });
    const terms = await admin.get<{ items: WindowTerm[] }>(`/api/v1/windows/${windowOf('2').id}/terms`);
    expect(terms.items.map((term) => term.departmentName)).toEqual([
      city.department.name,
      '公安局',
      city.department.name,
    ]);
    const first = await as('of-first');
    const seen = await statuses(first, windowOf('2').id, nowMs - DAY_MS, nowMs + DAY_MS);
    expect(seen.map((one) => one.case?.caseNo ?? one.state)).toEqual(['C-2', 'unknown']);
    expect(movedMs).toBeLessThan(nowMs);
  });
});
