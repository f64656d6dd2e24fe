import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HallClip, recordHall } from '../../streams/analysis/testing/hall-clip.ts';
import { LineFullError } from '../../streams/index.ts';
import { startCamera, type TestCamera } from '../../streams/stream/testing/camera.ts';
import { until as untilWithin } from '../../test/e2e/support/until.ts';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { freePort } from '../../test/factories/free-port.ts';
import type {
  Alarm,
  CameraHealth,
  CameraHealthBrief,
  CameraHealthDetail,
  CameraPicture,
  HealthSummary,
  Outage,
} from '../contract/health.ts';
import { type HealthServer, startHealthServer } from './testing/health-server.ts';

/** What the camera is made to show, by ffmpeg's filters. */
const SHOWN = {
  fine: '',
  black: 'drawbox=color=black:t=fill',
  covered: 'gblur=sigma=70,eq=brightness=-0.1',
  blurred: 'gblur=sigma=5',
  moved: 'pad=iw+64:ih+36:0:36,crop=640:360:64:0',
} as const;
type Shown = keyof typeof SHOWN | 'frozen';

let hall: HallClip;
let server: HealthServer;
let city: City;
let nowhere: number;
let cameraId: string;
let otherId: string;
const cameras = new Map<Shown, TestCamera>();

/** Every clip has a camera of its own; the one under test is registered at its address. */
async function show(shown: Shown | 'nothing', isWatched = true): Promise<void> {
  const { hub } = server;
  const key = { cameraId, profile: 'main' } as const;
  release();
  hub.letGo(key);
  await until('it is let go', () => (hub.status(key)?.state.name ?? 'idle') === 'idle');
  const at = shown === 'nothing' ? nowhere : (cameras.get(shown) as TestCamera).port;
  await server.admin.request('PATCH', `/api/v1/cameras/${cameraId}`, {
    profiles: [{ profile: 'main', url: `rtsp://127.0.0.1:${at}/main` }],
  });
  release = () => undefined;
  if (!isWatched) return;
  const epoch = hub.peek(key)?.info?.epoch;
  const lease = hub.acquire(key, 'viewer');
  release = () => lease.release();
  const { stream } = lease;
  if (shown === 'nothing') await until('it is away', () => stream.status.state.name === 'backing-off');
  else await until('it shows', () => stream.info?.epoch !== epoch && stream.status.state.name === 'live');
}

let release: () => void = () => undefined;

/** Asked often: most of what is waited for here takes some milliseconds. */
const until: typeof untilWithin = (what, ask) => untilWithin(what, ask, 15_000, 15);

const health = (id = cameraId) => server.admin.get<CameraHealthDetail>(`/api/v1/health/cameras/${id}`);
const outages = async (id = cameraId) =>
  (await server.admin.get<{ items: Outage[] }>(`/api/v1/cameras/${id}/outages`)).items;
const alarms = async (only = 'active') =>
  (await server.admin.get<{ items: Alarm[] }>(`/api/v1/health/alarms?only=${only}`)).items;
const faultsOf = ({ faults }: CameraHealth) => faults.map(({ fault }) => fault);

beforeAll(async () => {
  const [recorded, started, port] = await Promise.all([
    // What moves in it moves within two seconds as well.
    recordHall('hall-a', 2),
    startHealthServer(),
    freePort(),
  ]);
  hall = recorded;
  server = started;
  nowhere = port;
  const clips: [Shown, Awaited<ReturnType<HallClip['variant']>>][] = [
    ['frozen', await hall.variant('frozen', 'trim=end_frame=1,loop=-1:1,setpts=N/15/TB', 'frozen')],
  ];
  for (const [name, filters] of Object.entries(SHOWN))
    clips.push([name as Shown, await hall.variant(name, filters)]);
  await Promise.all(
    clips.map(async ([name, clip]) => {
      cameras.set(name, await startCamera({ clip: { ...clip, remove: async () => undefined } }));
    }),
  );
  city = await registerCity(server.admin, [
    { name: '一号', mainUrl: `rtsp://127.0.0.1:${nowhere}/main`, windows: ['1'] },
    { name: '二号', mainUrl: `rtsp://127.0.0.1:${nowhere}/main`, windows: ['2'] },
  ]);
  [cameraId, otherId] = city.cameras.map(({ id }) => id) as [string, string];
}, 60_000);
afterAll(async () => {
  release();
  await server.close();
  for (const camera of cameras.values()) await camera.close();
  await hall.remove();
});

