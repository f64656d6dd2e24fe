/** Walls, tours, sources, trouble and screens over HTTP and Socket.IO, on a real database. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { ask, type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { alertsChanged } from '../alerts/index.ts';
import type { BuiltInRole, Scope, User } from '../contract/access.ts';
import type { Camera } from '../contract/cameras.ts';
import type { Hall, Window } from '../contract/places.ts';
import type {
  SavedWall,
  Screen,
  ScreenContent,
  Tour,
  Trouble,
  WallPageLayout,
  WallPictures,
  WallSources,
} from '../contract/walls.ts';
import { silentLog } from '../platform/log.ts';
import { createWalls, type Walls } from './index.ts';

const PASSWORD = 'a-long-password-7';
let server: RecordServer;
let city: City;
let slice: Walls;
let nowMs = Date.now();
/** A monitor of the city, another of the one hall, and one of another city who sees nothing here. */
let wang: ApiClient;
let li: ApiClient;
let far: ApiClient;
const ids: Record<string, string> = {};
let second: { hall: Hall; camera: Camera; window: Window };

beforeAll(async () => {
  server = await startRecordServer({
    ...{ engine: false, now: () => nowMs },
    also: ({ db, bus, audit, access, cameras, now }) => {
      slice = createWalls({
        ...{
          db,
          bus,
          audit,
          gate: access,
          visibility: access,
          cameras: cameras.service,
          now,
          log: silentLog(),
        },
      });
      return slice.routes;
    },
    alsoSockets: () => slice.sockets,
  });
  const { admin } = server;
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
    { name: '二号机', mainUrl: 'rtsp://10.0.0.2/main', windows: ['2', '3'] },
  ]);
  const hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '榕城大厅' });
  const camera = await admin.post<Camera>(`/api/v1/halls/${hall.id}/cameras`, {
    ...{ name: '榕城一号机', profiles: [{ profile: 'main', url: 'rtsp://10.0.0.3/main' }] },
  });
  const window = await admin.post<Window>(`/api/v1/halls/${hall.id}/windows`, {
    ...{ departmentId: city.department.id, code: 'A1', name: '榕城窗口' },
  });
  const zone = [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ];
  await admin.request('PUT', `/api/v1/cameras/${camera.id}/placements/${window.id}`, { clerkZone: zone });
  second = { hall, camera, window };
  await admin.post('/api/v1/regions', {
    code: '440100',
    name: '广州市',
    level: 'city',
    parentCode: '440000',
  });
  wang = await person('wang', 'monitor', { kind: 'region', code: '445200' });
  li = await person('li', 'monitor', { kind: 'hall', id: city.hall.id });
  far = await person('far', 'monitor', { kind: 'region', code: '440100' });
});
afterAll(async () => {
  slice.close();
  await server.close();
});

async function person(username: string, name: BuiltInRole, scope: Scope): Promise<ApiClient> {
  const body = { username, displayName: username, password: PASSWORD, grants: [{ role: name, scope }] };
  ids[username] = (await server.admin.post<User>('/api/v1/users', body)).id;
  return ApiClient.signIn(server.baseUrl, username, PASSWORD);
}
const tile = (name: string, x: number, y: number, cameraId: string, w = 12, h = 12) => ({
  ...{ id: name, x, y, w, h },
  content: { kind: 'camera' as const, cameraId },
});
const cameraOf = (n: number) => city.cameras[n]?.id ?? '';
const twoHalls = (): WallPageLayout[] => [
  { name: '两厅', tiles: [tile('a', 0, 0, cameraOf(0)), tile('b', 12, 0, second.camera.id)] },
];
async function refusal(answer: Promise<unknown>) {
  const problem = await answer.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiProblem ? error.problem : Promise.reject(error)),
  );
  return { status: problem?.status, code: problem?.code, fields: problem?.errors?.map(({ field }) => field) };
}
const save = (api: ApiClient, name: string, pages: WallPageLayout[], shares: object[] = []) =>
  api.post<SavedWall>('/api/v1/walls', { name, pages, shares });
const put = (api: ApiClient, wall: SavedWall, change: Partial<SavedWall>) => {
  const { name, pages, shares, version } = { ...wall, ...change };
  return api.request<SavedWall>('PUT', `/api/v1/walls/${wall.id}`, { name, pages, shares, version });
};

