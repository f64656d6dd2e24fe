import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Scope } from '../contract/access.ts';
import type { Camera, Placement } from '../contract/cameras.ts';
import type { CaseDetail, CaseSummary } from '../contract/cases.ts';
import type { ExchangeAnswer } from '../contract/exchange.ts';
import type { Matter } from '../contract/matters.ts';
import type { PlaceChange, UndoCheck } from '../contract/place-changes.ts';
import type { Department, Hall, Region, Window, WindowMatter, WindowTerm } from '../contract/places.ts';

interface List<T> {
  items: T[];
}

let server: RecordServer;
let admin: ApiClient;
let city: City;
beforeAll(async () => {
  server = await startRecordServer();
  admin = server.admin;
  city = await registerCity(admin, [
    { name: '1号机', mainUrl: 'rtsp://127.0.0.1/main', windows: ['1', '2'] },
  ]);
  await region('445202', '榕城区');
  await region('445203', '揭东区');
});
afterAll(() => server.close());

const region = (code: string, name: string, parentCode: string | null = '445200', level = 'county') =>
  admin.post<Region>('/api/v1/regions', { code, name, level, parentCode });
const hall = (name: string, regionCode = '445200') => admin.post<Hall>('/api/v1/halls', { name, regionCode });
const department = (name: string, regionCode = '445200') =>
  admin.post<Department>('/api/v1/departments', { name, regionCode });
const window = (hallId: string, departmentId: string, code: string) =>
  admin.post<Window>(`/api/v1/halls/${hallId}/windows`, { departmentId, code, name: `${code}号` });
const matter = (departmentId: string, code: string) =>
  admin.post<Matter>('/api/v1/matters', {
    ...{ departmentId, code, name: `事项${code}` },
    ...{ promisedLimit: { value: 5, unit: 'workingDay' }, statutoryLimit: { value: 20, unit: 'workingDay' } },
  });
const camera = (hallId: string, name: string) =>
  admin.post<Camera>(`/api/v1/halls/${hallId}/cameras`, {
    name,
    profiles: [{ profile: 'main', url: 'rtsp://127.0.0.1/x' }],
  });
const token = (departmentId: string, source: string) =>
  admin.post<{ id: string; secret: string }>('/api/v1/tokens', { name: source, source, departmentId });
const change = (path: string, body?: object) =>
  admin.because<PlaceChange>('机构改革', 'POST', `/api/v1/${path}`, body);
const preview = (body: object) => admin.post<PlaceChange>('/api/v1/place-changes/preview', body);
const undo = (id: string | null) => change(`place-changes/${id}/undo`);
const mayUndo = (id: string | null) => admin.get<UndoCheck>(`/api/v1/place-changes/${id}/undo`);
const codeOf = async (request: Promise<unknown>): Promise<string> => {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem.code;
    throw error;
  }
  return 'no problem';
};
const report = async (secret: string, ...events: object[]): Promise<string[]> => {
  const client = ApiClient.withToken(server.baseUrl, secret);
  const { results } = await client.post<ExchangeAnswer>('/api/v1/exchange/events', { events });
  return results.map((one) => one.code ?? one.status);
};
let events = 0;
const stage = (more: object) => {
  events += 1;
  return {
    ...{ type: 'stage', eventId: `e${events}`, occurredAt: new Date().toISOString(), stage: 'accepted' },
    ...more,
  };
};
let people = 0;
/** Signed in, and in again by `again`. */
const person = async (role: string, scope: Scope) => {
  people += 1;
  const username = `person${people}`;
  const password = 'a-long-password-1';
  await admin.post('/api/v1/users', { username, displayName: username, password, grants: [{ role, scope }] });
  return ApiClient.signIn(server.baseUrl, username, password);
};
const names = async (path: string) =>
  (await admin.get<List<{ name: string }>>(`/api/v1/${path}`)).items.map((one) => one.name);

