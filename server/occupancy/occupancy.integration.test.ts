/** Readings in, by hand; rows, answers, sockets, rights and restarts out, on a real database. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  LearntPlaces,
  OccupancyListener,
  Presence,
  WatchedCamera,
} from '../../streams/occupancy/index.ts';
import { until } from '../../test/e2e/support/until.ts';
import { ApiClient } from '../../test/factories/api-client.ts';
import type { ServerParts } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import type { RecordSlices } from '../../test/factories/record-server.ts';
import { ask, type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type {
  CameraAnalysis,
  OccupancyFollowed,
  OccupancySpan,
  OccupancyTimeline,
} from '../contract/occupancy.ts';
import { silentLog } from '../platform/log.ts';
import { createOccupancy, type Occupancy } from './index.ts';

/** Stands where pictures are looked at: says what the test has it say. */
class Feeder {
  cameras: readonly WatchedCamera[] = [];
  readonly listener: OccupancyListener;
  readonly learnt: LearntPlaces;
  constructor(listener: OccupancyListener, learnt: LearntPlaces) {
    this.listener = listener;
    this.learnt = learnt;
  }
  set(cameras: readonly WatchedCamera[]): void {
    this.cameras = cameras;
  }
  async close(): Promise<void> {
    this.cameras = [];
  }
  /** A picture a second from then on, of all places of a camera. */
  say(cameraId: string, fromMs: number, seconds: number, clerk: Presence, applicant: Presence = 'no'): void {
    const { places = [] } = this.cameras.find((one) => one.cameraId === cameraId) ?? {};
    for (let second = 0; second < seconds; second++)
      this.listener.onReading({
        cameraId,
        atMs: fromMs + second * 1000,
        places: places.map(({ key }) => ({ key, clerk, applicant, activity: 30 })),
      });
  }
}

/** The test's own clock: it goes only where it is put, and lies in the past, where everything may be asked. */
let nowMs = Date.now() - 3_600_000;
const begun = nowMs;
const at = (seconds: number) => begun + seconds * 1000;
const iso = (seconds: number) => new Date(at(seconds)).toISOString();

let server: RecordServer;
let city: City;
let parts: ServerParts & RecordSlices;
let feeder: Feeder;
let occupancy: Occupancy;
/** Those of a server that goes and comes again use the newest. */
const make = () =>
  createOccupancy({
    ...{ db: parts.db, bus: parts.bus, audit: parts.audit, visibility: parts.access, places: parts.places },
    ...{ log: silentLog(), now: () => nowMs, pace: { tickMs: 20, keepMs: 60_000, planMs: 60_000 } },
    watch: (listener, learnt) => {
      feeder = new Feeder(listener, learnt);
      return feeder;
    },
  });

beforeAll(async () => {
  server = await startRecordServer({
    also: (given) => {
      parts = given;
      occupancy = make();
      return occupancy.routes;
    },
    alsoSockets: () => [occupancy.sockets],
  });
  city = await registerCity(server.admin, [
    { name: '1号机', mainUrl: 'rtsp://10.0.0.1/main', subUrl: 'rtsp://10.0.0.1/sub', windows: ['1', '2'] },
    { name: '2号机', mainUrl: 'rtsp://10.0.0.2/main', windows: ['3'] },
  ]);
  await occupancy.start();
});
afterAll(async () => {
  await occupancy.close();
  await server.close();
});

const windowId = (code: string) => city.windows.find((one) => one.code === code)?.id ?? '';
const cameraId = (index: number) => city.cameras[index]?.id ?? '';
const brief = (spans: readonly OccupancySpan[]) =>
  spans.map(
    ({ state, cause, from, to }) =>
      `${cause ?? state} ${(Date.parse(from) - begun) / 1000}-${(Date.parse(to) - begun) / 1000}`,
  );
const timeline = (code: string, from: number, to: number, api = server.admin) =>
  api.get<OccupancyTimeline>(`/api/v1/windows/${windowId(code)}/occupancy?from=${iso(from)}&to=${iso(to)}`);
