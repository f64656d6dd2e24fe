/** What footage belongs to a case, on a real database: placements of then, several cameras, and whose right it is. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import { rightsChanged } from '../access/index.ts';
import type { Grant } from '../contract/access.ts';
import type { Camera } from '../contract/cameras.ts';
import type { CaseSummary } from '../contract/cases.ts';
import type { CaseFootage, CaseTimeline, Note, TimelineMark } from '../contract/playback.ts';
import { silentLog } from '../platform/log.ts';
import { createRecordings } from '../recordings/index.ts';
import { type CasePlayback, createCasePlayback } from './case-playback.ts';

const MINUTE = 60_000;
/** The morning of the story, a few days ago: nothing of it is still going on. */
const nineMs = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 3 * 86_400_000 + 3_600_000;
const at = (minutes: number): string => new Date(nineMs + minutes * MINUTE).toISOString();

let server: RecordServer;
let city: City;
let playback: CasePlayback;
let one: Camera;
let two: Camera;
const disk = randomUUID();

beforeAll(async () => {
  server = await startRecordServer({
    engine: false,
    also: ({ db, access, audit, now, cases, places }) => {
      const { footage } = createRecordings({
        ...{ db, audit, gate: access, visibility: access, finder: places.finder, now, log: silentLog() },
        ...{ folders: [], reserveBytes: 0, notices: { notify: async () => undefined } },
      });
      playback = createCasePlayback({
        ...{ db, passages: cases.passages, footage, gate: access, visibility: access },
        ...{ finder: places.finder, audit, now },
      });
      return playback.routes;
    },
  });
  city = await registerCity(server.admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
    { name: '二号机', mainUrl: 'rtsp://10.0.0.2/main', windows: ['2'] },
  ]);
  [one, two] = city.cameras as [Camera, Camera];
  const { db } = server;
  // The registry is older than the story.
  await sql`update hall_window set created_at = ${at(-10_000)}`.execute(db);
  await sql`update window_term set valid_from = ${at(-10_000)}`.execute(db);
  await sql`update placement set valid_from = ${at(-10_000)}`.execute(db);
  await sql`insert into recording_disk (id, path) values (${disk}, '/nowhere')`.execute(db);
  await recorded(one.id, -60, 30);
  await recorded(one.id, 40, 200);
  await gap(one.id, 30, 40, 'line');
  await recorded(two.id, 25, 35);
  await gap(two.id, 35, 400, 'camera');
});
afterAll(() => server.close());

/** Rows of ten-minute files. */
async function recorded(cameraId: string, from: number, to: number): Promise<void> {
  for (let begin = from; begin < to; begin += 10)
    await sql`insert into recording_segment (id, camera_id, disk_id, started_at, ended_at, bytes, width, height, sound,
        open, profile, codec, codec_string)
      values (${randomUUID()}, ${cameraId}, ${disk}, ${at(begin)}, ${at(Math.min(to, begin + 10))}, 1000, 640, 360,
        false, false, 'main', 'h264', 'avc1.42c01f')`.execute(server.db);
  await sql`insert into recording_track (camera_id, profile, since_at, days) values (${cameraId}, 'main', ${at(-600)}, 90)
    on conflict do nothing`.execute(server.db);
}
const gap = (cameraId: string, from: number, to: number, cause: string) =>
  sql`insert into recording_gap (camera_id, profile, from_at, to_at, cause, code)
    values (${cameraId}, 'main', ${at(from)}, ${at(to)}, ${cause}, ${cause === 'line' ? 'line_full' : null})`.execute(
    server.db,
  );

let events = 0;
const ofCase = (caseNo: string) => ({ caseNo, matterCode: city.matter.code });
const event = (type: string, minutes: number, more: { windowCode?: string; [field: string]: unknown }) => {
  events += 1;
  const where = more.windowCode === undefined ? {} : { hallId: city.hall.id };
  return { type, eventId: `e${events}`, occurredAt: at(minutes), ...where, ...more };
};
async function report(all: object[]): Promise<void> {
  const machine = ApiClient.withToken(server.baseUrl, city.tokenSecret);
  const answer = await machine.post<{ rejected: number }>('/api/v1/exchange/events', {
    events: all,
  });
  expect(answer.rejected, JSON.stringify(answer)).toBe(0);
}
/** As if it had been reported when it happened. */
const onTime = () =>
  sql`alter table case_event disable trigger user`
    .execute(server.db)
    .then(() =>
      sql`update case_event set received_at = occurred_at where received_at > occurred_at`.execute(server.db),
    );