describe('closing', () => {
  it('leaves a window’s page, takes it from the lists, and lets nothing new begin there', async () => {
    const place = await hall('关停大厅');
    const made = await window(place.id, city.department.id, '1');
    const eye = await camera(place.id, '机位');
    const zones = { clerkZone: [0, 1, 2].map((n) => ({ x: n / 4, y: (n % 2) / 2 })) };
    const placed = `/api/v1/cameras/${eye.id}/placements/${made.id}`;
    await admin.request('PUT', placed, zones);
    expect(await codeOf(admin.post(`/api/v1/windows/${made.id}/close`, undefined))).toBe('reason_required');
    const closed = await change(`windows/${made.id}/close`);
    expect(closed).toMatchObject({ kind: 'close', counts: { windows: 1, placements: 1 }, by: 'admin' });
    expect(await names(`halls/${place.id}/windows`)).toEqual([]);
    expect(await names(`halls/${place.id}/windows?closed=include`)).toEqual(['1号']);
    expect(await admin.get<Window>(`/api/v1/windows/${made.id}`)).toMatchObject({ closedAt: closed.at });
    expect(await codeOf(admin.request('PUT', placed, zones))).toBe('place_closed');
    expect(await codeOf(admin.request('PATCH', `/api/v1/windows/${made.id}`, { name: 'x' }))).toBe(
      'place_closed',
    );
    const at = { matterCode: city.matter.code, hallId: place.id, windowCode: '1' };
    expect(await report(city.tokenSecret, stage({ caseNo: 'X1', ...at }))).toEqual(['window_closed']);
    const late = new Date(Date.parse(closed.at) - 1000).toISOString();
    expect(await report(city.tokenSecret, stage({ caseNo: 'X1', ...at, occurredAt: late }))).toEqual([
      'accepted',
    ]);
    // Its number is free again.
    const next = await window(place.id, city.department.id, '1');
    expect(await report(city.tokenSecret, stage({ caseNo: 'X2', ...at }))).toEqual(['accepted']);
    expect(await mayUndo(closed.id)).toMatchObject({ possible: false, because: 'name_taken' });
    await change(`windows/${next.id}/close`);
    await undo(closed.id);
    expect(await admin.get<Window>(`/api/v1/windows/${made.id}`)).toMatchObject({ closedAt: null });
    const { items } = await admin.get<List<Placement>>(`/api/v1/cameras/${eye.id}/placements`);
    expect(items.map((one) => one.windowId)).toEqual([made.id]);
  });

  it('of a hall or department takes what is open below it along, and of a region is for empty ones', async () => {
    const place = await hall('旧址大厅', '445203');
    const organ = await department('撤并办公室', '445203');
    const own = await window(place.id, organ.id, '5');
    const { secret } = await token(organ.id, 'chebing');
    await matter(organ.id, 'CB-1');
    expect(await codeOf(change('regions/445203/close'))).toBe('place_not_empty');
    const what = { thing: 'department', id: organ.id, kind: 'close' };
    expect(await preview(what)).toMatchObject({
      id: null,
      counts: { windows: 1, matters: 1, tokens: 1, departments: 1 },
    });
    expect(await admin.get<Window>(`/api/v1/windows/${own.id}`)).toMatchObject({ closedAt: null });
    const closed = await change(`departments/${organ.id}/close`);
    expect(await codeOf(report(secret))).not.toBe('no problem');
    expect(await codeOf(matter(organ.id, 'CB-2'))).toBe('place_closed');
    expect(await codeOf(window(place.id, organ.id, '6'))).toBe('place_closed');
    await undo(closed.id);
    expect(await admin.get<Window>(`/api/v1/windows/${own.id}`)).toMatchObject({ closedAt: null });
    await change(`departments/${organ.id}/close`);
    await change(`halls/${place.id}/close`);
    expect(await codeOf(window(place.id, city.department.id, '7'))).toBe('place_closed');
    await change('regions/445203/close');
    expect(await codeOf(hall('新大厅', '445203'))).toBe('place_closed');
    expect(await names('regions')).not.toContain('揭东区');
  });

  it('of a matter lets no case begin, and those begun go on', async () => {
    const { id, code } = await matter(city.department.id, 'OLD-1');
    const one = stage({ caseNo: 'OLD', matterCode: code });
    expect(await report(city.tokenSecret, one)).toEqual(['accepted']);
    await change(`matters/${id}/close`);
    expect(
      await report(
        city.tokenSecret,
        stage({ caseNo: 'OLD', matterCode: code, stage: 'handling' }),
        stage({ caseNo: 'NEW', matterCode: code }),
      ),
    ).toEqual(['accepted', 'matter_closed']);
  });
});

