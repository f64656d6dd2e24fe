import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { ImportRow } from '../contract/imports.ts';
import { apply, exported, preview, rowsOf, undo, workbook } from './testing/import-client.ts';

let server: RecordServer;
beforeAll(async () => {
  server = await startRecordServer();
  const { admin } = server;
  await admin.post('/api/v1/regions', { code: '440000', name: '广东省', level: 'province' });
  for (const [code, name] of [
    ['445200', '揭阳市'],
    ['445100', '潮州市'],
  ])
    await admin.post('/api/v1/regions', { code, name, level: 'city', parentCode: '440000' });
  for (const name of ['甲厅', '乙厅']) await admin.post('/api/v1/halls', { regionCode: '445200', name });
  await admin.post('/api/v1/halls', { regionCode: '445100', name: '外厅' });
  await admin.post('/api/v1/users', {
    username: 'jieyang',
    displayName: '揭阳管理员',
    password: 'regional-password-1',
    grants: [{ role: 'admin', scope: { kind: 'region', code: '445200' } }],
  });
});
afterAll(() => server.close());

const HEADER = [
  ...['备用', '大厅', '主码流地址', '摄像头名称', '大厅区划代码', '子码流地址', '摄像头用户名', '摄像头密码'],
  ...['国标编码', '厂商', '备注'],
];
const at = (header: string): number => HEADER.indexOf(header);
const good = (n: number): string[] => [
  ...[
    'x',
    n % 2 === 0 ? '甲厅' : '乙厅',
    `rtsp://192.168.${Math.floor(n / 200)}.${1 + (n % 200)}/101`,
    `机${n}`,
  ],
  ...['445200', '', n % 3 === 0 ? 'admin' : '', n % 3 === 0 ? 'pw' : ''],
  ...[`4452000000132${String(n).padStart(7, '0')}`, '', ''],
];

/** Header, what is written there, and the fault that must be found in that column. */
type Plant = readonly [header: string, text: string, code: string];
const PLANTS: readonly Plant[] = [
  ['大厅区划代码', '', 'required'],
  ['大厅区划代码', '44520', 'pattern'],
  ['大厅区划代码', '4452OO', 'pattern'],
  ['大厅区划代码', '揭阳', 'pattern'],
  ['大厅', '', 'required'],
  ['大厅', '丙厅', 'no_place'],
  ['大厅', '甲 厅', 'no_place'],
  ['大厅', '厅'.repeat(101), 'too_long'],
  ['摄像头名称', '', 'required'],
  ['摄像头名称', '   ', 'required'],
  ['摄像头名称', '机'.repeat(101), 'too_long'],
  ['摄像头名称', '机\u202e1', 'control_character'],
  ['主码流地址', '', 'required'],
  ['主码流地址', 'rtsp://', 'no_host'],
  ['主码流地址', '192.168.1.64', 'not_a_url'],
  ['主码流地址', 'http://192.168.1.64/', 'not_rtsp'],
  ['主码流地址', 'file:///etc/passwd', 'not_rtsp'],
  ['主码流地址', 'rtsp://admin:pw@192.168.1.64/', 'credentials'],
  ['主码流地址', 'rtsp://192.168.1.64/?password=pw', 'password_in_path'],
  ['主码流地址', 'rtsp://192.168.1.64/a b', 'bad_character'],
  ['主码流地址', 'rtsp://192.168.1.64/"', 'bad_character'],
  ['主码流地址', `rtsp://192.168.1.64/${'a'.repeat(600)}`, 'too_long'],
  ['主码流地址', 'rtsp://172.16.0.1/', 'address_not_allowed'],
  ['主码流地址', 'rtsp://169.254.169.254/', 'address_not_allowed'],
  ['主码流地址', 'rtsp://[::1]:554/', 'address_not_allowed'],
  ['子码流地址', 'udp://192.168.1.64/', 'not_rtsp'],
  ['子码流地址', '无', 'not_a_url'],
  ['子码流地址', 'rtsp://172.17.0.1/', 'address_not_allowed'],
  ['子码流地址', 'rtsp://u@192.168.1.64/', 'credentials'],
  ['子码流地址', "rtsp://192.168.1.64/'", 'bad_character'],
  ['摄像头用户名', 'u'.repeat(101), 'too_long'],
  ['摄像头密码', 'p'.repeat(201), 'too_long'],
  ['国标编码', '4452020000132000000', 'gb_length'],
  ['国标编码', '445202000013200000011', 'gb_length'],
  ['国标编码', '99520200001320000001', 'gb_centre'],
  ['国标编码', '44520200001180000001', 'gb_type'],
  ['国标编码', '44520200001320000000', 'gb_serial'],
  ['国标编码', '4452020000132000000X', 'gb_digits'],
  ['国标编码', '4.45202E+19', 'digits_lost'],
  ['厂商', '厂'.repeat(61), 'too_long'],
  ['备注', '注'.repeat(501), 'too_long'],
];