async function idOf(caseNo: string): Promise<string> {
  const { items } = await server.admin.get<{ items: CaseSummary[] }>(
    `/api/v1/cases?q=${caseNo}&sort=updated`,
  );
  return items.find((each) => each.caseNo === caseNo)?.id ?? '';
}
let people = 0;
const person = async (grants: Grant[]): Promise<ApiClient & { id?: string }> => {
  people += 1;
  const username = `person${people}`;
  const password = 'a-long-password-1';
  await server.admin.post('/api/v1/users', { username, displayName: username, password, grants });
  return ApiClient.signIn(server.baseUrl, username, password);
};
const footageOf = (id: string, api: ApiClient = server.admin) =>
  api.get<CaseFootage>(`/api/v1/cases/${id}/footage`);
const codeOf = async (ask: Promise<unknown>): Promise<string> =>
  ask.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
  );

describe('a case at a window', () => {
  let id: string;
  beforeAll(async () => {
    await report([
      event('called', 20, { ...ofCase('A-1'), windowCode: '1', ticket: 'A001' }),
      event('started', 21, { ...ofCase('A-1'), windowCode: '1', clerk: '王五' }),
      event('stage', 22, { ...ofCase('A-1'), windowCode: '1', stage: 'accepted', clerk: '王五' }),
      event('finished', 46, { ...ofCase('A-1'), windowCode: '1' }),
      event('stage', 300, { ...ofCase('A-1'), stage: 'review', clerk: '赵六' }),
    ]);
    await onTime();
    id = await idOf('A-1');
  });

  it('is covered by its camera, but for the gap and its cause', async () => {
    const footage = await footageOf(id);
    expect(footage.sessions).toHaveLength(1);
    const [session] = footage.sessions;
    expect(session).toMatchObject({
      ...{ windowCode: '1', ticket: 'A001', assumed: false, noFootage: null, someNotAllowed: false },
      ...{ from: at(19), to: at(48), servedFrom: at(20), servedTo: at(46), hallName: city.hall.name },
    });
    expect(session?.sights.map((sight) => sight.cameraName)).toEqual(['一号机']);
    // 19 of 29 minutes.
    expect(footage.percent).toBe(65.5);
    expect(footage.gaps).toEqual([
      {
        from: at(30),
        to: at(40),
        cause: 'line',
        code: 'line_full',
        reason: 'gap',
        windowId: session?.windowId,
      },
    ]);
    const kinds = footage.marks.map(({ kind, what }) => `${kind} ${what}`);
    expect(kinds).toEqual(['session session', 'step accepted']);
  });

  it('is seen by two cameras once a second one is drawn to the window in mid-session: the union counts', async () => {
    const { db } = server;
    const windowId = (await footageOf(id)).sessions[0]?.windowId ?? '';
    await sql`insert into placement (camera_id, window_id, clerk_zone, valid_from, valid_to)
      select ${two.id}, ${windowId}, clerk_zone, ${at(28)}, ${at(44)} from placement where camera_id = ${one.id}`.execute(
      db,
    );
    const footage = await footageOf(id);
    expect(footage.sessions[0]?.sights.map(({ cameraName, from, to }) => [cameraName, from, to])).toEqual([
      ['一号机', at(19), at(48)],
      ['二号机', at(28), at(44)],
    ]);
    // The second one has the first five minutes of the gap.
    expect(footage.gaps.map(({ from, to, cause }) => [from, to, cause])).toEqual([[at(35), at(40), 'line']]);
    expect(footage.percent).toBe(82.8);
    const ranges = await playback.rangesOfCase(id);
    expect(ranges).toEqual([
      { cameraId: one.id, from: at(19), to: at(48) },
      { cameraId: two.id, from: at(28), to: at(44) },
    ]);
  });

  it('says how it stood at each change, as it happened and as it was known', async () => {
    await report([
      event('stage', 24, { ...ofCase('A-1'), windowCode: '1', stage: 'handling', clerk: '钱七' }),
    ]);
    const timeline = await server.admin.get<CaseTimeline>(`/api/v1/cases/${id}/timeline`);
    const stageAt = (moments: CaseTimeline['happened'], minutes: number) =>
      moments.findLast((moment) => moment.at <= at(minutes));
    expect(stageAt(timeline.happened, 23)).toMatchObject({ stage: 'accepted', clerk: '王五' });
    expect(stageAt(timeline.happened, 25)).toMatchObject({ stage: 'handling', clerk: '钱七' });
    // Nobody knew it then: it was reported days later.
    expect(stageAt(timeline.known, 25)).toMatchObject({ stage: 'accepted', clerk: '王五' });
    expect(timeline.known.at(-1)?.stage).toBe('review');
    expect(timeline.steps.filter((step) => step.windowId === null)).toHaveLength(1);
    expect(
      timeline.happened.every((moment) => moment.clock === null || moment.clock.measuredAt === moment.at),
    ).toBe(true);
  });
});