test('a camera that is well: state, figures, a thumbnail, the view its zones were drawn on, the newest picture', async () => {
  await show('fine');
  await server.check(cameraId, 6);
  const now = await health();
  expect(now).toMatchObject({
    state: 'online',
    fault: null,
    width: 640,
    height: 360,
    hallName: city.hall.name,
  });
  expect(now.availability.day.share).toBeGreaterThan(0.9);
  const { items } = await server.admin.get<{ items: CameraPicture[] }>(
    `/api/v1/cameras/${cameraId}/pictures`,
  );
  expect(items.map(({ kind, reason }) => ({ kind, reason }))).toEqual(
    expect.arrayContaining([
      { kind: 'reference', reason: 'zones_drawn' },
      { kind: 'newest', reason: null },
    ]),
  );
  const picture = await server.admin.fetch(`/api/v1/cameras/${cameraId}/pictures/${items[0]?.id}`);
  expect(picture.headers.get('content-type')).toBe('image/jpeg');
  expect([...new Uint8Array(await picture.arrayBuffer()).subarray(0, 2)]).toEqual([0xff, 0xd8]);
  const thumbnails = await server.admin.get<{ items: { cameraId: string; picture: string }[] }>(
    `/api/v1/health/thumbnails?cameraIds=${cameraId},${otherId}`,
  );
  expect(thumbnails.items.map((one) => one.cameraId)).toEqual([cameraId]);
  expect(thumbnails.items[0]?.picture).toMatch(/^data:image\/jpeg;base64,\/9j/);
});

for (const [shown, checks] of [
  ['black', 3],
  ['covered', 3],
  ['frozen', 4],
  ['moved', 4],
  ['blurred', 4],
] as const)
  test(`${shown}: found with evidence after ${checks} checks, told, cleared once it is well`, async () => {
    await show(shown);
    await server.check(cameraId, checks - 1);
    expect(faultsOf(await health())).toEqual([]);
    await server.check(cameraId, 1);
    const broken = await health();
    expect(broken).toMatchObject({ state: 'online', fault: shown });
    expect(broken.advice.length).toBeGreaterThan(0);
    const brief = await server.admin.get<CameraHealthBrief>(`/api/v1/cameras/${cameraId}/health`);
    expect(brief.fault).toBe(shown);
    expect(brief.moved !== null).toBe(shown === 'moved');
    const [outage] = await outages();
    expect(outage).toMatchObject({ fault: shown, kind: 'picture', to: null });
    expect(outage?.finding?.limit).toBeGreaterThan(0);
    for (const id of [outage?.evidenceId, outage?.beforeId]) {
      const answer = await server.admin.fetch(`/api/v1/cameras/${cameraId}/pictures/${id}`);
      expect(answer.status).toBe(200);
      expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(500);
    }
    await until('the alarm is raised', async () =>
      (await alarms()).some((one) => one.fault === shown && one.cameraId === cameraId),
    );
    await show('fine');
    await server.check(cameraId, 2);
    expect(faultsOf(await health())).toEqual([]);
    expect((await outages())[0]).toMatchObject({ fault: shown, ended: 'recovered' });
    await until('the alarm is over', async () => !(await alarms()).some((one) => one.fault === shown));
  });

test('away: an outage with its cause from the second failure on; over with the first picture', async () => {
  await show('nothing');
  await server.check(cameraId, 1);
  expect(await health()).toMatchObject({ state: 'online', fault: null });
  await server.check(cameraId, 1);
  expect(await health()).toMatchObject({ state: 'offline', fault: 'offline', cause: 'camera_unreachable' });
  await show('fine');
  await server.check(cameraId, 1);
  expect(await health()).toMatchObject({ state: 'online', fault: null });
  expect((await outages())[0]).toMatchObject({ kind: 'offline', ended: 'recovered' });
});

test('lights out after hours are no fault, in office hours they are', async () => {
  await show('black');
  server.isOpen = false;
  await server.check(cameraId, 4);
  expect(faultsOf(await health())).toEqual([]);
  server.isOpen = true;
  await server.check(cameraId, 3);
  expect(faultsOf(await health())).toEqual(['black']);
  await show('fine');
  await server.check(cameraId, 2);
});