/** Good rows stand between faulty ones. */
const EVERY = 3;
const ROWS = 140;

test(`50 faulty rows among ${ROWS} are found, those and no others, by row and column; the others come in, and go again`, async () => {
  const rows = Array.from({ length: ROWS }, (_, n) => good(n + 1));
  const planted = new Map<
    number,
    { readonly header: string; readonly code: string; readonly otherRow?: number }
  >();
  // Rows count as a spreadsheet does: under the title and the headers.
  const rowOf = (index: number): number => index + 3;
  for (const [index, [header, text, code]] of PLANTS.entries()) {
    const row = rows[index * EVERY] as string[];
    row[at(header)] = text;
    if (header === '摄像头密码') row[at('摄像头用户名')] = 'admin';
    planted.set(rowOf(index * EVERY), { header, code });
  }
  // A password without a user.
  const last = PLANTS.length * EVERY;
  const alone = rows[last] as string[];
  alone[at('摄像头用户名')] = '';
  alone[at('摄像头密码')] = 'pw';
  planted.set(rowOf(last), { header: '摄像头用户名', code: 'user_needed' });
  // Pairs: of the same name (however its letters are written), and of the same id.
  for (const [one, other, header] of [
    [last + 1, last + 2, '摄像头名称'],
    [last + 3, last + 4, '国标编码'],
    [last + 5, last + 6, '摄像头名称'],
    [last + 7, last + 8, '国标编码'],
  ] as const) {
    const [a, b] = [rows[one] as string[], rows[other] as string[]];
    b[at(header)] = ` ${a[at(header)]}\u3000`;
    b[at('大厅')] = a[at('大厅')] ?? '';
    planted.set(rowOf(one), { header, code: 'duplicate', otherRow: rowOf(other) });
    planted.set(rowOf(other), { header, code: 'duplicate', otherRow: rowOf(one) });
  }
  expect(planted.size).toBe(50);

  const { admin } = server;
  const before = await exported(admin, 'cameras');
  const bytes = await workbook(['揭阳市摄像头台账 2026'], [HEADER, ...rows]);
  const job = await preview(admin, 'cameras', bytes);
  const faulty = await rowsOf(admin, job.id, '&verdict=faulty');
  const HEADERS: Readonly<Record<string, string>> = {
    regionCode: '大厅区划代码',
    hall: '大厅',
    name: '摄像头名称',
    mainUrl: '主码流地址',
    subUrl: '子码流地址',
    username: '摄像头用户名',
    password: '摄像头密码',
    gb28181Id: '国标编码',
    make: '厂商',
    note: '备注',
  };
  const found = new Map(
    faulty.map((row) => [
      row.row,
      row.faults.map(({ column, code, otherRow }) => ({
        header: HEADERS[column ?? ''],
        code,
        ...(otherRow !== undefined && { otherRow }),
      })),
    ]),
  );
  expect(Object.fromEntries(found)).toEqual(
    Object.fromEntries([...planted].map(([row, fault]) => [row, [fault]])),
  );
  expect(job).toMatchObject({
    state: 'ready',
    counts: { rows: ROWS, new: ROWS - 50, faulty: 50 },
    unknownHeaders: ['备用'],
  });
  // What is never shown is not shown as a fault either.
  expect(JSON.stringify(faulty)).not.toContain('ppppp');

  await expect(admin.post(`/api/v1/imports/${job.id}/apply`, { mode: 'all' })).rejects.toMatchObject({
    problem: { code: 'import_has_faults' },
  });
  const done = await apply(admin, job.id, 'good');
  expect(done).toMatchObject({ state: 'applied', outcomes: { created: ROWS - 50, refused: 0 } });
  expect((await exported(admin, 'cameras')).split('\r\n')).toHaveLength(ROWS - 50 + 2);
  expect(await undo(admin, job.id)).toMatchObject({
    state: 'undone',
    outcomes: { undone: ROWS - 50, kept: 0 },
  });
  expect(await exported(admin, 'cameras')).toBe(before);
});

