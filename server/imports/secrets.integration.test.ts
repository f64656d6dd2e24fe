/** What a file brings in and takes back must not tell, nor send, anybody's password. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Camera } from '../contract/cameras.ts';
import type { Department, Hall } from '../contract/places.ts';
import { apply, download, preview, rowsOf, undo, workbook } from './testing/import-client.ts';

let server: RecordServer;
const halls = new Map<string, Hall>();
beforeAll(async () => {
  server = await startRecordServer();
  const { admin } = server;
  for (const [code, level, parentCode] of [
    ['440000', 'province', null],
    ['445200', 'city', '440000'],
  ])
    await admin.post('/api/v1/regions', { code, name: code, level, parentCode });
  for (const name of ['东', '西'])
    halls.set(name, await admin.post<Hall>('/api/v1/halls', { name, regionCode: '445200' }));
});
afterAll(() => server.close());

const HEADER = ['大厅区划代码', '大厅', '摄像头名称', '主码流地址', '摄像头用户名', '摄像头密码'];
const file = (...rows: string[][]) => workbook(HEADER, rows);
const row = (hall: string, name: string, url: string, ...secrets: string[]) => [
  ...['445200', hall, name, url],
  ...(secrets.length > 0 ? secrets : ['', '']),
];
const idOf = (name: string) => halls.get(name)?.id ?? '';
const camera = async (hall: string, name: string): Promise<Camera> => {
  const { items } = await server.admin.get<{ items: Camera[] }>(`/api/v1/halls/${idOf(hall)}/cameras`);
  const found = items.find((one) => one.name === name);
  if (!found) throw new Error(`no camera ${name}`);
  return found;
};

test('a password in an address is kept nowhere: not in the rows, the list of faults, the database or the trail', async () => {
  const { admin, db } = server;
  const job = await preview(
    admin,
    'cameras',
    await file(
      row('东', '一', 'rtsp://admin:Kranich-91@10.0.0.1/main'),
      row('东', '二', 'rtsp://10.0.0.1/main?user=admin&password=Kranich-91&channel=1'),
      row('东', '三', 'http://admin:Kra/Kranich-91@10.0.0.1/main'),
      row('东', '四', 'rtsp://10.0.0.4/main', 'admin', 'Kranich-91'),
    ),
  );
  expect(job).toMatchObject({ state: 'ready', counts: { faulty: 3, new: 1 } });
  await apply(admin, job.id, 'good');
  const told = [
    JSON.stringify(await rowsOf(admin, job.id)),
    (await download(admin, `/api/v1/imports/${job.id}/faults?format=csv`)).toString('utf8'),
    JSON.stringify(await admin.get('/api/v1/audit?limit=200')),
    JSON.stringify((await sql`select * from import_row`.execute(db)).rows),
  ];
  for (const text of told) expect(text).not.toContain('Kranich-91');
  expect(told[1]).toContain('rtsp://***@10.0.0.1/main');
});

test('taking an import back sends no password to an address it was not given for', async () => {
  const { admin } = server;
  // Whoever may change a camera makes it point to a machine of theirs, and then, by a file, to where it should.
  await apply(
    admin,
    (await preview(admin, 'cameras', await file(row('东', '甲', 'rtsp://10.6.6.6/x')))).id,
    'all',
  );
  const moved = await preview(admin, 'cameras', await file(row('东', '甲', 'rtsp://10.0.0.9/x')));
  await apply(admin, moved.id, 'all');
  // Somebody else gives the password that the camera there has.
  const { id } = await camera('东', '甲');
  await admin.request('PATCH', `/api/v1/cameras/${id}`, {
    credentials: { username: 'admin', password: 'Kranich-91' },
  });
  expect((await undo(admin, moved.id)).undoFaults).toBe(1);
  expect(await server.cameras.addressOf({ cameraId: id, profile: 'main' })).toMatchObject({
    url: 'rtsp://10.0.0.9/x',
  });
});

test('a camera that is not one’s own tells nothing of its address', async () => {
  const { admin } = server;
  const department = await admin.post<Department>('/api/v1/departments', {
    ...{ name: '局', regionCode: '445200' },
  });
  for (const name of ['东', '西'])
    await admin.post(`/api/v1/halls/${idOf(name)}/windows`, {
      ...{ departmentId: department.id, code: '1', name: '窗口' },
    });
  await admin.post(`/api/v1/halls/${idOf('西')}/cameras`, {
    ...{ name: '乙', credentials: { username: 'a', password: 'b' } },
    profiles: [{ profile: 'main', url: 'rtsp://10.0.7.7/x' }],
  });
  await admin.post('/api/v1/users', {
    ...{ username: 'outsider', displayName: '外人', password: 'Kranich-91-Teich' },
    grants: [
      { role: 'admin', scope: { kind: 'hall', id: idOf('东') } },
      { role: 'department', scope: { kind: 'department', id: department.id } },
    ],
  });
  const outsider = await ApiClient.signIn(server.baseUrl, 'outsider', 'Kranich-91-Teich');
  const faultsFor = async (url: string) => {
    const job = await preview(outsider, 'cameras', await file(row('西', '乙', url)));
    return (await rowsOf(outsider, job.id)).map(({ faults }) =>
      faults.map(({ column, code }) => [column, code]),
    );
  };
  const wrong = await faultsFor('rtsp://10.0.7.8/x');
  expect(wrong).toEqual([[['regionCode', 'not_permitted']]]);
  expect(await faultsFor('rtsp://10.0.7.7/y')).toEqual(wrong);
});
