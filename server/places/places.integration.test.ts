import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Grant } from '../contract/access.ts';
import type { AuditRow } from '../contract/audit.ts';
import { jieyangRegions } from '../contract/jieyang-regions.ts';
import type { Department, Hall, Region, SetupSummary, Window } from '../contract/places.ts';

interface List<T> {
  items: T[];
  nextCursor: string | null;
}

let server: RecordServer;
beforeAll(async () => {
  server = await startRecordServer();
  const { admin } = server;
  for (const region of jieyangRegions) await admin.post('/api/v1/regions', region);
});
afterAll(() => server.close());

const codeOf = async (request: Promise<unknown>): Promise<[number, string]> => {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiProblem) return [error.problem.status, error.problem.code];
    throw error;
  }
  return [200, 'no problem'];
};
const department = (name: string, regionCode = '445200') =>
  server.admin.post<Department>('/api/v1/departments', { name, regionCode });
const hall = (name: string, regionCode = '445202') =>
  server.admin.post<Hall>('/api/v1/halls', { name, regionCode });
const window = (hallId: string, departmentId: string, code: string) =>
  server.admin.post<Window>(`/api/v1/halls/${hallId}/windows`, { departmentId, code, name: `${code}号` });
let people = 0;
const signedIn = async (...grants: Grant[]) => {
  people += 1;
  const username = `person${people}`;
  const password = 'a-long-password-1';
  await server.admin.post('/api/v1/users', { username, displayName: username, password, grants });
  return ApiClient.signIn(server.baseUrl, username, password);
};