describe('walls', () => {
  it('are their owner’s until they are shared; who may see less of the city sees less of the wall', async () => {
    const wall = await save(wang, '早班', twoHalls());
    expect(wall).toMatchObject({ may: 'own', hidden: 0, version: 1, ownerName: 'wang' });
    expect((await refusal(li.get(`/api/v1/walls/${wall.id}`))).status).toBe(404);
    const shared = await put(wang, wall, {
      shares: [{ with: { kind: 'role', role: 'monitor' }, right: 'see' }],
    });
    const seen = await li.get<SavedWall>(`/api/v1/walls/${wall.id}`);
    expect(seen).toMatchObject({ may: 'see', hidden: 1, shares: [], version: shared.version });
    expect(seen.pages[0]?.tiles.map(({ content }) => content.kind)).toEqual(['camera', 'hidden']);
    expect(JSON.stringify(seen)).not.toContain(second.camera.id);
    expect((await far.get<SavedWall>(`/api/v1/walls/${wall.id}`)).hidden).toBe(2);
    expect(await refusal(put(li, seen, { name: '我的' }))).toMatchObject({
      status: 403,
      code: 'only_to_see',
    });
    const listed = await li.get<{ items: { name: string; tiles: number; may: string }[] }>(
      '/api/v1/walls?whose=shared',
    );
    expect(listed.items).toMatchObject([{ name: '早班', tiles: 2, may: 'see' }]);
  });

  it('changed by who may: what is hidden from him stays as it was, and with whom it is shared too', async () => {
    const wall = await save(wang, '合作', twoHalls(), [
      { with: { kind: 'user', id: ids.li }, right: 'change' },
    ]);
    const seen = await li.get<SavedWall>(`/api/v1/walls/${wall.id}`);
    expect(seen.may).toBe('change');
    const [page] = seen.pages;
    const moved = page?.tiles.map((one) => (one.id === 'b' ? { ...one, y: 12 } : one)) ?? [];
    await put(li, seen, { pages: [{ name: '新', tiles: moved }] });
    const after = await wang.get<SavedWall>(`/api/v1/walls/${wall.id}`);
    expect(after.pages[0]?.tiles[1]).toMatchObject({
      ...{ id: 'b', y: 12 },
      content: { kind: 'camera', cameraId: second.camera.id },
    });
    expect(after.shares).toHaveLength(1);
    expect(await refusal(put(wang, wall, { name: '旧版' }))).toMatchObject({
      status: 409,
      code: 'wall_changed',
    });
    const mine = { ...seen, version: after.version };
    const everybody = [{ with: { kind: 'everybody' as const }, right: 'see' as const }];
    expect(await refusal(put(li, mine, { shares: everybody }))).toMatchObject({ code: 'not_the_owner' });
    expect(await refusal(li.request('DELETE', `/api/v1/walls/${wall.id}`))).toMatchObject({
      code: 'not_the_owner',
    });
  });

  it('cameras that are not there, or not his to see, are refused by name; so are tiles over one another', async () => {
    const unknown = randomUUID();
    const fault = await refusal(save(li, '错', [{ name: '', tiles: [tile('a', 0, 0, unknown)] }]));
    expect(fault).toMatchObject({ status: 400, fields: ['body.pages[0].tiles[0].content.cameraId'] });
    expect(await refusal(save(li, '错', twoHalls()))).toMatchObject({
      fields: ['body.pages[0].tiles[1].content.cameraId'],
    });
    const over = [{ name: '', tiles: [tile('a', 0, 0, cameraOf(0)), tile('b', 6, 6, cameraOf(1))] }];
    expect(await refusal(save(wang, '错', over))).toMatchObject({ fields: ['body.pages[0].tiles[1]'] });
    const smuggled = [
      { name: '', tiles: [{ ...tile('z', 0, 0, unknown), content: { kind: 'hidden' as const } }] },
    ];
    expect((await refusal(save(wang, '错', smuggled))).status).toBe(400);
  });

  it('removed, brought back within ten minutes by its owner, and not after', async () => {
    const wall = await save(wang, '暂时', twoHalls(), [{ with: { kind: 'everybody' }, right: 'see' }]);
    await wang.request('DELETE', `/api/v1/walls/${wall.id}`);
    expect((await refusal(li.get(`/api/v1/walls/${wall.id}`))).status).toBe(404);
    expect((await refusal(li.post(`/api/v1/walls/${wall.id}/restore`, undefined))).status).toBe(404);
    expect(await wang.post<SavedWall>(`/api/v1/walls/${wall.id}/restore`, undefined)).toMatchObject({
      id: wall.id,
    });
    await wang.request('DELETE', `/api/v1/walls/${wall.id}`);
    nowMs += 11 * 60_000;
    expect((await refusal(wang.post(`/api/v1/walls/${wall.id}/restore`, undefined))).status).toBe(404);
  });
});

