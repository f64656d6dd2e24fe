import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { CaseDetail } from '../contract/cases.ts';
import type { DeskCase, DeskPlaces, DeskReceipt } from '../contract/desk.ts';
import { nextSteps, standingOf } from '../contract/desk.ts';
import type { WindowStatus } from '../contract/overlays.ts';

/** 2026-11-23 is a Monday. */
const START = Date.parse('2026-11-23T09:00:00+08:00');
const MINUTE = 60_000;
let nowMs = START;
let server: RecordServer;
let city: City;
let clerk: ApiClient;
let stranger: ApiClient;

beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs });
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
  ]);
  const { id: away } = await server.admin.post<{ id: string }>('/api/v1/departments', {
    ...{ regionCode: '445200', name: '揭阳市公安局' },
  });
  clerk = await person('wang', '王五', city.department.id);
  stranger = await person('zhao', '赵六', away);
});
afterAll(() => server.close());

async function person(username: string, displayName: string, departmentId: string): Promise<ApiClient> {
  const password = 'desk-password-1';
  await server.admin.post('/api/v1/users', {
    ...{ username, displayName, password },
    grants: [{ role: 'clerk', scope: { kind: 'department', id: departmentId } }],
  });
  return ApiClient.signIn(server.baseUrl, username, password);
}

const register = (more: object = {}, api = clerk) =>
  api.post<DeskCase>('/api/v1/desk/cases', {
    ...{ deedId: randomUUID(), departmentId: city.department.id, matterId: city.matter.id },
    ...{ applicant: '张三丰', ...more },
  });
const advance = (id: string, deed: object, api = clerk) => {
  nowMs += MINUTE;
  return api.post<DeskCase>(`/api/v1/desk/cases/${id}/events`, { deedId: randomUUID(), ...deed });
};
const nextOf = (one: DeskCase) => nextSteps(standingOf(one.deeds));
const problemOf = (request: Promise<unknown>) =>
  request.then(
    () => 'no problem',
    (error: unknown) => {
      if (!(error instanceof ApiProblem)) throw error;
      return [error.problem.code, ...(error.problem.errors ?? []).map((one) => one.field)].join(' ');
    },
  );

it('a case goes its way at the window, reported by who did it', async () => {
  const windowId = city.windows[0]?.id;
  const made = await register({ windowId, ticket: 'A012' });
  expect(made).toMatchObject({ caseNo: '445200-20261123-0001', stage: 'received', registeredBy: '王五' });
  expect(made.applicant).not.toContain('三丰');
  expect(nextOf(made)).toEqual(['accept', 'askCorrection', 'refuse']);
  await advance(made.id, { step: 'accept', windowId });
  await advance(made.id, { step: 'handle', result: 'agreed' });
  await advance(made.id, { step: 'approve', result: 'agreed' });
  const fee = { outcome: 'certificate', certificateNo: '粤食证1号', fee: 10.5 };
  const done = await advance(made.id, { step: 'complete', ...fee });
  expect(done.stage).toBe('completed');
  expect(nextOf(await advance(made.id, { step: 'collect', method: '窗口领取' }))).toEqual([]);
  const { rows } = await sql<{ source: string; clerk: string; filled_by: string; type: string }>`
    select source, clerk, filled_by, type from case_event where case_id = ${made.id} order by seq`.execute(
    server.db,
  );
  expect(rows.map((row) => row.type)).toEqual([
    ...['stage', 'started', 'stage', 'stage', 'stage', 'stage', 'collected'],
  ]);
  for (const row of rows)
    expect(row).toMatchObject({ source: `desk:${city.department.id}`, clerk: '王五', filled_by: 'person' });
  const seen = await server.admin.get<CaseDetail>(`/api/v1/cases/${made.id}`);
  expect(seen).toMatchObject({ caseNo: made.caseNo, stage: 'completed' });
});

it('a case of whoever stands at a window is on that window', async () => {
  const window = city.windows[0];
  const made = await register({ windowId: window?.id, ticket: 'A013' });
  const { rows } = await sql<{ status: WindowStatus }>`
    select status from window_status where window_id = ${window?.id} order by version desc limit 1`.execute(
    server.db,
  );
  expect(rows[0]?.status).toMatchObject({
    ...{ state: 'serving', clerk: '王五', case: { caseNo: made.caseNo, stage: 'received' } },
  });
});

it('a double click or a resend is one case and one deed', async () => {
  const deedId = randomUUID();
  const [one, two] = await Promise.all([register({ deedId }), register({ deedId })]);
  const again = await register({ deedId, applicant: '李四' });
  expect(new Set([one.id, two.id, again.id]).size).toBe(1);
  const accept = { deedId: randomUUID(), step: 'accept' };
  await Promise.all([advance(one.id, accept), advance(one.id, accept)]);
  const found = await advance(one.id, accept);
  expect(found.deeds.map((deed) => deed.step)).toEqual(['register', 'accept']);
});

it('numbers are given without a gap, however many ask at once and whatever is refused', async () => {
  const wrong = register({ windowId: randomUUID() });
  const made = Promise.all(Array.from({ length: 12 }, () => register()));
  expect(await problemOf(wrong)).toBe('invalid_request body.windowId');
  expect(await problemOf(register({ matterId: randomUUID() }))).toBe('invalid_request body.matterId');
  await made;
  await register();
  const all = await clerk.get<{ items: DeskCase[] }>('/api/v1/desk/cases');
  expect(all.items.length).toBeGreaterThan(13);
  expect(all.items.map((one) => one.caseNo).sort()).toEqual(
    all.items.map((_, n) => `445200-20261123-${String(n + 1).padStart(4, '0')}`),
  );
});