describe('moving', () => {
  it('takes a department, a hall or a county elsewhere, never into a ring or below its own level', async () => {
    const organ = await department('迁移局');
    await change(`departments/${organ.id}/move`, { regionCode: '445202' });
    expect(await admin.get<Department>(`/api/v1/departments/${organ.id}`)).toMatchObject({
      regionCode: '445202',
    });
    expect(await codeOf(change(`departments/${organ.id}/move`, { regionCode: '445202' }))).toBe(
      'already_there',
    );
    await department('迁移局');
    expect(await codeOf(change(`departments/${organ.id}/move`, { regionCode: '445200' }))).toBe(
      'name_taken_there',
    );
    await region('440500', '汕头市', '440000', 'city');
    const moved = await change('regions/445202/move', { parentCode: '440500' });
    expect(moved).toMatchObject({ targetName: '汕头市' });
    expect(await codeOf(change('regions/440500/move', { parentCode: '445202' }))).toBe('invalid_request');
    expect(await codeOf(change('regions/445202/move', { parentCode: '445202' }))).toBe('invalid_request');
    await undo(moved.id);
    expect(await admin.get<Region>('/api/v1/regions/445202')).toMatchObject({ parentCode: '445200' });
  });

  it('opens a window anew in another hall, and what departments report goes there', async () => {
    const [here, there] = [await hall('老大厅'), await hall('新大厅')];
    const made = await window(here.id, city.department.id, '1');
    await admin.request('PUT', `/api/v1/windows/${made.id}/matters`, { matterIds: [city.matter.id] });
    await window(there.id, city.department.id, '1');
    const to = { hallId: there.id };
    expect(await codeOf(change(`windows/${made.id}/move`, to))).toBe('name_taken_there');
    const { openedId, id } = await change(`windows/${made.id}/move`, { ...to, code: '11' });
    expect(await admin.get<Window>(`/api/v1/windows/${made.id}`)).toMatchObject({ movedTo: openedId });
    expect(
      (await admin.get<List<WindowMatter>>(`/api/v1/windows/${openedId}/matters`)).items.map(
        (one) => one.matterId,
      ),
    ).toEqual([city.matter.id]);
    const event = { caseNo: 'MV', matterCode: city.matter.code, hallId: here.id, windowCode: '1' };
    expect(await report(city.tokenSecret, stage(event))).toEqual(['accepted']);
    const { items } = await admin.get<List<CaseSummary>>('/api/v1/cases?q=MV');
    const page = await admin.get<CaseDetail>(`/api/v1/cases/${items[0]?.id}`);
    expect(page.steps.map((step) => [step.windowId, step.windowCode])).toEqual([[openedId, '11']]);
    expect(await mayUndo(id)).toMatchObject({ because: 'built_on', about: ['window 11'] });
    expect(await codeOf(undo(id))).toBe('undo_built_on');
  });

  it('asks for rights at both ends', async () => {
    const made = await hall('区大厅', '445202');
    const regional = await person('admin', { kind: 'region', code: '445202' });
    const to = { regionCode: '445200' };
    const path = `/api/v1/halls/${made.id}/move`;
    expect(await codeOf(regional.because('想要', 'POST', path, to))).toBe('unknown_region');
    expect(
      await codeOf(
        regional.post('/api/v1/place-changes/preview', {
          thing: 'hall',
          id: made.id,
          kind: 'move',
          body: to,
        }),
      ),
    ).toBe('unknown_region');
    expect(await codeOf(regional.because('想要', 'POST', `/api/v1/halls/${city.hall.id}/move`, to))).toBe(
      'not_found',
    );
  });
});