describe('tours', () => {
  it('go through pages that are there; a wall that went later stays on the plan', async () => {
    const wall = await save(wang, '巡', twoHalls());
    const step = { wallId: wall.id, page: 0, dwellSeconds: 10, priority: 2 };
    const made = await wang.post<Tour>('/api/v1/tours', { name: '全市', steps: [step] });
    expect(made).toMatchObject({ may: 'own', interrupt: true, steps: [step] });
    expect(
      await refusal(wang.post('/api/v1/tours', { name: '错', steps: [{ ...step, page: 3 }] })),
    ).toMatchObject({
      fields: ['body.steps[0].page'],
    });
    expect(await refusal(li.post('/api/v1/tours', { name: '错', steps: [step] }))).toMatchObject({
      fields: ['body.steps[0].wallId'],
    });
    await wang.request('DELETE', `/api/v1/walls/${wall.id}`);
    const { version } = made;
    const renamed = { name: '全市一轮', steps: [step], interrupt: false, shares: [], version };
    expect(await wang.request<Tour>('PUT', `/api/v1/tours/${made.id}`, renamed)).toMatchObject({
      version: 2,
    });
    expect(await refusal(wang.request('PUT', `/api/v1/tours/${made.id}`, renamed))).toMatchObject({
      code: 'tour_changed',
    });
    expect((await refusal(li.get(`/api/v1/tours/${made.id}`))).status).toBe(404);
  });
});

describe('what walls are built from', () => {
  it('cameras by hall, department and state, searched and paged, of what one may see', async () => {
    const by = (api: ApiClient, query: string) => api.get<WallSources>(`/api/v1/wall-sources?${query}`);
    const names = ({ groups }: WallSources) =>
      groups.map(({ name, cameras }) => [name, cameras.map(({ cameraName }) => cameraName)]);
    expect(names(await by(wang, 'groupBy=hall')).sort()).toEqual(
      [
        ['揭阳市政务服务中心', ['一号机', '二号机']],
        ['榕城大厅', ['榕城一号机']],
      ].sort(),
    );
    expect(names(await by(li, 'groupBy=hall'))).toEqual([['揭阳市政务服务中心', ['一号机', '二号机']]]);
    expect(names(await by(li, 'groupBy=department'))).toEqual([
      ['揭阳市市场监督管理局', ['一号机', '二号机']],
    ]);
    expect(names(await by(li, 'groupBy=state'))).toEqual([['unknown', ['一号机', '二号机']]]);
    expect((await by(far, 'groupBy=hall')).groups).toEqual([]);
    expect(names(await by(wang, `q=${encodeURIComponent('榕城')}`))).toEqual([['榕城大厅', ['榕城一号机']]]);
    const first = await by(wang, 'limit=2');
    const rest = await by(wang, `limit=2&cursor=${first.nextCursor}`);
    expect([first, rest].flatMap(({ groups }) => groups.flatMap(({ cameras }) => cameras))).toHaveLength(3);
    expect(rest.nextCursor).toBeNull();
  });

  it('pictures of cameras of several halls in one answer, with what may be seen of them', async () => {
    const all = `cameras=${[cameraOf(1), second.camera.id].join(',')}`;
    const pictures = await wang.get<WallPictures>(`/api/v1/wall-pictures?${all}`);
    expect(pictures.cameras.map(({ hallName }) => hallName).sort()).toEqual(
      ['揭阳市政务服务中心', '榕城大厅'].sort(),
    );
    expect(pictures.windows.map(({ code }) => code).sort()).toEqual(['2', '3', 'A1']);
    const less = await li.get<WallPictures>(`/api/v1/wall-pictures?${all}`);
    expect(less.cameras.map(({ id }) => id)).toEqual([cameraOf(1)]);
    expect(less.placements).toHaveLength(2);
  });
});