const rows = async (code: string) =>
  (
    await sql<{ state: string; open: boolean }>`select state, open from occupancy_span
      where window_id = ${windowId(code)} order by from_at`.execute(parts.db)
  ).rows.map(({ state, open }) => (open ? `${state}, open` : state));

describe('occupancy', () => {
  it('watches the places of all cameras, in the smaller stream where there is one', () => {
    expect(feeder.cameras.map((one) => [one.cameraId, one.profile, one.places.length]).sort()).toEqual(
      [
        [cameraId(0), 'sub', 2],
        [cameraId(1), 'main', 1],
      ].sort(),
    );
  });

  it('tells who follows, answers what is not written yet, and keeps it', async () => {
    const socket = await server.connect(server.admin);
    const told: OccupancySpan[] = [];
    socket.on('occupancy:update', (span) => told.push(span));
    const nobody = '00000000-0000-4000-8000-000000000000';
    const followed = await ask<OccupancyFollowed>((ack) =>
      socket.emit('occupancy:follow', { windowIds: [windowId('1'), nobody] }, ack),
    );
    expect(followed.refused).toEqual([nobody]);
    nowMs = at(60);
    feeder.say(cameraId(0), at(1), 30, 'yes');
    feeder.say(cameraId(0), at(31), 30, 'no', 'yes');
    await until('told', () => told.some((span) => span.state === 'vacant' && span.open));
    expect(told.every((span) => span.windowId === windowId('1'))).toBe(true);
    const answer = await timeline('1', 0, 60);
    expect(brief(answer.spans)).toEqual(['learning 0-1', 'present 1-31', 'vacant 31-60']);
    expect(answer.spans.map(({ applicant, activity, open }) => [applicant, activity, open])).toEqual([
      [null, null, false],
      [false, 30, false],
      [true, 30, true],
    ]);
    expect(answer.totals).toEqual({ servingMs: 0, presentMs: 30_000, vacantMs: 29_000, unknownMs: 1000 });
    expect(await rows('1')).toEqual([]);
    const kept: string[] = [];
    const stop = occupancy.history.onKept((windowIds) => kept.push(...windowIds));
    await occupancy.keep();
    stop();
    expect(await rows('1')).toEqual(['unknown', 'present', 'vacant, open']);
    expect(kept.sort()).toEqual(city.windows.map(({ id }) => id).sort());
    expect(brief((await timeline('1', 0, 60)).spans)).toEqual(brief(answer.spans));
    const both = await occupancy.history.spansOf([windowId('1'), windowId('2')], at(20), at(40));
    expect(brief(both.get(windowId('2')) ?? [])).toEqual(['present 20-31', 'vacant 31-40']);
    await ask((ack) => socket.emit('occupancy:unfollow', { windowIds: [windowId('1')] }, ack));
  });

  it('is for those who may see the window as it was then, and answers bounds in words', async () => {
    const { admin } = server;
    const police = await admin.post<{ id: string }>('/api/v1/departments', {
      regionCode: '445200',
      name: '揭阳市公安局',
    });
    const person = async (username: string, grants: readonly object[]) => {
      const password = 'a-long-password-1';
      await admin.post('/api/v1/users', { username, displayName: username, password, grants });
      return ApiClient.signIn(server.baseUrl, username, password);
    };
    const elsewhere = await person('gongan', [
      { role: 'supervisor', scope: { kind: 'department', id: police.id } },
    ]);
    await expect(timeline('1', 0, 60, elsewhere)).rejects.toThrow('404');
    const socket = await server.connect(elsewhere);
    const followed = await ask<OccupancyFollowed>((ack) =>
      socket.emit('occupancy:follow', { windowIds: [windowId('1')] }, ack),
    );
    expect(followed).toEqual({ windows: [], refused: [windowId('1')] });
    const clerk = await person('reader', [
      { role: 'department', scope: { kind: 'department', id: city.department.id } },
    ]);
    await expect(timeline('1', 0, 60, clerk)).rejects.toThrow('403');
    await expect(timeline('1', 60, 0)).rejects.toThrow('400');
    await expect(timeline('1', 0, 40 * 86_400)).rejects.toThrow('400');
    // From then on the police run it: they are told of what was seen since, and of nothing before.
    await sql`update window_term set valid_from = ${new Date(at(-3600))} where window_id = ${windowId('1')}`.execute(
      parts.db,
    );
    await sql`update window_term set valid_to = ${new Date(at(40))} where window_id = ${windowId('1')}`.execute(
      parts.db,
    );
    await sql`insert into window_term (window_id, department_id, code, name, valid_from)
      values (${windowId('1')}, ${police.id}, '1', '1号窗口', ${new Date(at(40))})`.execute(parts.db);
    await sql`update hall_window set department_id = ${police.id} where id = ${windowId('1')}`.execute(
      parts.db,
    );
    parts.places.finder.forget();
    expect(brief((await timeline('1', 0, 60, elsewhere)).spans)).toEqual([
      ...['no_camera 0-40', 'vacant 40-60'],
    ]);
  });

  it('follows a camera’s switch and its placements within a moment, and leaves the switch on the trail', async () => {
    const { admin } = server;
    const path = `/api/v1/cameras/${cameraId(0)}/analysis`;
    expect(await admin.get<CameraAnalysis>(path)).toMatchObject({
      ...{ on: true, site: true, state: 'seeing', cause: null, windows: 2, lastPictureAt: iso(60) },
    });
    feeder.listener.onBlind({ cameraId: cameraId(0), sinceMs: at(61), cause: 'covered' });
    expect(await admin.get(path)).toMatchObject({ state: 'blind', cause: 'covered', since: iso(61) });
    expect(await admin.request('PUT', path, { on: false })).toMatchObject({ on: false, state: 'off' });
    await until('told', () => feeder.cameras.length === 1);
    const trail = await admin.get<{ items: object[] }>('/api/v1/audit?action=analysis.set');
    expect(trail.items[0]).toMatchObject({ before: { on: true }, after: { on: false } });
    await admin.request('DELETE', `/api/v1/cameras/${cameraId(1)}/placements/${windowId('3')}`);
    occupancy.changed();
    await until('told', () => feeder.cameras.length === 0);
    await admin.request('PUT', path, { on: true });
    await until('told', () => feeder.cameras.length === 1);
    await feeder.learnt.save(cameraId(0), Buffer.from('learnt'));
    expect(String(await feeder.learnt.load(cameraId(0)))).toBe('learnt');
  });

  it('loses at most what was not written when the server is killed: the hole is the restart’s', async () => {
    nowMs = at(100);
    feeder.say(cameraId(0), at(90), 10, 'yes');
    await occupancy.keep();
    // Nothing is closed, as by kill -9: what was said since is lost.
    feeder.say(cameraId(0), at(100), 10, 'no');
    const killed = occupancy;
    nowMs = at(200);
    occupancy = make();
    await occupancy.start();
    nowMs = at(230);
    feeder.say(cameraId(0), at(210), 20, 'yes', 'yes');
    const { spans } = await timeline('2', 88, 230);
    const kept = (await occupancy.history.spans(windowId('2'), at(88), at(230))).slice(-3);
    expect(brief(kept)).toEqual(['present 90-99', 'restart 99-210', 'serving 210-229']);
    expect(spans.length).toBeGreaterThan(0);
    await killed.close();
  });

  it('lets go of what is older than a year', async () => {
    const long = new Date(at(-400 * 86_400));
    await sql`insert into occupancy_span (window_id, from_at, to_at, state, open)
      values (${windowId('3')}, ${long}, ${new Date(long.getTime() + 1000)}, 'vacant', false)`.execute(
      parts.db,
    );
    await occupancy.sweep();
    const { rows: left } =
      await sql`select 1 from occupancy_span where from_at < ${new Date(at(-1))}`.execute(parts.db);
    expect(left).toEqual([]);
  });
});