describe('merging', () => {
  let first: Department;
  let second: Department;
  let counter: Window;
  let firstToken: { id: string; secret: string };
  let run = 0;
  beforeEach(async () => {
    run += 1;
    first = await department(`工商局${run}`);
    second = await department(`质监局${run}`);
    counter = await window(city.hall.id, first.id, `G${run}`);
    firstToken = await token(first.id, `gongshang${run}`);
    await matter(first.id, 'SAME');
    await matter(second.id, 'SAME');
    await matter(first.id, 'OWN');
  });
  const atCounter = () => ({ hallId: city.hall.id, windowCode: counter.code });

  it('gives a department’s windows, matters, tokens and people to its successor, and leaves its cases', async () => {
    const [ofFirst, ofSecond] = [
      await person('department', { kind: 'department', id: first.id }),
      await person('department', { kind: 'department', id: second.id }),
    ];
    expect(
      await report(
        firstToken.secret,
        stage({ caseNo: 'A', matterCode: 'SAME', ...atCounter() }),
        stage({ caseNo: 'B', matterCode: 'OWN' }),
      ),
    ).toEqual(['accepted', 'accepted']);
    const cases = async (client: ApiClient) =>
      (await client.get<List<CaseSummary>>('/api/v1/cases')).items.map((one) => one.caseNo).sort();
    expect(await cases(ofSecond)).toEqual([]);

    const path = `departments/${first.id}/merge`;
    const asked = await preview({
      ...{ thing: 'department', id: first.id, kind: 'merge', body: { into: second.id } },
    });
    const merged = await change(path, { into: second.id });
    expect(merged.counts).toEqual(asked.counts);
    expect(merged.counts).toMatchObject({ windows: 1, matters: 2, tokens: 2, grants: 1, departments: 1 });
    expect(await codeOf(change(path, { into: second.id }))).toBe('place_closed');

    // Both see the past of both, and the window; the case stays whose it was.
    for (const client of [ofFirst, ofSecond]) {
      expect(await cases(client)).toEqual(['A', 'B']);
      expect(await codeOf(client.get(`/api/v1/windows/${counter.id}/status`))).toBe('no problem');
    }
    const [row] = (await admin.get<List<CaseSummary>>('/api/v1/cases?q=B')).items;
    expect(row?.departmentName).toBe(first.name);
    const terms = await admin.get<List<WindowTerm>>(`/api/v1/windows/${counter.id}/terms`);
    expect(terms.items.map((term) => term.departmentName)).toEqual([second.name, first.name]);

    // What was begun goes on, what begins is the successor's; under the token of before.
    expect(
      await report(
        firstToken.secret,
        stage({ caseNo: 'A', matterCode: 'SAME', stage: 'handling', ...atCounter() }),
        stage({ caseNo: 'C', matterCode: 'OWN', ...atCounter() }),
        stage({ caseNo: 'D', matterCode: 'SAME', occurredAt: new Date(Date.now() - 60_000).toISOString() }),
      ),
    ).toEqual(['accepted', 'accepted', 'accepted']);
    const [begun] = (await admin.get<List<CaseSummary>>('/api/v1/cases?q=C')).items;
    expect(begun?.departmentName).toBe(second.name);
    expect(await mayUndo(merged.id)).toMatchObject({ because: 'built_on' });
  });

  it('is taken back whole while nothing was reported since', async () => {
    const ofFirst = await person('department', { kind: 'department', id: first.id });
    const merged = await change(`departments/${first.id}/merge`, { into: second.id });
    await undo(merged.id);
    expect(await admin.get<Department>(`/api/v1/departments/${first.id}`)).toMatchObject({
      closedAt: null,
      mergedInto: null,
    });
    expect(await admin.get<Window>(`/api/v1/windows/${counter.id}`)).toMatchObject({
      departmentId: first.id,
    });
    expect(await codeOf(ofFirst.get(`/api/v1/departments/${first.id}`))).toBe('no problem');
    expect(await codeOf(ofFirst.get(`/api/v1/departments/${second.id}`))).toBe('not_found');
    expect(await report(firstToken.secret, stage({ caseNo: 'A2', matterCode: 'SAME' }))).toEqual([
      'accepted',
    ]);
    const rows = await admin.get<List<PlaceChange>>(`/api/v1/place-changes?thing=department&id=${second.id}`);
    expect(rows.items.map((one) => one.undoneAt !== null)).toEqual([true]);
  });

  it('is refused for one that was changed since, and says which', async () => {
    const merged = await change(`departments/${first.id}/merge`, { into: second.id });
    await change(`windows/${counter.id}/move`, { departmentId: city.department.id });
    expect(await mayUndo(merged.id)).toMatchObject({
      because: 'changed_since',
      about: [`window ${counter.code}`],
    });
  });

  it('of two that are asked for at once lets one through, whichever way round', async () => {
    const third = await department(`第三局${run}`);
    const [a, b] = await Promise.all([
      codeOf(change(`departments/${first.id}/merge`, { into: second.id })),
      codeOf(change(`departments/${second.id}/merge`, { into: first.id })),
    ]);
    expect([a, b].sort()).toEqual(['no problem', 'place_closed']);
    const [left] = a === 'no problem' ? [second] : [first];
    const outcomes = await Promise.all([
      codeOf(change(`departments/${left.id}/merge`, { into: third.id })),
      codeOf(change(`departments/${left.id}/merge`, { into: city.department.id })),
      codeOf(window(city.hall.id, left.id, `L${run}`)),
    ]);
    expect(outcomes.slice(0, 2).sort()).toEqual(['no problem', 'place_closed']);
    expect(['no problem', 'place_closed']).toContain(outcomes[2]);
    // Whoever came in between went along: nothing open is left with a closed department.
    const { items } = await admin.get<List<Window>>(`/api/v1/halls/${city.hall.id}/windows`);
    const closed = new Set(
      (await admin.get<List<Department>>('/api/v1/departments?closed=include&limit=500')).items
        .filter((one) => one.closedAt !== null)
        .map((one) => one.id),
    );
    expect(items.filter((one) => closed.has(one.departmentId))).toEqual([]);
  });

  it('of halls names what collides, and brings windows, cameras and placements over', async () => {
    const here = await hall(`东厅${run}`);
    const [one, two] = [await window(here.id, first.id, '1'), await window(here.id, first.id, '77')];
    const eye = await camera(here.id, '1号机');
    const zones = { clerkZone: [0, 1, 2].map((n) => ({ x: n / 4, y: (n % 2) / 2 })) };
    await admin.request('PUT', `/api/v1/cameras/${eye.id}/placements/${one.id}`, zones);
    const ofHall = await person('monitor', { kind: 'hall', id: here.id });
    const body = { into: city.hall.id };
    const asked = await preview({ thing: 'hall', id: here.id, kind: 'merge', body });
    expect(asked.collisions).toEqual([
      { what: 'window', id: one.id, taken: '1' },
      { what: 'camera', id: eye.id, taken: '1号机' },
    ]);
    expect(await codeOf(change(`halls/${here.id}/merge`, body))).toBe('merge_collides');
    const merged = await change(`halls/${here.id}/merge`, {
      ...body,
      windowCodes: { [one.id]: 'D1' },
      cameraNames: { [eye.id]: '东1号机' },
    });
    const { movedTo } = await admin.get<Window>(`/api/v1/windows/${one.id}`);
    expect(await admin.get<Window>(`/api/v1/windows/${movedTo}`)).toMatchObject({
      hallId: city.hall.id,
      code: 'D1',
      departmentId: first.id,
    });
    expect(await ofHall.get<Camera>(`/api/v1/cameras/${eye.id}`)).toMatchObject({
      hallId: city.hall.id,
      name: '东1号机',
    });
    const { items } = await ofHall.get<List<Placement>>(`/api/v1/cameras/${eye.id}/placements`);
    expect(items.map((each) => each.windowId)).toEqual([movedTo]);
    // The department's system still speaks of the old hall.
    const event = { caseNo: 'H', matterCode: 'OWN', hallId: here.id, windowCode: '77' };
    expect(await report(firstToken.secret, stage(event))).toEqual(['accepted']);
    expect(await mayUndo(merged.id)).toMatchObject({ because: 'built_on', about: ['window 77'] });
    expect(await admin.get<Window>(`/api/v1/windows/${two.id}`)).toMatchObject({ hallId: here.id });
  });

  it('of halls is taken back with placements as they were drawn', async () => {
    const [here, there] = [await hall(`甲厅${run}`), await hall(`乙厅${run}`)];
    const one = await window(here.id, first.id, '1');
    const eye = await camera(here.id, '机');
    const zones = { clerkZone: [0, 1, 2].map((n) => ({ x: n / 4, y: (n % 2) / 2 })) };
    await admin.request('PUT', `/api/v1/cameras/${eye.id}/placements/${one.id}`, zones);
    const merged = await change(`halls/${here.id}/merge`, { into: there.id });
    await undo(merged.id);
    expect(await names(`halls/${here.id}/windows`)).toEqual(['1号']);
    expect(await names(`halls/${there.id}/windows`)).toEqual([]);
    const { items } = await admin.get<List<Placement>>(`/api/v1/cameras/${eye.id}/placements`);
    expect(items).toMatchObject([{ windowId: one.id, ...zones }]);
    expect(await admin.get<Camera>(`/api/v1/cameras/${eye.id}`)).toMatchObject({ hallId: here.id });
  });

  it('of regions takes along what is below, with the rights granted there', async () => {
    const zone = await region(`4452A${run}`, `产业园${run}`);
    const made = await hall(`园区大厅${run}`, zone.code);
    const ofZone = await person('admin', { kind: 'region', code: zone.code });
    expect(await codeOf(ofZone.get(`/api/v1/halls/${made.id}`))).toBe('no problem');
    const merged = await change(`regions/${zone.code}/merge`, { into: '445202' });
    expect(await ofZone.get<Hall>(`/api/v1/halls/${made.id}`)).toMatchObject({ regionCode: '445202' });
    expect(await codeOf(change(`regions/445202/merge`, { into: '445200' }))).toBe('other_level');
    await undo(merged.id);
    expect(await ofZone.get<Hall>(`/api/v1/halls/${made.id}`)).toMatchObject({ regionCode: zone.code });
    expect(await codeOf(ofZone.get('/api/v1/regions/445202/'))).not.toBe('no problem');
  });
});
