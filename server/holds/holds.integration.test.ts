/** Holds on a real database: along the life of a case that is reported, against the purger, and for whom. */
import { randomBytes, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Grant, User } from '../contract/access.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { Camera } from '../contract/cameras.ts';
import type { CaseSummary } from '../contract/cases.ts';
import type { Hold, HoldSummary } from '../contract/holds.ts';
import type { InboxNotice } from '../contract/notices.ts';
import type { Hall } from '../contract/places.ts';
import { createNotices } from '../notices/index.ts';
import { lockForPurge } from '../platform/db/footage-lock.ts';
import { silentLog } from '../platform/log.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { createPlayback } from '../playback/index.ts';
import { createFootage, PurgeStore, RecordedNowStore } from '../recordings/index.ts';
import { createHolds, type Holds } from './index.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A morning a good while ago, so that what is not held is older than its days. */
const nineMs = Math.floor(Date.now() / DAY) * DAY - 120 * DAY + 60 * MINUTE;
const at = (minutes: number): string => new Date(nineMs + minutes * MINUTE).toISOString();
const disk = randomUUID();

let laterMs = 0;
let closing: () => Promise<void>;
let server: RecordServer;
let holds: Holds;
let city: City;
let one: Camera;
let two: Camera;
let purge: PurgeStore;
let sun: ApiClient;
let wang: ApiClient;
let away: ApiClient;

beforeAll(async () => {
  server = await startRecordServer({
    engine: false,
    now: () => Date.now() + laterMs,
    also: ({ db, bus, access, audit, now, cases, places }) => {
      const log = silentLog();
      const { finder } = places;
      const parts = { db, gate: access, visibility: access, finder, audit, now };
      const playback = createPlayback({
        ...{ ...parts, bus, log, passages: cases.passages, footage: createFootage({ db, now }) },
        policyOf: (hallId) => places.service.policyOf(hallId),
        // Nothing is played here.
        encoders: { enter: async () => () => undefined },
        cacheDir: join(tmpdir(), `mc-holds-${randomUUID()}`),
      });
      closing = () => playback.close();
      const notices = createNotices({
        ...{ ...parts, bus, sealer: sealerWithKey(randomBytes(32)), log, mail: undefined },
        ...{ webhookNetworks: [], ownPorts: () => [], publicUrl: undefined },
      });
      holds = createHolds({
        ...{
          ...parts,
          notices: notices.notices,
          footageOfCase: (caseId) => playback.rangesOfCase(caseId),
          log,
        },
      });
      return [...notices.routes, ...holds.routes];
    },
  });
  const { admin, db } = server;
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
    { name: '二号机', mainUrl: 'rtsp://10.0.0.2/main', windows: ['2'] },
  ]);
  [one, two] = city.cameras as [Camera, Camera];
  const region: Grant['scope'] = { kind: 'region', code: '445200' };
  sun = await person('sun', [{ role: 'supervisor', scope: region }]);
  wang = await person('wang', [{ role: 'supervisor', scope: region }]);
  await admin.post('/api/v1/regions', { code: '990000', name: '别处', level: 'province', parentCode: null });
  away = await person('away', [{ role: 'supervisor', scope: { kind: 'region', code: '990000' } }]);
  // The registry is older than the story.
  await sql`update hall_window set created_at = ${at(-9000)}`.execute(db);
  await sql`update window_term set valid_from = ${at(-9000)}`.execute(db);
  await sql`update placement set valid_from = ${at(-9000)}`.execute(db);
  await sql`insert into recording_disk (id, path) values (${disk}, '/nowhere')`.execute(db);
  await recorded(one.id, 0, 60);
  await recorded(two.id, 0, 60);
  purge = new PurgeStore({ db });
});
afterAll(async () => {
  await holds.close();
  await closing();
  await server.close();
});

async function person(username: string, grants: Grant[]): Promise<ApiClient> {
  const password = 'a-long-password-1';
  await server.admin.post<User>('/api/v1/users', { username, displayName: username, password, grants });
  return ApiClient.signIn(server.baseUrl, username, password);
}