test('several faults of one row are all told, and a file of faults can be mended and sent again', async () => {
  const { admin } = server;
  const row = good(1);
  row[at('主码流地址')] = 'nonsense';
  row[at('国标编码')] = '12';
  row[at('厂商')] = '厂'.repeat(61);
  const job = await preview(admin, 'cameras', await workbook(HEADER, [row]));
  const [faulty] = await rowsOf(admin, job.id);
  expect(faulty?.faults.map((fault) => [fault.column, fault.value])).toEqual([
    ['mainUrl', 'nonsense'],
    ['gb28181Id', '12'],
    ['make', row[at('厂商')]],
  ]);
  const response = await admin.fetch(`/api/v1/imports/${job.id}/faults?format=csv`);
  const text = await response.text();
  expect(text).toContain('主码流地址：不是网址（rtsp://');
  const mended = text
    .replace('nonsense', 'rtsp://192.168.9.9/')
    .replace(',12,', ',,')
    .replace('厂'.repeat(61), '海康');
  expect(await preview(admin, 'cameras', Buffer.from(mended))).toMatchObject({
    unknownHeaders: [],
    counts: { rows: 1, new: 1, faulty: 0 },
  });
});

test('rows of foreign places are faults, and reveal nothing; what changes comes back as it was, credentials too', async () => {
  const { ApiClient } = await import('../../test/factories/api-client.ts');
  const jieyang = await ApiClient.signIn(server.baseUrl, 'jieyang', 'regional-password-1');
  const own = good(2);
  const foreign = good(4);
  foreign[at('大厅区划代码')] = '445100';
  foreign[at('大厅')] = '外厅';
  const nowhere = good(6);
  nowhere[at('大厅')] = '无此厅';
  const job = await preview(jieyang, 'cameras', await workbook(HEADER, [own, foreign, nowhere]));
  expect(job.counts).toMatchObject({ new: 1, faulty: 2 });
  const [there, not] = (await rowsOf(jieyang, job.id, '&verdict=faulty')) as [ImportRow, ImportRow];
  expect(there.faults.map(({ column, code }) => [column, code])).toEqual(
    not.faults.map(({ column, code }) => [column, code]),
  );
  await expect(jieyang.post(`/api/v1/imports/${job.id}/apply`, { mode: 'all' })).rejects.toThrow(
    'import_has_faults',
  );
  await apply(jieyang, job.id, 'good');

  // Somebody else's import is not there; an admin of everything sees it.
  expect((await (await jieyang.fetch(`/api/v1/imports/${job.id}`)).json()).state).toBe('applied');
  const before = await exported(server.admin, 'cameras');
  const credentials = 'select credentials_sealed as sealed from camera';
  const { sql } = await import('kysely');
  const sealed = async () => (await sql.raw<{ sealed: Buffer | null }>(credentials).execute(server.db)).rows;
  const sealedBefore = await sealed();
  const changed = good(2);
  changed[at('备注')] = '换了位置';
  changed[at('主码流地址')] = 'rtsp://192.168.77.7/new';
  changed[at('摄像头用户名')] = 'other';
  changed[at('摄像头密码')] = 'another';
  const second = await preview(server.admin, 'cameras', await workbook(HEADER, [changed]));
  expect(second.counts).toMatchObject({ changed: 1, faulty: 0 });
  expect(JSON.stringify(await rowsOf(server.admin, second.id))).not.toContain('another');
  expect((await jieyang.fetch(`/api/v1/imports/${second.id}`)).status).toBe(404);
  await apply(server.admin, second.id, 'all');
  expect(await exported(server.admin, 'cameras')).not.toBe(before);
  await undo(server.admin, second.id);
  expect(await exported(server.admin, 'cameras')).toBe(before);
  expect(await sealed()).toEqual(sealedBefore);

  // Each change is on the trail, linked to its import.
  const trail = await server.admin.get<{ items: { action: string; detail: Record<string, unknown> }[] }>(
    '/api/v1/audit?limit=100',
  );
  expect(trail.items.filter((row) => row.detail.import === second.id).map((row) => row.action)).toEqual([
    'camera.change',
    'camera.change',
  ]);
  expect(trail.items.find((row) => row.action === 'import.create')?.detail.sha256).toBe(second.sha256);
});