test('a moved camera’s new view is accepted, with a reason: it counts as well, and is what others are compared with', async () => {
  await show('moved');
  await server.check(cameraId, 4);
  expect((await health()).fault).toBe('moved');
  const refused = await server.admin.fetch(`/api/v1/cameras/${cameraId}/reference`, { method: 'POST' });
  expect(refused.status).toBe(422);
  const accepted = await server.admin.fetch(`/api/v1/cameras/${cameraId}/reference`, {
    method: 'POST',
    headers: { 'x-mc-reason': encodeURIComponent('新装了支架') },
  });
  expect(accepted.status).toBe(204);
  await server.check(cameraId, 3);
  expect(faultsOf(await health())).toEqual([]);
  const { items } = await server.admin.get<{ items: CameraPicture[] }>(
    `/api/v1/cameras/${cameraId}/pictures?kind=reference`,
  );
  expect(items[0]?.reason).toBe('accepted');
  // Back as it was: now that is the other view. Its zones are drawn anew, which makes it the right one.
  await show('fine');
  await until('it is found', async () => {
    await server.check(cameraId, 1);
    return (await health()).fault === 'moved';
  });
  const [window] = city.windows;
  await server.admin.request('PUT', `/api/v1/cameras/${cameraId}/placements/${window?.id}`, {
    clerkZone: [
      { x: 0.1, y: 0.1 },
      { x: 0.4, y: 0.1 },
      { x: 0.4, y: 0.5 },
    ],
    applicantZone: null,
  });
  await until('the drawn view counts', async () => {
    await server.check(cameraId, 1);
    return (await health()).fault === null;
  });
});

test('a line without room: skipped and told so, not observed rather than broken', async () => {
  await show('fine', false);
  const enter = server.enterLine;
  server.enterLine = async () => {
    throw new LineFullError({ capKbps: 1600, usedKbps: 1500, neededKbps: 400 });
  };
  await server.check(cameraId, 3);
  const now = await health();
  expect(now).toMatchObject({ fault: null, skipped: 'line_full' });
  expect(now.advice).toContain('line_too_small');
  expect((await outages())[0]).toMatchObject({ kind: 'unobserved', fault: 'line_full', to: null });
  server.enterLine = enter;
  // Pulled for its first keyframe, and let go at once.
  await server.check(cameraId, 1);
  expect((await outages())[0]).toMatchObject({ kind: 'unobserved', ended: 'recovered' });
  expect(server.health.checker.counts.pulls).toBeGreaterThan(0);
  expect(server.hub.status({ cameraId, profile: 'main' })?.state.name).toBe('idle');
});

test('a stream that a viewer holds is looked at as it runs: nothing is pulled beside it', async () => {
  await show('fine');
  const pulls = server.health.checker.counts.pulls;
  await server.check(cameraId, 2);
  expect(server.health.checker.counts.pulls).toBe(pulls);
  expect(server.hub.status({ cameraId, profile: 'sub' })).toBeUndefined();
});

test('the whole hall away is one alarm; taken on, closed with a note; only those of the hall hear of it', async () => {
  const sockets = {
    here: await server.connect(await personOf('here', { kind: 'hall', id: city.hall.id })),
    elsewhere: await server.connect(await personOf('elsewhere', { kind: 'region', code: '440000' }, true)),
  };
  const heard: Record<string, Alarm[]> = { here: [], elsewhere: [] };
  for (const [name, socket] of Object.entries(sockets)) {
    socket.on('health:alarm', ({ alarm }) => heard[name]?.push(alarm));
    await socket.emitWithAck('health:follow');
  }
  await show('nothing', false);
  for (const id of [cameraId, otherId]) await server.check(id, 2);
  await until('the alarm is heard', () => heard.here?.some(({ cameras }) => cameras === 2) === true);
  const active = (await alarms()).filter(({ fault }) => fault === 'offline');
  expect(active).toMatchObject([{ cameraId: null, cameras: 2, standing: 2, state: 'open' }]);
  expect(heard.elsewhere).toEqual([]);
  const [one] = active as [Alarm];
  const here = await ApiClient.signIn(server.baseUrl, 'here', 'a-long-password-1');
  const taken = await here.post<Alarm>(`/api/v1/health/alarms/${one.id}/take`, {});
  expect(taken).toMatchObject({ state: 'taken', takenBy: 'here' });
  const closed = await here.post<Alarm>(`/api/v1/health/alarms/${one.id}/close`, {
    note: '交换机断电，已恢复',
  });
  expect(closed).toMatchObject({ state: 'closed', note: '交换机断电，已恢复' });
  expect((await outages())[0]?.told).toContain('here');
  await show('fine');
  await server.check(cameraId, 1);
});