it('what does not follow is refused, by field; what the exchange refuses leaves nothing', async () => {
  const { id } = await register();
  expect(await problemOf(advance(id, { step: 'approve' }))).toBe('step_not_possible body.step');
  expect(await problemOf(advance(id, { step: 'refuse' }))).toBe('invalid_request body.reason');
  expect(
    await problemOf(
      advance(id, { step: 'specialProcedure', kind: '听证', applied: { value: 0, unit: 'workingDay' } }),
    ),
  ).toBe('invalid_request body.applied.value');
  // Of another department: the exchange says so.
  const foreign = await server.admin.post<{ id: string }>('/api/v1/departments', {
    ...{ regionCode: '445200', name: '揭阳市民政局' },
  });
  const window = await server.admin.post<{ id: string }>(`/api/v1/halls/${city.hall.id}/windows`, {
    ...{ departmentId: foreign.id, code: '9', name: '9号窗口' },
  });
  const before = await sql`select 1 from case_event`.execute(server.db);
  expect(await problemOf(advance(id, { step: 'accept', windowId: window.id }))).toBe(
    'window_of_other_department body.windowId',
  );
  const after = await sql`select 1 from case_event`.execute(server.db);
  expect(after.rows.length).toBe(before.rows.length);
  expect((await advance(id, { step: 'accept' })).deeds).toHaveLength(2);
});

it('corrections, special procedures and extensions stop what they stop', async () => {
  const { id } = await register();
  expect(nextOf(await advance(id, { step: 'askCorrection', reason: '缺身份证明' }))).toEqual([
    'receiveCorrection',
    'refuse',
  ]);
  await advance(id, { step: 'receiveCorrection' });
  await advance(id, { step: 'accept' });
  const applied = { value: 5, unit: 'workingDay' };
  const procedure = { kind: '专家评审', applied, approver: '陈局', ground: '需现场核查' };
  expect(nextOf(await advance(id, { step: 'specialProcedure', ...procedure }))).toEqual([
    'endSpecialProcedure',
  ]);
  await advance(id, { step: 'endSpecialProcedure' });
  const extended = await advance(id, { step: 'extend', days: 10, approver: '陈局', ground: '案情复杂' });
  expect(nextOf(extended)).toContain('handle');
});

it('the last deed can be taken back for ten minutes, and the case is as it was', async () => {
  const { id } = await register();
  const accepted = await advance(id, { step: 'accept' });
  const deedId = accepted.deeds.at(-1)?.deedId;
  const undo = (deed: string | undefined) =>
    clerk.post<DeskCase>(`/api/v1/desk/cases/${id}/undo`, { deedId: deed });
  expect(await problemOf(undo(accepted.deeds[0]?.deedId))).toBe('undo_too_late');
  const back = await undo(deedId);
  expect(back).toMatchObject({ stage: 'received' });
  expect(nextOf(back)).toContain('accept');
  expect(await undo(deedId)).toMatchObject({ stage: 'received' });
  expect((await server.admin.get<CaseDetail>(`/api/v1/cases/${id}`)).clock).toBeNull();
  const refused = await advance(id, { step: 'refuse', reason: '不属本部门职权' });
  expect(nextOf(refused)).toEqual([]);
  nowMs += 11 * MINUTE;
  expect(await problemOf(undo(refused.deeds.at(-1)?.deedId))).toBe('undo_too_late');
});

it('prints a receipt with the name in full, which is on the trail', async () => {
  const { id, caseNo } = await register({ windowId: city.windows[0]?.id });
  expect(await problemOf(clerk.post(`/api/v1/desk/cases/${id}/receipt`, {}))).toBe('not_accepted');
  await advance(id, { step: 'accept' });
  expect(await clerk.post<DeskReceipt>(`/api/v1/desk/cases/${id}/receipt`, {})).toMatchObject({
    ...{ receiptNo: `SL-${caseNo}`, applicant: '张三丰', clerk: '王五', windowCode: '1' },
    ...{ matterName: '食品经营许可核发', promisedLimit: { value: 10, unit: 'workingDay' } },
  });
  const { rows } = await sql<{
    text: string;
  }>`select string_agg(a::text, ' ') as text from audit_row a`.execute(server.db);
  expect(rows[0]?.text).toContain('case.receipt');
  expect(rows[0]?.text).toContain('desk.advance');
  expect(rows[0]?.text).not.toContain('三丰');
});

it('a desk reaches its own department only', async () => {
  const { id } = await register();
  const windowId = city.windows[0]?.id;
  const places = await stranger.get<DeskPlaces>('/api/v1/desk/places');
  expect(places.departments.map((one) => one.name)).toEqual(['揭阳市公安局']);
  expect((await clerk.get<DeskPlaces>('/api/v1/desk/places')).windows.map((one) => one.id)).toEqual([
    windowId,
  ]);
  expect((await stranger.get<{ items: unknown[] }>('/api/v1/desk/cases')).items).toEqual([]);
  expect(await problemOf(register({}, stranger))).toBe('not_found');
  expect(await problemOf(advance(id, { step: 'accept' }, stranger))).toBe('not_found');
  const open = { deedId: randomUUID(), step: 'open' };
  expect(await problemOf(stranger.post(`/api/v1/desk/windows/${windowId}/events`, open))).toBe('not_found');
  await clerk.post(`/api/v1/desk/windows/${windowId}/events`, open);
  const list = await clerk.get<{ items: DeskCase[] }>('/api/v1/desk/cases?today=true');
  expect(list.items.map((one) => one.id)).toContain(id);
});