test('of a secret matter nothing is kept', async () => {
  const { admin } = server;
  await admin.post('/api/v1/departments', { regionCode: '445200', name: '局' });
  const header = ['部门区划代码', '部门', '事项编码', '事项名称', '承诺时限', '法定时限', '密级'];
  const job = await preview(
    admin,
    'matters',
    await workbook(header, [['445200', '局', 'X-1', '绝密事项', '1', '2', '涉密']]),
  );
  expect(await rowsOf(admin, job.id)).toMatchObject([
    { verdict: 'faulty', cells: {}, faults: [{ code: 'matter_secret', value: null }] },
  ]);
  const { sql } = await import('kysely');
  const { rows } = await sql<{ kept: string }>`select row_to_json(r)::text as kept from import_row r`.execute(
    server.db,
  );
  expect(rows.map((row) => row.kept).join()).not.toContain('绝密');
});

test('two imports at once: the second finds what the first has done', async () => {
  const { admin } = server;
  const bytes = await workbook(HEADER, [30, 32, 34].map(good));
  const jobs = await Promise.all([preview(admin, 'cameras', bytes), preview(admin, 'cameras', bytes)]);
  const done = await Promise.all(jobs.map((job) => apply(admin, job.id, 'all')));
  expect(done.map((job) => job.state)).toEqual(['applied', 'applied']);
  expect(done.map((job) => job.outcomes.created).sort()).toEqual([0, 3]);
  expect(done.map((job) => job.outcomes.unchanged).sort()).toEqual([0, 3]);
  const gone = await preview(admin, 'cameras', bytes);
  expect(gone.counts.unchanged).toBe(3);
});

test('what is held by closed things, or by others elsewhere, is said in the preview', async () => {
  const { admin } = server;
  const made = good(40);
  await apply(admin, (await preview(admin, 'cameras', await workbook(HEADER, [made]))).id, 'all');
  // The same id in the other hall.
  const again = good(41);
  again[at('国标编码')] = made[at('国标编码')] ?? '';
  const cameras = await preview(admin, 'cameras', await workbook(HEADER, [again]));
  expect((await rowsOf(admin, cameras.id))[0]?.faults).toMatchObject([
    { column: 'gb28181Id', code: 'held_elsewhere' },
  ]);
  const { sql } = await import('kysely');
  await admin.post('/api/v1/regions', {
    code: '445203',
    name: '旧区',
    level: 'county',
    parentCode: '445200',
  });
  await sql`update region set closed_at = now() where code = '445203'`.execute(server.db);
  const regions = await preview(
    admin,
    'regions',
    await workbook(['区划代码', '名称', '级别', '上级区划代码'], [['445203', '新区', '县', '445200']]),
  );
  expect((await rowsOf(admin, regions.id))[0]?.faults).toMatchObject([
    { column: 'code', code: 'held_by_closed' },
  ]);
  const department = await admin.post<{ id: string }>('/api/v1/departments', {
    regionCode: '445200',
    name: '民政局',
  });
  await admin.post('/api/v1/matters', {
    ...{ departmentId: department.id, code: 'M-1', name: '婚姻登记' },
    ...{ promisedLimit: { value: 1, unit: 'workingDay' }, statutoryLimit: { value: 2, unit: 'workingDay' } },
  });
  await sql`update matter set closed_at = now() where code = 'M-1'`.execute(server.db);
  const header = ['部门区划代码', '部门', '事项编码', '事项名称', '承诺时限', '法定时限'];
  const row = ['445200', '民政局', 'M-1', '婚姻登记', '1', '2'];
  const matters = await preview(admin, 'matters', await workbook(header, [row]));
  expect((await rowsOf(admin, matters.id))[0]?.faults).toMatchObject([
    { column: 'code', code: 'held_by_closed' },
  ]);
});
