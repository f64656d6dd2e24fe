/** The search and the lists over the whole city, on a real database: what is found, in which order, and by whom. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Grant } from '../contract/access.ts';
import type { Camera } from '../contract/cameras.ts';
import type { Department, Hall, Window } from '../contract/places.ts';
import type { ListedCamera, ListedWindow, RegistryTree } from '../contract/registry.ts';
import type { SearchAnswer } from '../contract/search.ts';

let server: RecordServer;
let admin: ApiClient;
const halls = new Map<string, Hall>();
const departments = new Map<string, Department>();
let placed: { camera: Camera; window: Window };

interface Listed<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
  readonly total: number | null;
}

const find = (api: ApiClient, q: string, more = ''): Promise<SearchAnswer> =>
  api.get(`/api/v1/search?q=${encodeURIComponent(q)}${more}`);
const names = (answer: SearchAnswer, kind: string): string[] =>
  answer.items.filter((hit) => hit.kind === kind).map((hit) => hit.name);

async function signInAs(username: string, grants: Grant[]): Promise<ApiClient> {
  const password = 'Qr7-lantern-orchard';
  await admin.post('/api/v1/users', { username, displayName: username, password, grants });
  return ApiClient.signIn(server.baseUrl, username, password);
}

beforeAll(async () => {
  server = await startRecordServer();
  admin = server.admin;
  for (const [code, name, level, parentCode] of [
    ['440000', '广东省', 'province', null],
    ['445200', '揭阳市', 'city', '440000'],
    ['445224', '惠来县', 'county', '445200'],
    ['445281', '普宁市', 'county', '445200'],
  ])
    await admin.post('/api/v1/regions', { code, name, level, parentCode });
  for (const [regionCode, name] of [
    ['445200', '揭阳市市场监督管理局'],
    ['445281', '普宁市市场监督管理局'],
    ['445281', '普宁市行政审批局'],
    ['445224', '惠来县残疾人联合会'],
  ] as const) {
    departments.set(name, await admin.post('/api/v1/departments', { regionCode, name }));
  }
  for (const [regionCode, name] of [
    ['445281', '普宁市政务服务中心'],
    ['445224', '惠来县政务服务中心'],
  ] as const)
    halls.set(name, await admin.post('/api/v1/halls', { regionCode, name }));
  const of = (hall: string) => `/api/v1/halls/${halls.get(hall)?.id}`;
  const department = (name: string) => departments.get(name)?.id;
  for (const code of ['1', '2', '10', 'A05'])
    await admin.post(`${of('普宁市政务服务中心')}/windows`, {
      departmentId: department(code === '1' ? '普宁市行政审批局' : '普宁市市场监督管理局'),
      code,
      name: code === 'A05' ? '食品经营许可窗口' : `综合${code}号窗口`,
    });
  const window = await admin.post<Window>(`${of('惠来县政务服务中心')}/windows`, {
    departmentId: department('惠来县残疾人联合会'),
    code: 'A05',
    name: '残疾人服务窗口',
  });
  const register = (hall: string, name: string, url: string) =>
    admin.post<Camera>(`${of(hall)}/cameras`, { name, profiles: [{ profile: 'main', url }] });
  const camera = await register('惠来县政务服务中心', '大厅正门一号机', 'rtsp://127.0.0.31:8554/a');
  await register('普宁市政务服务中心', '取号区二号机', 'rtsp://127.0.0.32:8554/b');
  const clerkZone = [
    { x: 0, y: 0 },
    { x: 0.5, y: 0 },
    { x: 0.5, y: 0.5 },
  ];
  await admin.request('PUT', `/api/v1/cameras/${camera.id}/placements/${window.id}`, { clerkZone });
  placed = { camera, window };
});
afterAll(() => server?.close());

describe('search', () => {
  test('by initials, whole pinyin, parts, abbreviations and codes; the nearest first, with what was meant', async () => {
    const scj = await find(admin, 'scj');
    // 市残疾 has the same initials, but its own name does not begin with them.
    expect(names(scj, 'department')).toEqual(['揭阳市市场监督管理局', '普宁市市场监督管理局']);
    expect(scj.items.find((hit) => hit.kind === 'department')?.marks).toEqual([[3, 6]]);
    expect(names(await find(admin, 'jysscjdglj'), 'department')).toEqual(['揭阳市市场监督管理局']);
    expect(names(await find(admin, 'xingzhengshenpi'), 'department')).toEqual(['普宁市行政审批局']);
    expect(names(await find(admin, 'hzsp'), 'department')).toEqual(['普宁市行政审批局']);
    expect(names(await find(admin, '市监局'), 'department')).toHaveLength(2);
    expect(names(await find(admin, '445281'), 'region')).toEqual(['普宁市']);
    expect(names(await find(admin, 'pu'), 'region')).toEqual(['普宁市']);
    const number = await find(admin, '１０号');
    expect(names(number, 'window')[0]).toBe('综合10号窗口');
  });

  test('several words: one may be the hall’s', async () => {
    const both = await find(admin, 'A05');
    expect(names(both, 'window')).toHaveLength(2);
    const answer = await find(admin, 'huilai a05');
    expect(names(answer, 'window')).toEqual(['残疾人服务窗口']);
    const [hit] = answer.items.filter((one) => one.kind === 'window');
    expect(hit?.where).toEqual(['惠来县政务服务中心', '惠来县残疾人联合会']);
    expect(hit?.cameraId).toBe(placed.camera.id);
  });

  test('an address finds a camera for who may change it, and for nobody else', async () => {
    expect(names(await find(admin, '127.0.0.31'), 'camera')).toEqual(['大厅正门一号机']);
    const monitor = await signInAs('watches', [{ role: 'monitor', scope: { kind: 'everywhere' } }]);
    expect((await find(monitor, '127.0.0.31')).items).toEqual([]);
    expect((await monitor.get<Listed<ListedCamera>>('/api/v1/cameras?q=127.0.0.31')).items).toEqual([]);
    const countyAdmin = await signInAs('runs-puning', [
      { role: 'admin', scope: { kind: 'region', code: '445281' } },
      { role: 'monitor', scope: { kind: 'everywhere' } },
    ]);
    expect(names(await find(countyAdmin, '127.0.0.3'), 'camera')).toEqual(['取号区二号机']);
    expect((await countyAdmin.get<Listed<ListedCamera>>('/api/v1/cameras?q=127.0.0.3')).items).toHaveLength(
      1,
    );
  });

  test('nobody finds what they may not see, and people only who may see people', async () => {
    const county = await signInAs('watches-puning', [
      { role: 'monitor', scope: { kind: 'region', code: '445281' } },
    ]);
    expect(names(await find(county, 'A05'), 'window')).toEqual(['食品经营许可窗口']);
    expect((await find(county, 'huilai')).items.filter((hit) => hit.kind === 'hall')).toEqual([]);
    expect((await find(county, 'admin')).items).toEqual([]);
    expect(names(await find(admin, 'admin'), 'user')).toHaveLength(1);
    const own = await signInAs('of-the-bureau', [
      {
        role: 'department',
        scope: { kind: 'department', id: departments.get('普宁市行政审批局')?.id ?? '' },
      },
    ]);
    expect(names(await find(own, '综合'), 'window')).toEqual(['综合1号窗口']);
    expect((await own.get<Listed<ListedWindow>>('/api/v1/windows')).total).toBe(1);
  });

  test('a clerk is found by name, pinyin and number, by who may know who serves', async () => {
    const departmentId = departments.get('普宁市行政审批局')?.id ?? '';
    await server.db
      .insertInto('clerk')
      .values({ department_id: departmentId, name: '单晓梅', staff_no: 'PN0817' })
      .execute();
    for (const text of ['单晓梅', 'sxm', 'danxiaomei', 'pn0817'])
      expect(names(await find(admin, text), 'clerk')).toEqual(['单晓梅']);
    const auditor = await signInAs('reads-trails', [{ role: 'auditor', scope: { kind: 'everywhere' } }]);
    expect(names(await find(auditor, 'sxm'), 'clerk')).toEqual([]);
  });

  test('keys follow edits, removals and what was rolled back', async () => {
    const made = await admin.post<Department>('/api/v1/departments', {
      regionCode: '445224',
      name: '惠来县海洋局',
    });
    expect(names(await find(admin, 'haiyangju'), 'department')).toEqual(['惠来县海洋局']);
    await admin.request('PATCH', `/api/v1/departments/${made.id}`, { name: '惠来县渔业局' });
    expect(names(await find(admin, 'hyj'), 'department')).toEqual([]);
    expect(names(await find(admin, 'yyj'), 'department')).toEqual(['惠来县渔业局']);
    await admin.request('DELETE', `/api/v1/departments/${made.id}`);
    expect(names(await find(admin, 'yyj'), 'department')).toEqual([]);
    await expect(
      server.db.transaction().execute(async (trx) => {
        await trx
          .insertInto('department')
          .values({ region_code: '445224', name: '惠来县盐务局', uscc: null })
          .execute();
        throw new Error('not after all');
      }),
    ).rejects.toThrow('not after all');
    expect((await find(admin, '盐务')).items).toEqual([]);
  });

  test('two thousand at once are all found, however many search meanwhile', async () => {
    const hallId = halls.get('惠来县政务服务中心')?.id ?? '';
    await server.db
      .insertInto('camera')
      .values(
        Array.from({ length: 2000 }, (_, at) => ({
          hall_id: hallId,
          name: `沿海枪机${at}`,
          credentials_sealed: null,
        })),
      )
      .execute();
    const answers = await Promise.all(
      ['yanhaiqiangji1999', 'yhqj1998', '沿海枪机7'].map((text) => find(admin, text)),
    );
    expect(answers.map((answer) => names(answer, 'camera')[0])).toEqual([
      '沿海枪机1999',
      '沿海枪机1998',
      '沿海枪机7',
    ]);
    expect(answers[2]?.more).toContain('camera');
    await server.db.deleteFrom('camera').where('name', 'like', '沿海枪机%').execute();
  });

  test('what is typed is never SQL or a pattern', async () => {
    for (const text of ["'or1=1--", '%', '_', '\\', '%公%', '(', '👀'])
      expect((await find(admin, text)).items).toEqual([]);
  });
});

describe('lists over the whole city', () => {
  const windows = (query: string) => admin.get<Listed<ListedWindow>>(`/api/v1/windows?${query}`);

  test('every order, forwards and backwards, in pages, with none missed or doubled', async () => {
    for (const sort of ['code', 'name', 'hall', 'created']) {
      const orders = new Map<string, string[]>();
      for (const order of ['asc', 'desc']) {
        const ids: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const page: Listed<ListedWindow> = await windows(
            `limit=2&sort=${sort}&order=${order}${cursor === '' ? '' : `&cursor=${cursor}`}`,
          );
          ids.push(...page.items.map((window) => window.id));
          expect(page.total).toBe(cursor === '' ? 5 : null);
          cursor = page.nextCursor;
        }
        expect(new Set(ids).size).toBe(5);
        orders.set(order, ids);
      }
      expect(orders.get('desc')).toEqual(orders.get('asc')?.toReversed());
    }
    const codes = (await windows('sort=code')).items.map((window) => window.code);
    expect(codes).toEqual(['1', '2', '10', 'A05', 'A05']);
  });

  test('narrowed by region and below, hall, department, placed and what is typed', async () => {
    const codes = async (query: string) =>
      (await windows(`sort=code&${query}`)).items.map((window) => window.code);
    expect(await codes('regionCode=445200')).toHaveLength(5);
    expect(await codes('regionCode=445224')).toEqual(['A05']);
    expect(await codes(`hallId=${halls.get('普宁市政务服务中心')?.id}`)).toHaveLength(4);
    expect(await codes(`departmentId=${departments.get('普宁市行政审批局')?.id}`)).toEqual(['1']);
    expect(await codes('placed=yes')).toEqual(['A05']);
    expect(await codes('placed=no&q=spjyxk')).toEqual(['A05']);
    // A department's name finds its windows; of several words one may be the hall's.
    expect(await codes('q=xzspj')).toEqual(['1']);
    expect(await codes(`q=${encodeURIComponent('惠来 a05')}`)).toEqual(['A05']);
    expect((await windows('placed=yes')).items[0]?.cameras).toEqual([
      { id: placed.camera.id, name: '大厅正门一号机' },
    ]);
    const cameras = await admin.get<Listed<ListedCamera>>('/api/v1/cameras?placed=yes');
    expect(cameras.items.map(({ name, hallName, windows: seen }) => [name, hallName, seen.length])).toEqual([
      ['大厅正门一号机', '惠来县政务服务中心', 1],
    ]);
  });

  test('a cursor of another order is refused', async () => {
    const { nextCursor } = await windows('limit=2&sort=hall');
    await expect(windows(`limit=2&sort=name&cursor=${nextCursor}`)).rejects.toMatchObject({
      problem: { code: 'invalid_request' },
    });
  });

  test('the tree counts what the asker sees', async () => {
    const tree = await admin.get<RegistryTree>('/api/v1/registry/tree');
    expect(tree.regions.map((region) => region.code)).toEqual(['440000', '445200', '445224', '445281']);
    expect(tree.halls.find((hall) => hall.regionCode === '445281')).toMatchObject({
      windows: 4,
      cameras: 1,
      unseen: 4,
    });
    const own = await ApiClient.signIn(server.baseUrl, 'of-the-bureau', 'Qr7-lantern-orchard');
    const theirs = await own.get<RegistryTree>('/api/v1/registry/tree');
    expect(theirs.halls).toHaveLength(1);
    expect(theirs.halls[0]).toMatchObject({ windows: 1, cameras: 0 });
    expect(theirs.regions.map((region) => region.code)).toEqual(['440000', '445200', '445281']);
  });
});
