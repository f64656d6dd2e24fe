import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Grant } from '../contract/access.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { CaseSummary } from '../contract/cases.ts';
import { REASON_HEADER } from '../contract/common.ts';

let server: RecordServer;
let city: City;
let otherDepartment: string;
beforeAll(async () => {
  server = await startRecordServer();
  const { admin } = server;
  city = await registerCity(admin, [{ name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] }]);
  await admin.post('/api/v1/regions', {
    code: '445281',
    name: '普宁市',
    level: 'county',
    parentCode: '445200',
  });
  // A department of the county, with a window in the city's hall.
  const other = await admin.post<{ id: string }>('/api/v1/departments', {
    regionCode: '445281',
    name: '普宁市公安局',
  });
  otherDepartment = other.id;
  await admin.post(`/api/v1/halls/${city.hall.id}/windows`, {
    departmentId: other.id,
    code: '9',
    name: '户政',
  });
  await admin.post('/api/v1/matters', {
    departmentId: other.id,
    code: 'GA-1',
    name: '居民身份证换领',
    promisedLimit: { value: 1, unit: 'workingDay' },
    statutoryLimit: { value: 1, unit: 'workingDay' },
  });
  const token = await admin.post<{ secret: string }>('/api/v1/tokens', {
    name: '公安',
    source: 'gongan',
    departmentId: other.id,
  });
  const stage = (caseNo: string, matterCode: string, windowCode?: string) => ({
    type: 'stage',
    eventId: caseNo,
    occurredAt: new Date().toISOString(),
    caseNo,
    matterCode,
    stage: 'accepted',
    ...(windowCode === undefined ? {} : { hallId: city.hall.id, windowCode }),
  });
  const report = (secret: string, events: unknown[]) =>
    ApiClient.withToken(server.baseUrl, secret).post('/api/v1/exchange/events', { events });
  await report(city.tokenSecret, [
    stage('own-back-office', 'SCJG-0001'),
    stage('own-window', 'SCJG-0001', '1'),
  ]);
  await report(token.secret, [stage('other-back-office', 'GA-1'), stage('other-window', 'GA-1', '9')]);
});
afterAll(() => server.close());

let people = 0;
const person = async (grant: Grant): Promise<ApiClient> => {
  people += 1;
  const username = `person${people}`;
  const password = 'a-long-password-1';
  await server.admin.post('/api/v1/users', { username, displayName: username, password, grants: [grant] });
  return ApiClient.signIn(server.baseUrl, username, password);
};
const seenBy = async (role: Grant['role'], scope: Grant['scope']) => {
  const api = await person({ role, scope });
  const { items } = await api.get<{ items: CaseSummary[] }>('/api/v1/cases');
  // What is in the list can be opened, and what is not cannot.
  const all = await server.admin.get<{ items: CaseSummary[] }>('/api/v1/cases');
  const listed = new Set(items.map((one) => one.id));
  for (const one of all.items) {
    const response = await api.fetch(`/api/v1/cases/${one.id}`);
    expect([one.caseNo, response.status]).toEqual([one.caseNo, listed.has(one.id) ? 200 : 404]);
  }
  return items.map((one) => one.caseNo).sort();
};

it('a department sees its own cases and never another’s', async () => {
  expect(await seenBy('department', { kind: 'department', id: city.department.id })).toEqual([
    'own-back-office',
    'own-window',
  ]);
  expect(await seenBy('department', { kind: 'department', id: otherDepartment })).toEqual([
    'other-back-office',
    'other-window',
  ]);
});

it('a hall’s people see what was done at its windows, whosever it is', async () => {
  expect(await seenBy('monitor', { kind: 'hall', id: city.hall.id })).toEqual(['other-window', 'own-window']);
});

it('a region’s people see its departments’ cases and what was done in its halls', async () => {
  expect(await seenBy('supervisor', { kind: 'region', code: '445281' })).toEqual([
    'other-back-office',
    'other-window',
  ]);
  expect(await seenBy('supervisor', { kind: 'region', code: '445200' })).toEqual([
    'other-back-office',
    'other-window',
    'own-back-office',
    'own-window',
  ]);
});

it('a machine reports and reads nothing', async () => {
  const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  for (const path of ['cases', 'matters', 'halls', 'regions', 'departments', 'setup'])
    await expect(machine.get(`/api/v1/${path}`)).rejects.toThrow('403');
});

describe('who applied, in full', () => {
  const because = { [REASON_HEADER]: encodeURIComponent('核对投诉 2026-17') };
  const idOf = async (caseNo: string): Promise<string> => {
    const { items } = await server.admin.get<{ items: CaseSummary[] }>(`/api/v1/cases?q=${caseNo}`);
    return items[0]?.id ?? '';
  };
  const ask = (who: ApiClient, caseId: string, headers: Record<string, string> = because) =>
    who.fetch(`/api/v1/cases/${caseId}/applicant`, { method: 'POST', headers });

  it('is answered to who may and says why, and the look is on the trail without the name', async () => {
    const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
    await machine.post('/api/v1/exchange/events', {
      events: [
        {
          ...{ type: 'stage', eventId: 'named', caseNo: 'named', matterCode: 'SCJG-0001', stage: 'accepted' },
          ...{ occurredAt: new Date().toISOString(), applicant: '欧阳娜娜' },
        },
      ],
    });
    const caseId = await idOf('named');
    expect((await ask(server.admin, caseId, {})).status).toBe(422);
    const answer = await ask(server.admin, caseId);
    expect(await answer.json()).toEqual({ applicant: '欧阳娜娜' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { items } = await server.admin.get<{ items: AuditRow[] }>('/api/v1/audit?limit=500');
    expect(items[0]).toMatchObject({
      ...{ action: 'case.unmask', target: `case:${caseId}`, targetName: 'named' },
      ...{ reason: '核对投诉 2026-17', actor: 'user:admin' },
    });
    expect(JSON.stringify(items)).not.toContain('欧阳');
    expect(items.filter(({ action }) => action === 'case.unmask')).toHaveLength(1);
    expect(await (await ask(server.admin, await idOf('own-window'))).json()).toEqual({ applicant: null });
  });

  it('is not answered to who may read the case only, nor to another place', async () => {
    const caseId = await idOf('named');
    const monitor = await person({ role: 'monitor', scope: { kind: 'everywhere' } });
    expect((await ask(monitor, caseId)).status).toBe(403);
    const far = await person({ role: 'supervisor', scope: { kind: 'region', code: '445281' } });
    expect((await ask(far, caseId)).status).toBe(404);
    expect((await ask(server.admin, '00000000-0000-4000-8000-000000000000')).status).toBe(404);
  });
});