describe('windows in trouble', () => {
  const raise = (windowId: string, hallId: string, strength: number) =>
    sql`insert into lead (kind, subject_key, strength, from_at, to_at, raised_at, region_code, hall_id, window_id,
        department_id, facts, reasons, thresholds, benign, offsets, updated_at)
      values ('offRecord', ${randomUUID()}, ${strength}, ${new Date(nowMs)}, ${new Date(nowMs)}, ${new Date(nowMs)},
        '445200', ${hallId}, ${windowId}, ${city.department.id}, '{}', '[]', '{}', '[]',
        '{"sourceMs":null,"cameraMs":null}', ${new Date(nowMs)})`.execute(server.db);
  const codes = (items: readonly Trouble[]) => items.map(({ windowCode }) => windowCode);

  it('the most urgent first, of what one may see, with the camera that shows them; told as it changes', async () => {
    const socket = await server.connect(li);
    const told: string[][] = [];
    socket.on('trouble:changed', ({ items }) => told.push(codes(items)));
    expect(await ask((ack) => socket.emit('trouble:follow', ack))).toMatchObject({ items: [] });
    const [one, two] = city.windows as [Window, Window];
    await raise(one.id, city.hall.id, 40);
    await raise(two.id, city.hall.id, 90);
    await raise(second.window.id, second.hall.id, 95);
    server.bus.publish(alertsChanged, []);
    await vi.waitFor(() => expect(told).toEqual([['2', '1']]), { timeout: 20_000, interval: 50 });
    const all = await wang.get<{ items: Trouble[] }>('/api/v1/trouble');
    expect(codes(all.items)).toEqual(['A1', '2', '1']);
    expect(all.items[1]).toMatchObject({ cameraId: cameraOf(1), hallName: '揭阳市政务服务中心' });
    expect(all.items[1]?.reasons).toMatchObject([{ kind: 'lead', leadKind: 'offRecord', strength: 90 }]);
    expect(
      codes((await wang.get<{ items: Trouble[] }>(`/api/v1/trouble?hallId=${second.hall.id}`)).items),
    ).toEqual(['A1']);
    expect((await far.get<{ items: Trouble[] }>('/api/v1/trouble')).items).toEqual([]);
  });

  it('a ticket that was called and not begun waits, after a while', async () => {
    const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
    const called = new Date(nowMs - 1000).toISOString();
    const event = {
      type: 'called',
      eventId: 'call-1',
      occurredAt: called,
      hallId: city.hall.id,
      windowCode: '3',
      ticket: 'A7',
    };
    const answer = await machine.post<{ rejected: number }>('/api/v1/exchange/events', { events: [event] });
    expect(answer.rejected).toBe(0);
    nowMs += 6 * 60_000;
    // What was gathered for the last asker may be answered once more, for a moment.
    await vi.waitFor(
      async () => {
        const { items } = await wang.get<{ items: Trouble[] }>('/api/v1/trouble');
        const reasons = items.find(({ windowCode }) => windowCode === '3')?.reasons;
        expect(reasons).toMatchObject([{ kind: 'wait', seen: 'record' }]);
      },
      { timeout: 10_000, interval: 200 },
    );
  });
});

describe('screens', () => {
  it('are driven by their person from any of his windows, and by nobody else', async () => {
    const [desk, left, other] = [
      await server.connect(wang),
      await server.connect(wang),
      await server.connect(li),
    ];
    const shown: ScreenContent[] = [];
    left.on('screens:show', ({ content }) => shown.push(content));
    let known: Screen[] = [];
    desk.on('screens:changed', ({ screens }) => {
      known = screens;
    });
    await ask((ack) => desk.emit('screens:follow', ack));
    const { id } = await ask<Screen>((ack) => left.emit('screens:join', { name: '左屏' }, ack));
    await vi.waitFor(() => expect(known.map(({ name }) => name)).toEqual(['左屏']));
    const content: ScreenContent = { kind: 'camera', cameraId: cameraOf(0) };
    await expect(ask((ack) => other.emit('screens:show', { screenId: id, content }, ack))).rejects.toThrow(
      'screen_missing',
    );
    expect(await ask((ack) => other.emit('screens:follow', ack))).toEqual({ screens: [] });
    await ask((ack) => desk.emit('screens:show', { screenId: id, content }, ack));
    await vi.waitFor(() => expect(shown).toEqual([content]));
    left.close();
    await vi.waitFor(() => expect(known).toEqual([]));
  });
});
