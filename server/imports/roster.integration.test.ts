import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { apply, exported, preview, rowsOf, undo, workbook } from './testing/import-client.ts';

let server: RecordServer;
/** The 2nd of March 2027 there, ten minutes before it is over. */
let nowMs = Date.parse('2027-03-02T15:50:00Z');
const departments: string[] = [];

beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs });
  const { admin } = server;
  await admin.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province' });
  for (const name of ['市监局', '民政局']) {
    const { id } = await admin.post<{ id: string }>('/api/v1/departments', { regionCode: '440000', name });
    departments.push(id);
  }
  const hall = await admin.post<{ id: string }>('/api/v1/halls', { regionCode: '440000', name: '大厅' });
  for (const [index, code] of ['1', '2'].entries())
    await admin.post(`/api/v1/halls/${hall.id}/windows`, {
      ...{ departmentId: departments[index], code, name: `窗口${code}` },
    });
  for (const [index, staffNo, name] of [
    [0, '01', '王五'],
    [0, '02', '赵六'],
    [1, '01', '孙七'],
  ] as const)
    await admin.post('/api/v1/clerks', { departmentId: departments[index], staffNo, name });
  await admin.post('/api/v1/users', {
    ...{ username: 'civil', displayName: '民政', password: 'a-long-password-1' },
    grants: [{ role: 'department', scope: { kind: 'department', id: departments[1] } }],
  });
});
afterAll(() => server.close());

const HEADER = ['大厅区划代码', '大厅', '窗口号', '日期', '工号', '姓名', '时段'];
const row = (window: string, day: string, staffNo: string, spans: string, name = '') => [
  ...['440000', '大厅', window, day, staffNo, name, spans],
];
const file = (rows: readonly (readonly string[])[]) => workbook(HEADER, rows);
const roster = async () =>
  (await exported(server.admin, 'shifts', '&from=2027-03-01&to=2027-03-31'))
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',').slice(2).join(' '));

test('a roster comes in, changes, and each import is taken back as it was', async () => {
  const { admin } = server;
  const first = await preview(
    admin,
    'shifts',
    await file([
      row('1', '2027-03-03', '01', '8:30-12:00 14:30-17:30'),
      row('1', '2027-03-03', '02', '12:00-14:30'),
      row('2', '2027-03-03', '01', '08:30-17:30', '孙七'),
    ]),
  );
  expect(first.counts).toMatchObject({ new: 3, faulty: 0 });
  expect(await apply(admin, first.id, 'all')).toMatchObject({ state: 'applied', outcomes: { created: 3 } });
  const laid = [
    '1 2027-03-03 01 王五 08:30-12:00 14:30-17:30',
    '1 2027-03-03 02 赵六 12:00-14:30',
    '2 2027-03-03 01 孙七 08:30-17:30',
  ];
  expect((await roster()).sort()).toEqual(laid);

  // Whom a file does not name stays; the same again is no change.
  const second = await preview(
    admin,
    'shifts',
    await file([row('1', '2027-03-03', '01', '09:00-12:00'), row('1', '2027-03-03', '02', '12:00-14:30')]),
  );
  expect(second.counts).toMatchObject({ changed: 1, unchanged: 1 });
  expect((await rowsOf(admin, second.id, '&verdict=changed'))[0]?.changes).toEqual([
    { column: 'spans', before: '08:30-12:00 14:30-17:30', after: '09:00-12:00' },
  ]);
  await apply(admin, second.id, 'all');
  expect(await roster()).toContain('1 2027-03-03 01 王五 09:00-12:00');
  expect(await undo(admin, second.id)).toMatchObject({ state: 'undone', outcomes: { kept: 0 } });
  expect((await roster()).sort()).toEqual(laid);

  // What somebody planned since stays, and is named.
  const third = await preview(admin, 'shifts', await file([row('2', '2027-03-04', '01', '09:00-12:00')]));
  await apply(admin, third.id, 'all');
  await apply(
    admin,
    (await preview(admin, 'shifts', await file([row('2', '2027-03-04', '01', '10:00-12:00')]))).id,
    'all',
  );
  expect(await undo(admin, third.id, true)).toMatchObject({ undoFaults: 1 });
  expect((await rowsOf(admin, third.id))[0]?.undoFault?.code).toBe('changed_since');
  expect(await undo(admin, first.id)).toMatchObject({ state: 'undone', outcomes: { undone: 3, kept: 0 } });
  expect(await roster()).toEqual(['2 2027-03-04 01 孙七 10:00-12:00']);
});

test('faults by row and column; days that are over come in unchanged, and in no other way', async () => {
  const { admin } = server;
  const today = row('1', '2027-03-02', '01', '08:30-12:00');
  await apply(admin, (await preview(admin, 'shifts', await file([today]))).id, 'all');
  nowMs += 20 * 60_000;
  const job = await preview(
    admin,
    'shifts',
    await file([
      today,
      row('1', '2027-03-02', '02', '08:30-12:00'),
      row('3', '2027-03-05', '01', '08:30-12:00'),
      row('1', '2027-03-05', '03', '08:30-12:00'),
      row('1', '2027-03-05', '01', '08:30-12:00', '赵六'),
      row('1', '2027-03-06', '01', '12:00-08:30'),
      row('1', '三月', '01', '08:30-12:00'),
      row('1', '2027-03-07', '01', ''),
      row('1', '2027-03-08', '01', '08:30-12:00'),
      row('1', '2027-03-08', '01', '14:30-17:30'),
    ]),
  );
  const faults = (await rowsOf(admin, job.id)).map(({ verdict, faults: all }) =>
    verdict === 'faulty' ? all.map(({ column, code }) => `${column} ${code}`).join() : verdict,
  );
  expect(faults).toEqual([
    'unchanged',
    'day day_past',
    'window no_window',
    'staffNo no_clerk',
    'name other_name',
    'spans spans_form',
    'day not_day',
    'spans required',
    'staffNo duplicate',
    'staffNo duplicate',
  ]);
});

test('a department plans its own windows, and reads no other’s roster in a file', async () => {
  const civil = await ApiClient.signIn(server.baseUrl, 'civil', 'a-long-password-1');
  const job = await preview(
    civil,
    'shifts',
    await file([row('2', '2027-03-09', '01', '08:30-12:00'), row('1', '2027-03-09', '01', '08:30-12:00')]),
  );
  expect(job.counts).toMatchObject({ new: 1, faulty: 1 });
  const [, foreign] = await rowsOf(civil, job.id);
  expect(foreign?.faults.map(({ code }) => code)).toEqual(['not_permitted']);
  expect(await apply(civil, job.id, 'good')).toMatchObject({ outcomes: { created: 1 } });
  const own = await exported(civil, 'shifts', '&from=2027-03-01&to=2027-03-31');
  expect(own).toContain('孙七');
  expect(own).not.toContain('王五');
});