test('the board: the worst first, by hall and fault, counted; a hall’s people see theirs only', async () => {
  const all = await server.admin.get<{ items: CameraHealth[] }>('/api/v1/health/cameras');
  expect(all.items.map(({ cameraId: id }) => id)).toEqual([otherId, cameraId]);
  const away = await server.admin.get<{ items: CameraHealth[] }>('/api/v1/health/cameras?fault=offline');
  expect(away.items.map(({ cameraId: id }) => id)).toEqual([otherId]);
  const first = await server.admin.get<{ items: CameraHealth[]; nextCursor: string }>(
    '/api/v1/health/cameras?limit=1',
  );
  const second = await server.admin.get<{ items: CameraHealth[] }>(
    `/api/v1/health/cameras?limit=1&cursor=${first.nextCursor}`,
  );
  expect(second.items.map(({ cameraId: id }) => id)).toEqual([cameraId]);
  expect(await server.admin.get<HealthSummary>('/api/v1/health/summary')).toMatchObject({
    ...{ cameras: 2, broken: 1, well: 1 },
    faults: [{ fault: 'offline', cameras: 1 }],
  });
  const elsewhere = await ApiClient.signIn(server.baseUrl, 'elsewhere', 'a-long-password-1');
  expect((await elsewhere.get<{ items: unknown[] }>('/api/v1/health/cameras')).items).toEqual([]);
  expect((await elsewhere.get<{ items: unknown[] }>('/api/v1/health/alarms?only=all')).items).toEqual([]);
  for (const path of [
    `/api/v1/health/cameras/${cameraId}`,
    `/api/v1/cameras/${cameraId}/health`,
    `/api/v1/cameras/${cameraId}/outages`,
    `/api/v1/cameras/${cameraId}/pictures`,
    `/api/v1/health/halls/${city.hall.id}/availability`,
  ])
    expect((await elsewhere.fetch(path)).status).toBe(404);
  const thumbnails = await elsewhere.get<{ items: unknown[] }>(
    `/api/v1/health/thumbnails?cameraIds=${cameraId}`,
  );
  expect(thumbnails.items).toEqual([]);
});

// From here on checks are another run's than routes.
test('away when the server ends, back when it looks again: it ended unseen, and the time between is nobody’s', async () => {
  await show('nothing');
  await server.check(cameraId, 2);
  expect((await health()).fault).toBe('offline');
  await server.restart(() => {
    server.aheadMs += 10 * 60_000;
  });
  // Before anything is looked at, what stood stands.
  expect((await health()).fault).toBe('offline');
  await show('fine');
  await server.check(cameraId, 1);
  const [outage] = await outages();
  expect(outage).toMatchObject({ fault: 'offline', ended: 'unobserved' });
  const lastedMs = Date.parse(outage?.to ?? '') - Date.parse(outage?.from ?? '');
  expect(lastedMs).toBeLessThan(60_000);
  const { availability, day } = await health();
  expect(availability.day.unobservedMs).toBeGreaterThan(9 * 60_000);
  expect(day.some(({ kind }) => kind === 'unobserved')).toBe(true);
});

test('a fault that stands across a restart is the same outage, with the evidence it had', async () => {
  await show('covered');
  await server.check(cameraId, 4);
  const [before] = await outages();
  await server.restart(() => {
    server.aheadMs += 5 * 60_000;
  });
  await show('covered');
  await server.check(cameraId, 2);
  const [after] = await outages();
  expect(after).toMatchObject({ id: before?.id, fault: 'covered', to: null, evidenceId: before?.evidenceId });
  await show('fine');
  await server.check(cameraId, 2);
  expect((await outages())[0]?.ended).toBe('recovered');
});

/** A monitor of a place; `apart`: of a hall of its own in another city. */
async function personOf(username: string, scope: object, apart = false): Promise<ApiClient> {
  if (apart) {
    await server.admin.post('/api/v1/regions', {
      ...{ code: '445100', name: '潮州市', level: 'city', parentCode: '440000' },
    });
    scope = { kind: 'region', code: '445100' };
  }
  await server.admin.post('/api/v1/users', {
    ...{ username, displayName: username, password: 'a-long-password-1' },
    grants: [{ role: 'monitor', scope }],
  });
  return ApiClient.signIn(server.baseUrl, username, 'a-long-password-1');
}