describe('what cannot be seen says why', () => {
  it('a camera that is gone by now still shows what it saw; a window that was in no picture shows nothing', async () => {
    await report([
      event('called', 60, { ...ofCase('B-1'), windowCode: '1' }),
      event('finished', 70, { ...ofCase('B-1'), windowCode: '1' }),
      event('called', 100, { ...ofCase('B-1'), windowCode: '2' }),
      event('finished', 110, { ...ofCase('B-1'), windowCode: '2' }),
    ]);
    await onTime();
    const { db } = server;
    await sql`update placement set valid_to = ${at(90)} where camera_id = ${two.id}
      and window_id = (select id from hall_window where code = '2')`.execute(db);
    await sql`update camera set closed_at = now() where id = ${one.id}`.execute(db);
    await sql`update hall_window set closed_at = now() where code = '1'`.execute(db);
    const footage = await footageOf(await idOf('B-1'));
    expect(
      footage.sessions.map(({ windowCode, noFootage, percent }) => ({ windowCode, noFootage, percent })),
    ).toEqual([
      { windowCode: '1', noFootage: null, percent: 100 },
      { windowCode: '2', noFootage: 'no_camera_then', percent: 0 },
    ]);
    expect(footage.gaps.map(({ reason }) => reason)).toEqual(['no_camera_then']);
    await sql`update camera set closed_at = null`.execute(db);
    await sql`update hall_window set closed_at = null`.execute(db);
  });

  it('purged, never recorded, no window told', async () => {
    await report([
      event('called', -500, { ...ofCase('C-1'), windowCode: '1' }),
      event('finished', -495, { ...ofCase('C-1'), windowCode: '1' }),
      event('called', -1000, { ...ofCase('C-2'), windowCode: '1' }),
      event('finished', -995, { ...ofCase('C-2'), windowCode: '1' }),
    ]);
    await onTime();
    await sql`update recording_track set purged_before = ${at(-400)}`.execute(server.db);
    const [purged, never] = [await footageOf(await idOf('C-1')), await footageOf(await idOf('C-2'))];
    expect(purged.sessions[0]?.noFootage).toBe('purged');
    expect(never.sessions[0]?.noFootage).toBe('not_recorded');
  });

  it('an end that was not reported is assumed where the next one is called', async () => {
    await report([
      event('started', 140, { ...ofCase('D-1'), windowCode: '1' }),
      event('called', 152, { ...ofCase('D-2'), windowCode: '1' }),
      event('finished', 160, { ...ofCase('D-2'), windowCode: '1' }),
    ]);
    await onTime();
    const [session] = (await footageOf(await idOf('D-1'))).sessions;
    expect(session).toMatchObject({ assumed: true, servedFrom: at(140), servedTo: at(152) });
  });
});

describe('rights', () => {
  it('outside the case’s region there is no such case; a department sees the case and no picture, nor sizes', async () => {
    const id = await idOf('A-1');
    const { admin } = server;
    await admin.post('/api/v1/regions', {
      code: '990000',
      name: '别处',
      level: 'province',
      parentCode: null,
    });
    const away = await person([{ role: 'supervisor', scope: { kind: 'region', code: '990000' } }]);
    for (const what of ['footage', 'timeline'])
      expect(await codeOf(away.get(`/api/v1/cases/${id}/${what}`))).toBe('not_found');
    const marks = await away.get<{ items: TimelineMark[] }>(
      `/api/v1/playback/marks?from=${at(0)}&to=${at(300)}&cameraIds=${one.id}&caseId=${id}`,
    );
    expect(marks.items).toEqual([]);
    const own = await person([{ role: 'department', scope: { kind: 'department', id: city.department.id } }]);
    const footage = await footageOf(id, own);
    expect(footage.percent).toBeNull();
    expect(footage.sessions[0]).toMatchObject({ noFootage: 'not_allowed', someNotAllowed: true, sights: [] });
    expect(JSON.stringify(footage)).not.toContain('一号机');
    expect(await codeOf(own.get(`/api/v1/playback/marks?from=${at(0)}&to=${at(9)}&caseId=${id}`))).toBe(
      'forbidden',
    );
  });

  it('a right to one case shows exactly its times', async () => {
    const [id, other] = [await idOf('A-1'), await idOf('B-1')];
    const holder = await person([{ role: 'auditor', scope: { kind: 'region', code: '990000' } }]);
    const { id: userId } = await holder.get<{ id: string }>('/api/v1/session');
    await sql`insert into viewing_right (user_id, case_id, purpose, granted_by, granted_at, until)
      values (${userId}, ${id}, '核查', ${userId}, now(), now() + interval '1 day')`.execute(server.db);
    server.bus.publish(rightsChanged, { userIds: null });
    const footage = await footageOf(id, holder);
    expect(footage.sessions[0]?.sights.map((sight) => sight.cameraName)).toEqual(['一号机', '二号机']);
    expect(footage.percent).toBe((await footageOf(id)).percent);
    expect(await codeOf(footageOf(other, holder))).toBe('not_found');
  });
});

