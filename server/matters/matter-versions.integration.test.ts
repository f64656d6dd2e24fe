import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { CaseDetail } from '../contract/cases.ts';
import type { Matter, MatterDetail, MatterVersion } from '../contract/matters.ts';
import { termsAt, termsOf } from './index.ts';
import { MattersStore } from './matters.store.ts';
import { Settling } from './settling.ts';

const HOUR = 3_600_000;
let server: RecordServer;
let city: City;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, []);
});
afterAll(() => server.close());

const days = (value: number) => ({ value, unit: 'workingDay' as const });
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
let made = 0;
const make = (more: object = {}) => {
  made += 1;
  return server.admin.post<MatterDetail>('/api/v1/matters', {
    ...{ departmentId: city.department.id, code: `V-${made}`, name: `药品经营许可${made}` },
    ...{ promisedLimit: days(5), statutoryLimit: days(20), ...more },
  });
};
const change = (id: string, body: object) =>
  server.admin.request<MatterDetail>('PATCH', `/api/v1/matters/${id}`, body);
const history = async (id: string) =>
  (await server.admin.get<{ items: MatterVersion[] }>(`/api/v1/matters/${id}/versions`)).items;
const problemOf = (request: Promise<unknown>) =>
  request.then(
    () => 'no problem',
    (error: unknown) => {
      if (!(error instanceof ApiProblem)) throw error;
      const [fault] = error.problem.errors ?? [];
      return [error.problem.code, ...(fault ? [fault.field] : [])].join(' ');
    },
  );

it('registers a matter with everything it is judged and guided by', async () => {
  const all = {
    stages: [
      { stage: 'approval', limit: days(1), responsibleName: '赵六' },
      { stage: 'handling', limit: { value: 4, unit: 'hour' }, responsibleName: '李四' },
      { stage: 'review' },
    ],
    fee: { least: 100, most: 300.5 },
    materials: [{ name: '申请书' }, { name: '身份证明', required: false, form: 'copy', copies: 2 }],
    guide: '第一步\n\n第二步',
    legalBasis: '《药品管理法》',
  };
  const { id } = await make(all);
  const matter = await server.admin.get<MatterDetail>(`/api/v1/matters/${id}`);
  expect(matter).toMatchObject({
    ...{ version: 1, upcoming: null, certificateLimit: days(3) },
    ...{ fee: all.fee, guide: all.guide, legalBasis: all.legalBasis },
    materials: [
      { name: '申请书', required: true, form: 'original', copies: 1 },
      { name: '身份证明', required: false, form: 'copy', copies: 2 },
    ],
  });
  // In the order cases pass them, and without the one of which nothing is said.
  expect(matter.stages).toEqual([
    {
      stage: 'handling',
      limit: { value: 4, unit: 'hour' },
      responsibleName: '李四',
      responsibleUserId: null,
    },
    { stage: 'approval', limit: days(1), responsibleName: '赵六', responsibleUserId: null },
  ]);
  const find = (query: string) =>
    server.admin.get<{ items: Matter[] }>(`/api/v1/matters?departmentId=${city.department.id}&${query}`);
  expect((await find('lacks=person')).items.map((one) => one.id)).not.toContain(id);
  expect((await find('lacks=guide')).items.map((one) => one.id)).toEqual([city.matter.id]);
  expect((await find('kind=joint')).items).toEqual([]);
});

it('names what is wrong by its field', async () => {
  const faults = await Promise.all(
    [
      { promisedLimit: days(21) },
      { promisedLimit: { value: 3, unit: 'fortnight' } },
      { promisedLimit: { value: 2, unit: 'month' }, statutoryLimit: { value: 30, unit: 'calendarDay' } },
      { stages: [{ stage: 'review', limit: days(0) }] },
      { stages: [{ stage: 'review' }, { stage: 'review' }] },
      { fee: { least: 5, most: 1 } },
      { materials: [{ name: ' ' }] },
    ].map((body) => problemOf(make(body))),
  );
  expect(faults).toEqual([
    'invalid_request body.promisedLimit',
    'invalid_request body.promisedLimit.unit',
    'invalid_request body.promisedLimit',
    'invalid_request body.stages[0].limit.value',
    'invalid_request body.stages',
    'invalid_request body.fee.most',
    'invalid_request body.materials[0].name',
  ]);
});

