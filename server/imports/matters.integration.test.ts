/** A matter's table with all of it: in, out again, and back as it was. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { COLUMNS } from '../contract/import-columns.ts';
import type { MatterDetail, MatterVersion } from '../contract/matters.ts';
import { apply, download, exported, preview, rowsOf, undo, workbook } from './testing/import-client.ts';

let server: RecordServer;
let city: City;
beforeAll(async () => {
  server = await startRecordServer();
  city = await registerCity(server.admin, []);
});
afterAll(() => server.close());

const HEADER = [
  ...[
    '部门区划代码',
    '部门',
    '事项编码',
    '事项名称',
    '办件类型',
    '承诺时限（工作日）',
    '法定时限',
    '受理环节时限',
  ],
  ...['受理责任人', '承办时限', '承办责任人', '收费', '制证时限', '申请材料', '办事指南', '法律依据'],
];
const OF = ['445200', '揭阳市市场监督管理局'];
const row = (code: string, ...cells: string[]) => [...OF, code, ...cells];
const GOOD = row(
  ...(['XK-1', '药品经营许可', '承诺件', '10', '20个工作日', '1', '王五', '4小时', '李四'] as const),
  ...([
    '100-300',
    '5 自然日',
    '申请书\n身份证明｜复印件｜2份｜非必需',
    '第一步\n\n第二步',
    '药品管理法',
  ] as const),
);
const find = async (code: string): Promise<MatterDetail> => {
  const path = `/api/v1/matters?departmentId=${city.department.id}&q=${code}`;
  const [found] = (await server.admin.get<{ items: { id: string }[] }>(path)).items;
  return server.admin.get(`/api/v1/matters/${found?.id}`);
};
const versionsOf = async ({ id }: MatterDetail) =>
  (await server.admin.get<{ items: MatterVersion[] }>(`/api/v1/matters/${id}/versions`)).items;

it('brings in everything of a matter; what comes out is the same and changes nothing', async () => {
  const job = await preview(server.admin, 'matters', await workbook(HEADER, [GOOD]));
  expect(await rowsOf(server.admin, job.id)).toMatchObject([{ verdict: 'new' }]);
  await apply(server.admin, job.id, 'all');
  const matter = await find('XK-1');
  expect(matter).toMatchObject({
    promisedLimit: { value: 10, unit: 'workingDay' },
    certificateLimit: { value: 5, unit: 'calendarDay' },
    fee: { least: 100, most: 300 },
    stages: [
      { stage: 'accepted', limit: { value: 1, unit: 'workingDay' }, responsibleName: '王五' },
      { stage: 'handling', limit: { value: 4, unit: 'hour' }, responsibleName: '李四' },
    ],
    materials: [
      { name: '申请书', required: true, form: 'original', copies: 1 },
      { name: '身份证明', required: false, form: 'copy', copies: 2 },
    ],
    ...{ guide: '第一步\n\n第二步', legalBasis: '药品管理法' },
  });
  for (const lang of ['zh', 'en'])
    for (const format of ['xlsx', 'csv']) {
      const path = `/api/v1/exports/matters?format=${format}&lang=${lang}`;
      const again = await preview(
        server.admin,
        'matters',
        await download(server.admin, path),
        `表.${format}`,
      );
      const verdicts = (await rowsOf(server.admin, again.id)).map((one) => one.verdict);
      expect([lang, format, ...new Set(verdicts)]).toEqual([lang, format, 'unchanged']);
    }
  expect(await exported(server.admin, 'matters')).toContain('身份证明｜非必需｜复印件｜2 份');
});

it('a change is a version more, the account at a stage stays with its name, and taking it back is one again', async () => {
  const { id, stages } = await find('XK-1');
  const userId = '00000000-0000-4000-8000-000000000001';
  await server.admin.request('PATCH', `/api/v1/matters/${id}`, {
    stages: stages.map((one) => ({ ...one, responsibleUserId: userId })),
  });
  const columns = ['部门区划代码', '部门', '事项编码', '承诺时限', '承办责任人'];
  const job = await preview(
    server.admin,
    'matters',
    await workbook(columns, [row('XK-1', '5 工作日', '赵六')]),
  );
  await apply(server.admin, job.id, 'all');
  const changed = await find('XK-1');
  expect(changed).toMatchObject({ version: 3, promisedLimit: { value: 5, unit: 'workingDay' } });
  expect(changed.stages).toEqual([
    { ...stages[0], responsibleUserId: userId },
    { ...stages[1], responsibleName: '赵六', responsibleUserId: null },
  ]);
  await undo(server.admin, job.id);
  expect(await find('XK-1')).toMatchObject({ version: 4, promisedLimit: { value: 10, unit: 'workingDay' } });
  expect((await versionsOf(changed)).map((one) => one.state)).toEqual(['inForce', 'past', 'past', 'past']);
});

it('says of each faulty cell which row and column it is and what is accepted', async () => {
  const planted: [string, string, string][] = [
    ['承诺时限（工作日）', '半年', 'promisedLimit limit_form'],
    ['承诺时限（工作日）', '', 'promisedLimit required'],
    ['承诺时限（工作日）', '21', 'promisedLimit promised_longer'],
    ['法定时限', '9999', 'statutoryLimit limit_range'],
    ['受理环节时限', '一天', 'acceptedLimit limit_form'],
    ['承办责任人', '很'.repeat(51), 'handlingPerson too_long'],
    ['收费', '面议', 'fee fee_form'],
    ['收费', '300-100', 'fee fee_order'],
    ['制证时限', '0', 'certificateLimit limit_range'],
    ['申请材料', '身份证明｜三联单', 'materials material_form'],
    [
      '申请材料',
      Array.from({ length: 101 }, (_, n) => `材料${n}`).join('\n'),
      'materials too_many_materials',
    ],
    ['法律依据', '法'.repeat(4001), 'legalBasis too_long'],
    ['办件类型', '加急件', 'kind choice'],
  ];
  const rows = planted.map(([column, value], index) =>
    GOOD.map((cell, at) => (HEADER[at] === column ? value : at === 2 ? `ERR-${index}` : cell)),
  );
  const job = await preview(server.admin, 'matters', await workbook(HEADER, rows));
  const found = await rowsOf(server.admin, job.id);
  expect(found.map((one) => one.faults.map((fault) => `${fault.column} ${fault.code}`).join())).toEqual(
    planted.map(([, , fault]) => fault),
  );
});

it('the template names every column, and its example is one that could be brought in', async () => {
  const bytes = await download(server.admin, '/api/v1/import-templates/matters?format=csv&lang=zh');
  const text = bytes.toString('utf8');
  for (const column of COLUMNS.matters) expect(text).toContain(column.header.zh);
});