describe('marks of cameras, and notes', () => {
  it('tell what happened at the windows a camera looked at then, thinned by the grain', async () => {
    const marks = async (grainMs: number) =>
      (
        await server.admin.get<{ items: TimelineMark[]; cut: boolean }>(
          `/api/v1/playback/marks?from=${at(0)}&to=${at(120)}&cameraIds=${one.id}&grainMs=${grainMs}`,
        )
      ).items;
    const fine = await marks(0);
    expect(
      fine.filter(({ kind }) => kind === 'session').map(({ caseNo, at: from, to }) => [caseNo, from, to]),
    ).toEqual([
      ['A-1', at(20), at(46)],
      ['B-1', at(60), at(70)],
    ]);
    const coarse = (await marks(7_200_000)).filter(({ kind }) => kind === 'session');
    expect(coarse.map(({ count }) => count)).toEqual([2]);
  });

  it('are written for who may see the camera, changed and taken back by their author', async () => {
    const writer = await person([{ role: 'supervisor', scope: { kind: 'region', code: '445200' } }]);
    const other = await person([{ role: 'monitor', scope: { kind: 'hall', id: city.hall.id } }]);
    const away = await person([{ role: 'monitor', scope: { kind: 'region', code: '990000' } }]);
    const text = '窗口无人';
    const note = await writer.post<Note>('/api/v1/playback/notes', { cameraId: one.id, at: at(33), text });
    const list = async (api: ApiClient) =>
      (await api.get<{ items: Note[] }>(`/api/v1/playback/notes?cameraId=${one.id}`)).items;
    expect(await list(other)).toMatchObject([{ id: note.id, text, mine: false }]);
    expect(await list(away)).toEqual([]);
    const path = `/api/v1/playback/notes/${note.id}`;
    expect(await codeOf(other.request('PATCH', path, { text: '改' }))).toBe('not_found');
    expect(await codeOf(away.post('/api/v1/playback/notes', { cameraId: one.id, at: at(33), text }))).toBe(
      'not_found',
    );
    await writer.request('PATCH', path, { text: '离岗 5 分钟' });
    const marks = await other.get<{ items: TimelineMark[] }>(
      `/api/v1/playback/marks?from=${at(30)}&to=${at(40)}&cameraIds=${one.id}`,
    );
    expect(marks.items.filter(({ kind }) => kind === 'note')).toMatchObject([
      { text: '离岗 5 分钟', at: at(33) },
    ]);
    await writer.request('DELETE', path);
    expect(await list(other)).toEqual([]);
    await writer.request('POST', `${path}/restore`);
    expect(await list(other)).toHaveLength(1);
    const { rows } = await sql<{
      action: string;
    }>`select action from audit_row where action like 'note.%' order by seq`.execute(server.db);
    expect(rows.map(({ action }) => action)).toEqual([
      'note.create',
      'note.change',
      'note.remove',
      'note.restore',
    ]);
  });

  it('tell who sees a camera and no case neither of whose case a note is, nor what else is held', async () => {
    const caseId = await idOf('A-1');
    await server.admin.post('/api/v1/playback/notes', {
      cameraId: one.id,
      caseId,
      at: at(34),
      text: '收取现金',
    });
    const permissions = ['live:view'];
    const { id: role } = await server.admin.post<{ id: string }>('/api/v1/roles', {
      name: '看画面',
      permissions,
    });
    const watcher = await person([{ role, scope: { kind: 'hall', id: city.hall.id } }]);
    const notes = async (query: string) =>
      (await watcher.get<{ items: Note[] }>(`/api/v1/playback/notes?${query}`)).items;
    expect((await notes(`cameraId=${one.id}`)).filter(({ text }) => text === '收取现金')).toMatchObject([
      { caseId: null },
    ]);
    expect(await notes(`caseId=${caseId}`)).toEqual([]);
    const hold = randomUUID();
    await sql`insert into hold (id, kind, asked, title, reason, set_by, set_by_name, set_at)
      select ${hold}, 'range', '{}', '别处一号机、证据包 投诉张三', 'r', id, 'a', ${at(0)} from user_account limit 1`.execute(
      server.db,
    );
    await sql`insert into hold_range (hold_id, camera_id, from_at, to_at)
      values (${hold}, ${one.id}, ${at(30)}, ${at(40)})`.execute(server.db);
    const marks = await watcher.get<{ items: TimelineMark[] }>(
      `/api/v1/playback/marks?from=${at(30)}&to=${at(40)}&cameraIds=${one.id}`,
    );
    expect(marks.items.filter(({ kind }) => kind === 'hold')).toMatchObject([{ text: null, at: at(30) }]);
  });
});