/** Rows of ten-minute files of a megabyte, to be kept 90 days. */
async function recorded(cameraId: string, from: number, to: number): Promise<void> {
  for (let begin = from; begin < to; begin += 10)
    await sql`insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height,
        sound, open, profile, codec, codec_string)
      values (${randomUUID()}, ${cameraId}, ${disk}, ${at(begin)}, ${at(begin + 10)}, 1000000, 640, 360, false, false,
        'main', 'h264', 'avc1.42c01f')`.execute(server.db);
  await sql`insert into recording_track (camera_id, profile, since_at, days)
    values (${cameraId}, 'main', ${at(-600)}, 90) on conflict do nothing`.execute(server.db);
}
/** What is on disk of a camera, in minutes of the story. */
async function left(cameraId: string): Promise<number[]> {
  const { rows } = await sql<{ at: Date }>`select started_at as at from recording_segment
    where camera_id = ${cameraId} order by 1`.execute(server.db);
  return rows.map((row) => (row.at.getTime() - nineMs) / MINUTE);
}
async function purgeOld(): Promise<void> {
  await purge.markAged(new Date(), 1000);
  await purge.remove([disk], 1000, async () => true);
}

let events = 0;
const event = (type: string, minutes: number, more: object) => {
  events += 1;
  const occurredAt = at(minutes);
  return {
    type,
    eventId: `e${events}`,
    occurredAt,
    hallId: city.hall.id,
    matterCode: city.matter.code,
    ...more,
  };
};
async function report(...all: object[]): Promise<void> {
  const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  const answer = await machine.post('/api/v1/exchange/events', { events: all });
  expect(answer).toMatchObject({ rejected: 0 });
}
async function caseId(caseNo: string): Promise<string> {
  const { items } = await server.admin.get<{ items: CaseSummary[] }>(`/api/v1/cases?q=${caseNo}`);
  return items.find((each) => each.caseNo === caseNo)?.id ?? '';
}
const codeOf = async (ask: Promise<unknown>): Promise<string> =>
  ask.then(
    () => 'done',
    (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
  );
const rangesOf = (hold: Hold): string[] =>
  hold.ranges.map(
    ({ cameraName, from, to }) =>
      `${cameraName} ${(Date.parse(from) - nineMs) / MINUTE}-${(Date.parse(to) - nineMs) / MINUTE}`,
  );
const list = async (api: ApiClient, query = '') =>
  (await api.get<{ items: HoldSummary[] }>(`/api/v1/holds${query}`)).items;
const get = (api: ApiClient, id: string) => api.get<Hold>(`/api/v1/holds/${id}`);
const inbox = async (api: ApiClient) =>
  (await api.get<{ items: InboxNotice[] }>('/api/v1/inbox')).items.map(({ kind }) => kind);
const range = (cameraIds: string[], from: number, to: number, more: object = {}) => ({
  subject: { kind: 'range', cameraIds, from: at(from), to: at(to) },
  reason: '群众来信反映',
  ...more,
});

it('follows a case as it is reported, outlives its days, and goes when somebody else than who set it agrees', async () => {
  const ofCase = { caseNo: 'H-1' };
  await report(
    event('called', 11, { ...ofCase, windowCode: '1', ticket: 'A1' }),
    event('started', 12, { ...ofCase, windowCode: '1' }),
    event('stage', 13, { ...ofCase, windowCode: '1', stage: 'accepted', receiptNo: 'R-1' }),
    event('finished', 15, { ...ofCase, windowCode: '1' }),
  );
  const subject = { kind: 'case', id: await caseId('H-1') };
  const made = await sun.post<Hold>('/api/v1/holds', { subject, reason: '核查体外循环' });
  expect(made).toMatchObject({ state: 'held', kind: 'case', release: 'own', title: 'H-1 食品经营许可核发' });
  expect(rangesOf(made)).toEqual(['一号机 10-17']);
  // Whole files are kept.
  expect(made).toMatchObject({ segments: 1, bytes: 1_000_000, cameras: 1 });

  await report(
    event('started', 41, { ...ofCase, windowCode: '2' }),
    event('finished', 45, { ...ofCase, windowCode: '2' }),
  );
  await holds.look();
  expect(rangesOf(await get(sun, made.id))).toEqual(['一号机 10-17', '二号机 40-47']);
  await purgeOld();
  expect(await left(one.id)).toEqual([10]);
  expect(await left(two.id)).toEqual([40]);

  await report(event('stage', 55, { ...ofCase, hallId: undefined, stage: 'completed' }));
  await server.alerts.engine.lookAtAll();
  await holds.look();
  const ended = await get(wang, made.id);
  expect(ended).toMatchObject({ state: 'ending', release: 'may' });
  expect(await inbox(sun)).toContain('holdEnding');
  expect(await inbox(wang)).toContain('holdEnding');
  expect(await holds.look()).toBe(0);
  await purgeOld();
  expect(await left(one.id)).toEqual([10]);

  const release = (api: ApiClient) => api.post(`/api/v1/holds/${made.id}/release`, { reason: '核查完毕' });
  expect(await codeOf(release(sun))).toBe('own_hold');
  expect(await codeOf(release(away))).toBe('not_found');
  expect(await codeOf(release(wang))).toBe('done');
  expect(await inbox(sun)).toContain('holdReleased');
  expect(await codeOf(release(wang))).toBe('already_released');
  // Marked, but not yet removed: whoever takes the release back is in time.
  await purge.markAged(new Date(), 1);
  const restore = () => sun.post<Hold>(`/api/v1/holds/${made.id}/restore`, { reason: '还要复核' });
  expect(await restore()).toMatchObject({ state: 'ending', releasedAt: null });
  await purgeOld();
  expect([await left(one.id), await left(two.id)]).toEqual([[10], [40]]);

  expect(await codeOf(release(wang))).toBe('done');
  await purgeOld();
  expect([await left(one.id), await left(two.id)]).toEqual([[], []]);
  expect(await get(sun, made.id)).toMatchObject({ state: 'released', segments: 0, releasedByName: 'wang' });
  await sql`update hold set released_at = released_at - interval '25 hours'`.execute(server.db);
  expect(await codeOf(restore())).toBe('restore_too_late');

  const { items: trail } = await server.admin.get<{ items: AuditRow[] }>(
    `/api/v1/audit?target=hold:${made.id}`,
  );
  expect(trail.map(({ action }) => action)).toEqual([
    ...['hold.release', 'hold.restore', 'hold.release', 'hold.create'],
  ]);
  expect(trail[0]).toMatchObject({
    targetName: 'H-1 食品经营许可核发',
    before: { state: 'ending' },
    after: { state: 'released', releaseReason: '核查完毕' },
  });
});

it('that is set while the purger marks wins over it', async () => {
  await recorded(one.id, 100, 120);
  let made: Promise<Hold> | undefined;
  await server.db.transaction().execute(async (trx) => {
    await lockForPurge(trx);
    made = sun.post<Hold>('/api/v1/holds', range([one.id], 101, 102));
    const waits = async () =>
      (
        await sql`select 1 from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and not granted`.execute(
          server.db,
        )
      ).rows.length > 0;
    while (!(await waits())) await new Promise((resolve) => setTimeout(resolve, 20));
    await sql`update recording_segment set doomed = true where camera_id = ${one.id}`.execute(trx);
  });
  expect(await made).toMatchObject({ state: 'held', kind: 'range', title: '一号机' });
  await purge.remove([disk], 1000, async () => true);
  expect(await left(one.id)).toEqual([100]);
});

it('of a time ends on its day, and is told of what it may not be', async () => {
  const [until, tooEarly] = [Date.now() + 60 * MINUTE, Date.now() - MINUTE].map((ms) =>
    new Date(ms).toISOString(),
  );
  const made = await sun.post<Hold>('/api/v1/holds', range([two.id], 0, 20, { until }));
  await holds.look();
  expect(await get(sun, made.id)).toMatchObject({ state: 'held', until, restoreUntil: null });
  laterMs = 61 * MINUTE;
  await holds.look();
  expect((await list(sun, '?state=ending')).map(({ id }) => id)).toEqual([made.id]);
  expect(await codeOf(sun.post('/api/v1/holds', range([two.id], 20, 20)))).toBe('invalid_request');
  expect(await codeOf(sun.post('/api/v1/holds', range([two.id], 0, 20, { until: tooEarly })))).toBe(
    'invalid_request',
  );
  const complaint = { subject: { kind: 'complaint', id: randomUUID() }, reason: '投诉' };
  expect(await codeOf(sun.post('/api/v1/holds', complaint))).toBe('subject_not_followed');
});

it('is let go only by who may at both ends of its time: a window of his may have been there for a part of it', async () => {
  const department: Grant['scope'] = { kind: 'department', id: city.department.id };
  const li = await person('li', [{ role: 'supervisor', scope: department }]);
  const made = await sun.post<Hold>('/api/v1/holds', range([two.id], 5, 15));
  const release = () => li.request('POST', `/api/v1/holds/${made.id}/release`, { reason: '核查完毕' });
  await sql`update placement set valid_to = ${at(10)} where camera_id = ${two.id}`.execute(server.db);
  expect(await codeOf(release())).toBe('not_found');
  await sql`update placement set valid_to = null where camera_id = ${two.id}`.execute(server.db);
  expect(await codeOf(release())).toBe('done');
});

it('is known only to who may see the footage, of which the size is that of his own', async () => {
  const { admin } = server;
  const hallAway = await admin.post<Hall>('/api/v1/halls', { regionCode: '990000', name: '别处大厅' });
  const far = await admin.post<Camera>(`/api/v1/halls/${hallAway.id}/cameras`, {
    ...{ name: '远处机', profiles: [{ profile: 'main', url: 'rtsp://10.0.0.3/main' }], credentials: null },
  });
  await recorded(far.id, 200, 230);
  await recorded(two.id, 200, 230);
  const made = await admin.post<Hold>('/api/v1/holds', range([far.id, two.id], 200, 230));
  expect(made).toMatchObject({ cameras: 2, segments: 6, bytes: 6_000_000 });
  expect(await get(away, made.id)).toMatchObject({
    ...{ cameras: 1, segments: 3, bytes: 3_000_000, title: '远处机', release: 'not_allowed' },
  });
  expect(await list(away, '?q=二号机')).toEqual([]);
  expect((await list(away, '?sort=largest')).map(({ id }) => id)).toEqual([made.id]);
  const others = (await list(sun)).filter(({ id }) => id !== made.id);
  expect(others.length).toBeGreaterThan(2);
  for (const { id } of others) expect(await codeOf(get(away, id))).toBe('not_found');
  expect(await codeOf(away.post('/api/v1/holds', range([far.id, one.id], 200, 205)))).toBe('not_found');
  const subject = { kind: 'case', id: await caseId('H-1') };
  expect(await codeOf(away.post('/api/v1/holds', { subject, reason: '看看' }))).toBe('not_found');
  expect(await codeOf(away.post(`/api/v1/holds/${made.id}/restore`, { reason: '看看' }))).toBe('not_found');

  const file = await sun.fetch('/api/v1/holds/export.csv?sort=oldest', {});
  expect(file.headers.get('content-type')).toContain('text/csv');
  const lines = (await file.text()).trim().split('\r\n');
  expect(lines).toHaveLength(1 + others.length + 1);
  expect(lines[1]).toContain('已释放,办件,H-1 食品经营许可核发,核查体外循环,sun');
  const first = await sun.get<{ nextCursor: string }>('/api/v1/holds?limit=1&sort=largest');
  const [next] = await list(sun, `?limit=1&sort=largest&cursor=${first.nextCursor}`);
  expect(next?.id).toBeDefined();
});

it('keeps footage whose camera and hall are gone, for whom it was before; neither is ever deleted', async () => {
  const { admin } = server;
  const hall = await admin.post<Hall>('/api/v1/halls', { regionCode: '990000', name: '旧大厅' });
  const old = await admin.post<Camera>(`/api/v1/halls/${hall.id}/cameras`, {
    ...{ name: '旧机', profiles: [{ profile: 'main', url: 'rtsp://10.0.0.4/main' }], credentials: null },
  });
  await recorded(old.id, 300, 320);
  const made = await away.post<Hold>('/api/v1/holds', range([old.id], 305, 306));
  const cameraPath = `/api/v1/cameras/${old.id}`;
  const refused = await admin
    .request('DELETE', cameraPath)
    .catch((error: ApiProblem) => error.problem.errors);
  expect(refused).toEqual([
    { field: 'recordings', message: '2' },
    { field: 'holds', message: '1' },
  ]);
  await admin.because('大厅撤并', 'POST', `${cameraPath}/close`);
  await admin.because('大厅撤并', 'POST', `/api/v1/halls/${hall.id}/close`);
  for (const path of [cameraPath, `/api/v1/halls/${hall.id}`, '/api/v1/regions/990000'])
    expect(await codeOf(admin.request('DELETE', path))).toBe('in_use');
  await purgeOld();
  expect(await left(old.id)).toEqual([300]);
  expect(await new RecordedNowStore({ db: server.db }).of(old.id, 'main')).toMatchObject({
    ...{ recording: false, gap: null, oldest: new Date(at(300)) },
  });
  expect(await get(away, made.id)).toMatchObject({ state: 'held', segments: 1, title: '旧机' });
  // By where the camera stood then.
  expect(await codeOf(away.post('/api/v1/holds', range([old.id], 300, 310)))).toBe('done');
  expect(await codeOf(sun.post('/api/v1/holds', range([old.id], 300, 310)))).toBe('not_found');
});