it('a change holds from now or from later on; what was before stays and is told', async () => {
  const { id } = await make();
  const beforeChange = new Date();
  const now = await change(id, { promisedLimit: days(3) });
  expect(now).toMatchObject({ version: 2, promisedLimit: days(3) });
  // The same again is no change.
  expect(await change(id, { promisedLimit: days(3), kind: 'promised' })).toMatchObject({ version: 2 });
  const from = inMs(48 * HOUR);
  const later = await change(id, { promisedLimit: days(2), name: '新名称', validFrom: from, reason: '提速' });
  expect(later).toMatchObject({
    ...{ version: 2, promisedLimit: days(3), upcoming: { version: 3, validFrom: from } },
    name: now.name,
  });
  expect((await history(id)).map(({ version, state, validTo }) => [version, state, validTo])).toEqual([
    [3, 'upcoming', null],
    [2, 'inForce', from],
    [1, 'past', (await history(id))[1]?.validFrom],
  ]);
  expect((await history(id))[0]).toMatchObject({ changedBy: 'admin', reason: '提速', isCorrection: false });
  const book = await termsOf(server.db, [id]);
  const limitAt = (at: Date) => book.at(id, at).promisedLimit.value;
  expect([new Date(0), beforeChange, new Date(), new Date(from)].map(limitAt)).toEqual([5, 5, 3, 2]);
});

it('what is past is changed only as a correction, with a reason', async () => {
  const { id } = await make();
  await change(id, { promisedLimit: days(4) });
  const past = inMs(-72 * HOUR);
  const correction = { statutoryLimit: days(15), validFrom: past };
  expect(await problemOf(change(id, correction))).toBe('invalid_request body.reason');
  // From then on until the change above, which stays as it was.
  expect(await change(id, { ...correction, reason: '法定时限录入有误' })).toMatchObject({
    ...{ promisedLimit: days(4), statutoryLimit: days(20), version: 2 },
  });
  expect(await termsAt(server.db, id, new Date(Date.now() - HOUR))).toMatchObject({
    ...{ version: 3, promisedLimit: days(5), statutoryLimit: days(15) },
  });
  // As if it had been so ever since.
  await change(id, { promisedLimit: days(1), validFrom: null, reason: '一直如此' });
  const [newest] = await history(id);
  expect(newest).toMatchObject({
    version: 4,
    validFrom: null,
    validTo: past,
    state: 'past',
    isCorrection: true,
  });
  expect((await history(id)).at(-1)).toMatchObject({ version: 1, state: 'superseded' });
});

it('who knew an older version is told so; of two at once one waits for the other', async () => {
  const { id } = await make();
  await change(id, { promisedLimit: days(4), basedOn: 1 });
  expect(await problemOf(change(id, { promisedLimit: days(3), basedOn: 1 }))).toBe('matter_changed');
  const both = await Promise.all(
    [6, 7].map((n) => problemOf(change(id, { promisedLimit: days(n), basedOn: 2 }))),
  );
  expect(both.sort()).toEqual(['matter_changed', 'no problem']);
});

it('an announced version can be withdrawn, and stays in the history; one that held cannot', async () => {
  const { id } = await make();
  await change(id, { promisedLimit: days(2), validFrom: inMs(HOUR) });
  const remove = (version: number) =>
    server.admin.request('DELETE', `/api/v1/matters/${id}/versions/${version}`);
  expect(await problemOf(remove(1))).toBe('version_in_force');
  expect(await problemOf(remove(9))).toBe('not_found');
  await remove(2);
  await remove(2);
  expect(await server.admin.get(`/api/v1/matters/${id}`)).toMatchObject({ upcoming: null, version: 1 });
  expect((await history(id)).map((one) => one.state)).toEqual(['withdrawn', 'inForce']);
  expect((await termsAt(server.db, id, new Date(Date.now() + 2 * HOUR))).version).toBe(1);
});

it('an announced name comes into force on the lists when its instant has come', async () => {
  const { id } = await make();
  await change(id, { name: '更名以后', kind: 'joint', validFrom: inMs(HOUR) });
  const listed = async () => (await server.admin.get<Matter>(`/api/v1/matters/${id}`)).name;
  const store = new MattersStore({ db: server.db });
  await new Settling({ matters: store, now: Date.now }).run();
  expect(await listed()).not.toBe('更名以后');
  await new Settling({ matters: store, now: () => Date.now() + 2 * HOUR }).run();
  expect(await listed()).toBe('更名以后');
});

it('a case is judged by the version in force when it was accepted, whatever comes after', async () => {
  const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  const { id, code } = await make();
  const accept = async (caseNo: string) => {
    const event = { type: 'stage', eventId: caseNo, occurredAt: new Date().toISOString(), caseNo };
    await machine.post('/api/v1/exchange/events', {
      events: [{ ...event, matterCode: code, stage: 'accepted' }],
    });
    return async () => {
      const found = await server.admin.get<{ items: { id: string }[] }>(`/api/v1/cases?q=${caseNo}`);
      const one = await server.admin.get<CaseDetail>(`/api/v1/cases/${found.items[0]?.id}`);
      return [one.promisedLimit.value, one.clock?.limit.value];
    };
  };
  const before = await accept('KEEP-1');
  await change(id, { promisedLimit: days(2) });
  const after = await accept('KEEP-2');
  expect(await before()).toEqual([5, 5]);
  expect(await after()).toEqual([2, 2]);
  expect((await history(id)).map((one) => [one.version, one.cases])).toEqual([
    [2, 1],
    [1, 1],
  ]);
});
