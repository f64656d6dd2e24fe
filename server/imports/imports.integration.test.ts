import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { actionVerbs } from '../contract/audit.ts';
import type { Registry } from '../contract/imports.ts';
import type { Department, Hall } from '../contract/places.ts';
import { apply, download, exported, preview, rowsOf, undo, workbook } from './testing/import-client.ts';

let server: RecordServer;
beforeAll(async () => {
  server = await startRecordServer();
});
afterAll(() => server.close());

const HEADERS: Partial<Record<Registry, string[]>> = {
  regions: ['区划代码', '名称', '级别', '上级区划代码'],
  departments: ['区划代码', '部门名称', '统一社会信用代码'],
  halls: ['区划代码', '大厅名称', '地址', '专线带宽'],
  windows: ['大厅区划代码', '大厅', '窗口号', '窗口名称', '部门', '办理事项编码'],
  cameras: [
    '大厅区划代码',
    '大厅',
    '摄像头名称',
    '主码流地址',
    '子码流地址',
    '摄像头用户名',
    '摄像头密码',
    '国标编码',
    '固件版本',
    'ONVIF 地址',
    '应有帧率',
    '应有码率',
  ],
  placements: ['大厅区划代码', '大厅', '摄像头名称', '窗口号', '工作人员区域', '办事人区域'],
  matters: ['部门区划代码', '部门', '事项编码', '事项名称', '办件类型', '承诺时限', '法定时限'],
  clerks: ['部门区划代码', '部门', '工号', '姓名'],
  shifts: ['大厅区划代码', '大厅', '窗口号', '日期', '工号', '姓名', '时段'],
  users: ['用户名', '姓名', '授权', '停用'],
};
const file = (registry: Registry, rows: readonly (readonly string[])[]) =>
  workbook(HEADERS[registry] ?? [], rows);

async function bring(registry: Registry, rows: readonly (readonly string[])[]) {
  const job = await preview(server.admin, registry, await file(registry, rows));
  expect(job, JSON.stringify(await rowsOf(server.admin, job.id, '&verdict=faulty'))).toMatchObject({
    state: 'ready',
    counts: { rows: rows.length, faulty: 0 },
  });
  const done = await apply(server.admin, job.id, 'all');
  expect(done, JSON.stringify(done)).toMatchObject({ state: 'applied' });
  return done;
}

const CITY: Partial<Record<Registry, string[][]>> = {
  // Children before parents: the order of a file says nothing.
  regions: [
    ['445202', '榕城区', '县', '445200'],
    ['445200', '揭阳市', '市', '440000'],
    ['440000', '广东省', '省', ''],
  ],
  departments: [
    ['445200', '揭阳市市场监督管理局', '11445200MB2C00001A'],
    ['445202', '榕城区民政局', ''],
  ],
  matters: [
    ['445200', '揭阳市市场监督管理局', '0012', '食品经营许可', '承诺件', '10', '20'],
    ['445200', '揭阳市市场监督管理局', '0003', '企业登记', '即办件', '1', '5'],
  ],
  halls: [['445200', '揭阳市政务服务中心', '新河路1号', '2000']],
  windows: [
    ['445200', '揭阳市政务服务中心', '007', '企业登记', '揭阳市市场监督管理局', '0012、0003'],
    ['445200', '揭阳市政务服务中心', 'A05', '婚姻登记', '榕城区民政局', ''],
  ],
  cameras: [
    [
      '445200',
      '揭阳市政务服务中心',
      '一号',
      'rtsp://192.168.1.64/101',
      'rtsp://192.168.1.64/102',
      'admin',
      '=secret',
      '44520200001320000001',
      'V5.7.3',
      'http://192.168.1.64/onvif/device_service',
      '12.50',
      '4,096',
    ],
    ['445200', '揭阳市政务服务中心', '二号', 'push:', '', '', '', '', '', '', '', ''],
  ],
  placements: [
    [
      '445200',
      '揭阳市政务服务中心',
      '一号',
      '007',
      '0.1,0.2 0.4,0.2 0.4,0.5',
      '0.1，0.6；0.4，0.6；0.4，0.9',
    ],
  ],
  clerks: [['445200', '揭阳市市场监督管理局', '0101', '王五']],
  shifts: [
    ['445200', '揭阳市政务服务中心', '007', '2099/1/31', '0101', '王五', '14:30~17:30；8:30至12:00'],
    ['445200', '揭阳市政务服务中心', '007', '2099年2月1日', '0101', '', '18:00-24:00'],
  ],
  users: [
    [
      'zhang.san',
      '张三',
      '监控值班@区划 445200；部门人员@部门 445200 揭阳市市场监督管理局 至 2099-01-31',
      '',
    ],
    ['li.si', '李四', 'monitor@hall 445200 揭阳市政务服务中心', '是'],
  ],
};

/** What is closed rather than deleted when it is undone, so that what it refers to stays as well. */
const CLOSED: readonly Registry[] = ['placements', 'shifts'];