describe('the registry of places', () => {
  it('is empty at first, and tells so', async () => {
    expect(await server.admin.get<SetupSummary>('/api/v1/setup')).toEqual({
      halls: 0,
      cameras: 0,
      windows: 0,
      placements: 0,
    });
  });

  it('refuses what is there already, and what hangs on nothing', async () => {
    const { admin } = server;
    const region = { code: '445202', name: '榕城区', level: 'county', parentCode: '445200' };
    expect(await codeOf(admin.post('/api/v1/regions', region))).toEqual([409, 'region_exists']);
    expect(
      await codeOf(admin.post('/api/v1/regions', { ...region, code: '445299', parentCode: '999999' })),
    ).toEqual([422, 'unknown_region']);
    expect(await codeOf(department('无处', '999999'))).toEqual([422, 'unknown_region']);
    const place = await hall('重名大厅');
    expect(await codeOf(hall('重名大厅'))).toEqual([409, 'hall_exists']);
    const organ = await department('重名部门');
    expect(await codeOf(department('重名部门'))).toEqual([409, 'department_exists']);
    await window(place.id, organ.id, '1');
    expect(await codeOf(window(place.id, organ.id, '1'))).toEqual([409, 'window_exists']);
    const nobody = '00000000-0000-4000-8000-000000000000';
    expect(await codeOf(window(place.id, nobody, '2'))).toEqual([422, 'unknown_department']);
    expect(await codeOf(window(nobody, organ.id, '2'))).toEqual([404, 'not_found']);
    expect(await codeOf(hall('a\u0000b'))).toEqual([400, 'invalid_request']);
    expect(await codeOf(admin.get('/api/v1/halls/not-an-id'))).toEqual([400, 'invalid_request']);
  });

  it('changes only what is given', async () => {
    const { admin } = server;
    const made = await hall('旧名');
    await admin.request('PATCH', `/api/v1/halls/${made.id}`, { address: '临江北路' });
    expect(await admin.request('PATCH', `/api/v1/halls/${made.id}`, { name: '新名' })).toMatchObject({
      name: '新名',
      address: '临江北路',
    });
    expect(await admin.request('PATCH', `/api/v1/halls/${made.id}`, {})).toMatchObject({ name: '新名' });
    const organ = await admin.post<Department>('/api/v1/departments', {
      name: '有码部门',
      regionCode: '445200',
      uscc: '11445200MB2C903210',
    });
    expect(
      await admin.request('PATCH', `/api/v1/departments/${organ.id}`, { name: '改名部门' }),
    ).toMatchObject({ uscc: '11445200MB2C903210' });
    expect(await admin.request('PATCH', '/api/v1/regions/445281', { name: '普宁' })).toMatchObject({
      name: '普宁',
      parentCode: '445200',
    });
  });

  it('removes only what nothing refers to, and says what does', async () => {
    const { admin } = server;
    const place = await hall('要拆的大厅');
    const organ = await department('要撤的部门');
    const counter = await window(place.id, organ.id, '1');
    const remove = (path: string) => admin.request('DELETE', path);
    const refused = await remove(`/api/v1/halls/${place.id}`).catch((error: ApiProblem) => error.problem);
    expect(refused).toMatchObject({
      status: 409,
      code: 'in_use',
      errors: [{ field: 'windows', message: '1' }],
    });
    expect(await codeOf(remove(`/api/v1/departments/${organ.id}`))).toEqual([409, 'in_use']);
    expect(await codeOf(remove('/api/v1/regions/445200'))).toEqual([409, 'in_use']);
    await remove(`/api/v1/windows/${counter.id}`);
    await remove(`/api/v1/halls/${place.id}`);
    await remove(`/api/v1/departments/${organ.id}`);
    expect(await codeOf(admin.get(`/api/v1/halls/${place.id}`))).toEqual([404, 'not_found']);
  });

  it('lists by page and by search, wildcards being letters like any other', async () => {
    const { admin } = server;
    const names = Array.from({ length: 7 }, (_, i) => `分页${i}厅`);
    for (const name of names) await hall(name);
    await hall('百分之100%厅');
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/api/v1/halls?q=${encodeURIComponent('分页')}&limit=3`;
      const page: List<Hall> = await admin.get(cursor === '' ? path : `${path}&cursor=${cursor}`);
      seen.push(...page.items.map((one) => one.name));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(names);
    const percent = await admin.get<List<Hall>>(`/api/v1/halls?q=${encodeURIComponent('0%')}`);
    expect(percent.items.map((one) => one.name)).toEqual(['百分之100%厅']);
    const place = await hall('排队厅');
    const organ = await department('排队部门');
    for (const code of ['10', '2', '1', 'A05']) await window(place.id, organ.id, code);
    const first = await admin.get<List<Window>>(`/api/v1/halls/${place.id}/windows?limit=2`);
    const rest = await admin.get<List<Window>>(
      `/api/v1/halls/${place.id}/windows?limit=9&cursor=${first.nextCursor}`,
    );
    expect([...first.items, ...rest.items].map((one) => one.code)).toEqual(['1', '2', '10', 'A05']);
    expect(await codeOf(admin.get('/api/v1/halls?cursor=x'))).toEqual([400, 'invalid_request']);
  });

  it('writes every change to the trail, with the names of the fields that were sent, and what was there before and after', async () => {
    const place = await hall('留痕厅');
    await server.admin.request('PATCH', `/api/v1/halls/${place.id}`, { address: '新的地址' });
    const { items } = await server.admin.get<List<AuditRow>>('/api/v1/audit?limit=50');
    const row = items.find((one) => one.action === 'hall.change' && one.target === `hall:${place.id}`);
    expect(row).toMatchObject({
      ...{ actor: 'user:admin', targetName: place.name, detail: { fields: ['address'] } },
      ...{ before: { address: null }, after: { address: '新的地址' } },
    });
    await server.admin.request('PATCH', `/api/v1/halls/${place.id}`, { lineKbps: 4000, soundAllowed: true });
    const after = await server.admin.get<List<AuditRow>>('/api/v1/audit?limit=1');
    expect(after.items[0]).toMatchObject({
      action: 'hall.change',
      detail: { fields: ['lineKbps', 'soundAllowed'], soundAllowed: true, lineKbps: 4000 },
    });
  });
});

describe('what of it somebody sees', () => {
  it('is what their grants reach, in lists, counts and by id', async () => {
    const { admin } = server;
    const shared = await hall('合用厅', '445202');
    const far = await hall('普宁厅', '445281');
    const police = await department('公安局');
    const tax = await department('税务局');
    const one = await window(shared.id, police.id, '1');
    const two = await window(shared.id, tax.id, '2');
    const elsewhere = await window(far.id, tax.id, '1');
    const codes = async (api: ApiClient, hallId: string) =>
      (await api.get<List<Window>>(`/api/v1/halls/${hallId}/windows`)).items.map((item) => item.code);
    const halls = async (api: ApiClient) =>
      (await api.get<List<Hall>>('/api/v1/halls')).items.map((item) => item.name);

    const officer = await signedIn({ role: 'department', scope: { kind: 'department', id: police.id } });
    expect(await halls(officer)).toEqual(['合用厅']);
    expect(await codes(officer, shared.id)).toEqual(['1']);
    expect((await officer.get<Hall>(`/api/v1/halls/${shared.id}`)).windowCount).toBe(1);
    expect(await codeOf(officer.get(`/api/v1/windows/${two.id}`))).toEqual([404, 'not_found']);
    expect(await codeOf(officer.get(`/api/v1/halls/${far.id}`))).toEqual([404, 'not_found']);
    expect(await officer.get(`/api/v1/windows/${one.id}`)).toMatchObject({ code: '1' });
    expect((await officer.get<List<Department>>('/api/v1/departments')).items.map((d) => d.name)).toEqual([
      '公安局',
    ]);
    expect(await officer.get('/api/v1/setup')).toMatchObject({ halls: 1, windows: 1 });

    const county = await signedIn({ role: 'monitor', scope: { kind: 'region', code: '445281' } });
    expect(await halls(county)).toEqual(['普宁厅']);
    expect(await codeOf(county.get(`/api/v1/windows/${one.id}`))).toEqual([404, 'not_found']);
    expect(await county.get(`/api/v1/windows/${elsewhere.id}`)).toMatchObject({ code: '1' });
    expect((await county.get<List<Region>>('/api/v1/regions')).items.map((r) => r.code)).toEqual([
      '440000',
      '445200',
      '445281',
    ]);
    expect((await county.get<List<Department>>('/api/v1/departments')).items.map((d) => d.name)).toEqual([
      '税务局',
    ]);

    const city = await signedIn({ role: 'monitor', scope: { kind: 'region', code: '445200' } });
    expect(await halls(city)).toEqual(expect.arrayContaining(['合用厅', '普宁厅']));
    const guard = await signedIn({ role: 'monitor', scope: { kind: 'hall', id: shared.id } });
    expect(await halls(guard)).toEqual(['合用厅']);
    expect(await codes(guard, shared.id)).toEqual(['1', '2']);

    // Who may change something may do so in their own place only.
    const local = await signedIn({ role: 'admin', scope: { kind: 'region', code: '445281' } });
    expect(await codeOf(local.request('PATCH', `/api/v1/halls/${shared.id}`, { name: '改' }))).toEqual([
      404,
      'not_found',
    ]);
    expect(await codeOf(local.post('/api/v1/halls', { name: '外', regionCode: '445202' }))).toEqual([
      404,
      'not_found',
    ]);
    await local.post('/api/v1/halls', { name: '普宁二厅', regionCode: '445281' });
    expect(await codeOf(guard.post('/api/v1/halls', { name: '无权', regionCode: '445202' }))).toEqual([
      403,
      'forbidden',
    ]);
    expect(await codeOf(admin.get(`/api/v1/windows/${one.id}`))).toEqual([200, 'no problem']);
  });

  it('keeps a hall’s line and its policy for sound; a reserve leaves pictures something', async () => {
    const { id, ...made } = await hall('线路大厅');
    expect(made).toMatchObject({ lineKbps: null, lineReserveKbps: 400, soundAllowed: false });
    const path = `/api/v1/halls/${id}`;
    const change = (path: string, body: object) => server.admin.request('PATCH', path, body);
    expect(await codeOf(change(path, { lineKbps: 400 }))).toEqual([422, 'line_reserve_too_large']);
    expect(await change(path, { lineKbps: 2000, soundAllowed: true })).toMatchObject({
      lineKbps: 2000,
      lineReserveKbps: 400,
      soundAllowed: true,
    });
    expect(await codeOf(change(path, { lineReserveKbps: 2000 }))).toEqual([422, 'line_reserve_too_large']);
    expect(await change(path, { lineKbps: null, lineReserveKbps: 2000 })).toMatchObject({
      lineKbps: null,
    });
    expect(await codeOf(change(path, { lineKbps: 1.5 }))).toEqual([400, 'invalid_request']);
  });
});