test('a city comes in from eight files, goes out, and coming in again changes nothing', async () => {
  const jobs: string[] = [];
  const names = (Object.keys(CITY) as Registry[]).filter((registry) => !CLOSED.includes(registry));
  for (const registry of names) jobs.push((await bring(registry, CITY[registry] ?? [])).id);
  for (const registry of names) {
    const text = await exported(server.admin, registry);
    expect(text).not.toContain('secret');
    const again = await preview(server.admin, registry, Buffer.from(text), 'again.csv');
    expect(again, `${registry} ${JSON.stringify(again)}`).toMatchObject({
      state: 'ready',
      counts: { new: 0, changed: 0, faulty: 0 },
    });
  }
  for (const registry of ['users', 'matters'] as const) {
    const xlsx = await download(server.admin, `/api/v1/exports/${registry}?lang=en`);
    const english = await preview(server.admin, registry, xlsx);
    expect(english.counts, registry).toMatchObject({ new: 0, changed: 0, faulty: 0 });
  }
  // The same file with its credentials, too.
  const same = await preview(server.admin, 'cameras', await file('cameras', CITY.cameras ?? []));
  expect(same.counts).toMatchObject({ unchanged: 2, new: 0, changed: 0, faulty: 0 });
  expect(await exported(server.admin, 'windows')).toMatch(/,007,.*,0003;0012\r\n/);
  expect(await exported(server.admin, 'cameras')).toContain(
    ',http://192.168.1.64/onvif/device_service,12.5,4096,',
  );
  expect(await exported(server.admin, 'matters')).toContain(',0012,');
  const hall = (await server.admin.get<{ items: Hall[] }>('/api/v1/halls')).items[0];
  expect(hall).toMatchObject({ lineKbps: 2000, lineReserveKbps: 400, cameraCount: 2 });

  // What came in last is undone first; nothing is left but the admin.
  for (const id of jobs.reverse()) {
    const checked = await undo(server.admin, id, true);
    expect(checked, JSON.stringify(await rowsOf(server.admin, id, '&undoFaults=true'))).toMatchObject({
      undoFaults: 0,
    });
    const undone = await undo(server.admin, id);
    expect(undone, JSON.stringify(await rowsOf(server.admin, id))).toMatchObject({
      state: 'undone',
      outcomes: { kept: 0 },
    });
  }
  expect((await server.admin.get<{ items: Department[] }>('/api/v1/departments')).items).toEqual([]);
  expect((await server.admin.get<{ items: unknown[] }>('/api/v1/regions')).items).toEqual([]);
});

test('what something was built on is named before anything is undone, and stays', async () => {
  const jobs = new Map<string, string>();
  const shifts = '&from=2099-01-01&to=2099-03-01';
  for (const [registry, rows] of Object.entries(CITY))
    jobs.set(registry, (await bring(registry as Registry, rows)).id);
  const text = await exported(server.admin, 'placements');
  const again = await preview(server.admin, 'placements', Buffer.from(text));
  expect(again.counts).toMatchObject({ unchanged: 1, new: 0, changed: 0, faulty: 0 });
  const roster = await exported(server.admin, 'shifts', shifts);
  expect(roster).toContain(',007,2099-01-31,0101,王五,08:30-12:00 14:30-17:30\r\n');
  expect(roster).toContain(',007,2099-02-01,0101,王五,18:00-24:00\r\n');
  const sameRoster = await preview(server.admin, 'shifts', Buffer.from(roster));
  expect(sameRoster.counts).toMatchObject({ unchanged: 2, new: 0, changed: 0, faulty: 0 });

  const id = jobs.get('cameras') ?? '';
  const checked = await undo(server.admin, id, true);
  expect(checked).toMatchObject({ state: 'applied', undoFaults: 1, outcomes: { created: 2, undone: 0 } });
  expect(await rowsOf(server.admin, id, '&undoFaults=true')).toMatchObject([
    { row: 2, undoFault: { code: 'in_use' }, outcome: 'created' },
  ]);
  expect(await exported(server.admin, 'cameras')).toContain('二号');
  const undone = await undo(server.admin, id);
  expect(undone).toMatchObject({ state: 'undone', outcomes: { undone: 1, kept: 1 } });
  const left = await exported(server.admin, 'cameras');
  expect(left).toContain('一号');
  expect(left).not.toContain('二号');

  await undo(server.admin, jobs.get('shifts') ?? '');
  // Whatever an import writes into the trail, the page has words for.
  const { items } = await server.admin.get<{ items: { action: string }[] }>('/api/v1/audit?limit=200');
  const unknown = items.filter(({ action }) => {
    const [thing = '', verb = ''] = action.split('.');
    return actionVerbs[thing]?.includes(verb) !== true;
  });
  expect(unknown).toEqual([]);
  expect((await exported(server.admin, 'shifts', shifts)).trim().split('\n')).toHaveLength(1);
  // A placement that is undone is closed, and its history stays.
  await undo(server.admin, jobs.get('placements') ?? '');
  expect((await exported(server.admin, 'placements')).trim().split('\n')).toHaveLength(1);
});
