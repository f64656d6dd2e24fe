/** The shift desk on a real database: what one is told, by whom it may be read, and what nobody takes on. */
import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient } from '../../test/factories/api-client.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Grant, User } from '../contract/access.ts';
import { type Attention, type DutyDesk, type DutyShift, USUAL_ATTENTION } from '../contract/duty.ts';
import type { InboxNotice } from '../contract/notices.ts';
import { createNotices } from '../notices/index.ts';
import { silentLog } from '../platform/log.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { createDuty, type Duty } from './index.ts';

const MINUTE = 60_000;
let laterMs = 0;
let server: RecordServer;
let duty: Duty;
let city: City;
let li: ApiClient;
let zhao: ApiClient;
let boss: ApiClient;
let away: ApiClient;
let neighbour: ApiClient;

beforeAll(async () => {
  server = await startRecordServer({
    engine: false,
    now: () => Date.now() + laterMs,
    also: ({ db, bus, access, audit, now, places }) => {
      const log = silentLog();
      const parts = { db, gate: access, visibility: access, finder: places.finder, audit, now, log };
      const notices = createNotices({
        ...{ ...parts, bus, sealer: sealerWithKey(randomBytes(32)), mail: undefined },
        ...{ webhookNetworks: [], ownPorts: () => [], publicUrl: undefined },
      });
      duty = createDuty({ ...parts, notices: notices.notices });
      return [...notices.routes, ...duty.routes];
    },
  });
  city = await registerCity(server.admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1'] },
  ]);
  const hall: Grant['scope'] = { kind: 'hall', id: city.hall.id };
  li = await person('li', [{ role: 'monitor', scope: { kind: 'region', code: '445200' } }]);
  zhao = await person('zhao', [{ role: 'monitor', scope: hall }]);
  boss = await person('boss', [{ role: 'supervisor', scope: { kind: 'region', code: '445200' } }]);
  await server.admin.post('/api/v1/regions', {
    ...{ code: '990000', name: '别处', level: 'province', parentCode: null },
  });
  away = await person('away', [{ role: 'monitor', scope: { kind: 'region', code: '990000' } }]);
  const other = await server.admin.post<{ id: string }>('/api/v1/departments', {
    ...{ regionCode: '445200', name: '揭阳市公安局' },
  });
  await server.admin.post(`/api/v1/halls/${city.hall.id}/windows`, {
    ...{ departmentId: other.id, code: '9', name: '9号窗口' },
  });
  neighbour = await person('lin', [{ role: 'monitor', scope: { kind: 'department', id: other.id } }]);
});
afterAll(async () => {
  await duty.close();
  await server.close();
});

async function person(username: string, grants: Grant[]): Promise<ApiClient> {
  const password = 'a-long-password-1';
  await server.admin.post<User>('/api/v1/users', { username, displayName: username, password, grants });
  return ApiClient.signIn(server.baseUrl, username, password);
}
const desk = (who: ApiClient) => who.get<DutyDesk>('/api/v1/duty');
const ago = (minutes: number) => new Date(Date.now() + laterMs - minutes * MINUTE);

async function alarm(minutes: number): Promise<string> {
  const id = randomUUID();
  await sql`insert into alarm (id, hall_id, camera_id, fault, raised_at, updated_at)
    values (${id}, ${city.hall.id}, ${city.cameras[0]?.id}, 'offline', ${ago(minutes)}, ${ago(minutes)})`.execute(
    server.db,
  );
  return id;
}
async function lead(minutes: number, strength: number): Promise<string> {
  const id = randomUUID();
  const empty = JSON.stringify({});
  await sql`insert into lead (id, kind, subject_key, strength, from_at, to_at, raised_at, region_code, hall_id, window_id,
      facts, reasons, thresholds, benign, offsets, updated_at)
    values (${id}, 'offRecord', ${id}, ${strength}, ${ago(minutes)}, ${ago(minutes)}, ${ago(minutes)}, '445200',
      ${city.hall.id}, ${city.windows[0]?.id}, ${empty}, '[]', ${empty}, '[]', ${empty}, ${ago(minutes)})`.execute(
    server.db,
  );
  return id;
}

it('tells what happened since one left, and what waits, of what one may see', async () => {
  expect(await li.get('/api/v1/duty/shift')).toEqual({ shift: null });
  expect(await desk(li)).toMatchObject({ leftThen: false });
  const begun = await li.post<DutyShift>('/api/v1/duty/shift', {});
  expect(await li.get('/api/v1/duty/shift')).toEqual({ shift: begun });
  expect(begun).toMatchObject({ userName: 'li', endedAt: null });
  expect((await li.post<DutyShift>('/api/v1/duty/shift', {})).id).toBe(begun.id);
  await li.post('/api/v1/duty/shift/end', { note: '3 号机画面偏暗，已报修。' });
  await expect(li.post('/api/v1/duty/shift/end', { note: '' })).rejects.toMatchObject({
    problem: { code: 'duty_not_begun' },
  });

  laterMs += 60 * MINUTE;
  const [stands, weak] = [await alarm(2), await lead(20, 40)];
  const strong = await lead(10, 85);
  const { since, leftThen, happened, items, open } = await desk(li);
  expect(leftThen).toBe(true);
  expect(Date.parse(since)).toBeLessThan(ago(55).getTime());
  expect(happened).toContainEqual({ kind: 'lead', n: 2, urgent: 1 });
  expect(happened).toContainEqual({ kind: 'alarm', n: 1, urgent: 0 });
  expect(items.map(({ id }) => id)).toEqual([strong, stands, weak]);
  expect(open.map(({ id }) => id)).toEqual([strong, weak, stands]);
  expect(items[0]).toMatchObject({
    ...{ kind: 'lead', urgent: true, link: `/leads/${strong}` },
    values: { leadKind: 'offRecord', strength: 85, hallName: city.hall.name, windowCode: '1' },
  });
  const elsewhere = await desk(away);
  expect(elsewhere.items).toEqual([]);
  expect(elsewhere.happened.every(({ n }) => n === 0)).toBe(true);
  // It shares the hall, and not what is said of another department's window.
  const beside = await desk(neighbour);
  expect(beside.happened).toContainEqual({ kind: 'lead', n: 0, urgent: 0 });
  expect([...beside.items, ...beside.open].filter(({ kind }) => kind === 'lead')).toEqual([]);
});

it('has a note read by those who see all that its writer saw', async () => {
  const notes = async (who: ApiClient) => (await desk(who)).handovers.map(({ note }) => note);
  expect(await notes(boss)).toEqual(['3 号机画面偏暗，已报修。']);
  // One hall of the region that it may tell of.
  expect(await notes(zhao)).toEqual([]);
  expect(await notes(away)).toEqual([]);
  await zhao.post('/api/v1/duty/shift', {});
  await zhao.post('/api/v1/duty/shift/end', { note: '一切正常' });
  expect(await notes(li)).toEqual(['一切正常', '3 号机画面偏暗，已报修。']);
  // Who sees one department alone wrote it for nobody who does not see everything.
  await neighbour.post('/api/v1/duty/shift', {});
  await neighbour.post('/api/v1/duty/shift/end', { note: '公安窗口内部事项' });
  expect(await notes(zhao)).toEqual(['一切正常']);
  expect(await notes(neighbour)).toEqual(['公安窗口内部事项']);
  const { items } = await li.get<{ items: DutyShift[] }>('/api/v1/duty/shifts');
  expect(items.map(({ userName }) => userName)).toEqual(['zhao', 'li']);
});

it('ends a shift that nobody left after sixteen hours, and tells then from there on', async () => {
  await sql`delete from duty_shift`.execute(server.db);
  const forgotten = await li.post<DutyShift>('/api/v1/duty/shift', {});
  await sql`update duty_shift set begun_at = ${ago(20 * 60)} where id = ${forgotten.id}`.execute(server.db);
  expect((await desk(li)).shift).toBeNull();
  const next = await li.post<DutyShift>('/api/v1/duty/shift', {});
  expect(next.id).not.toBe(forgotten.id);
  const { since } = await desk(li);
  expect(Math.abs(Date.parse(since) - ago(4 * 60).getTime())).toBeLessThan(MINUTE);
});

it('tells supervisors of what nobody took on, once', async () => {
  await sql`delete from alarm`.execute(server.db);
  await sql`delete from lead`.execute(server.db);
  const [fresh, old, taken] = [await alarm(3), await alarm(11), await alarm(30)];
  await sql`update alarm set taken_at = ${ago(20)}, taken_by = 'li' where id = ${taken}`.execute(server.db);
  const strong = await lead(31, 85);
  await lead(40, 50);
  await duty.lookForUnattended();
  await duty.lookForUnattended();
  const told = async (who: ApiClient) =>
    (await who.get<{ items: InboxNotice[] }>('/api/v1/inbox?kind=unattended')).items.map(
      ({ values, link }) => `${values.what} ${values.minutes} ${link}`,
    );
  expect((await told(boss)).sort()).toEqual(['alarm 11 /health', `lead 31 /leads/${strong}`]);
  expect(await told(li)).toEqual([]);
  expect([fresh, old]).toHaveLength(2);
});

it('keeps what one is rung for, and rings as usual for what was never chosen', async () => {
  const usual = await li.get<Attention>('/api/v1/account/attention');
  expect(usual).toEqual({ rules: [...USUAL_ATTENTION], volume: 0.6, quiet: null });
  const chosen = {
    rules: [{ kind: 'lead', sound: 'none', desktop: false, repeat: false }],
    volume: 0.25,
    quiet: { from: 1320, to: 420 },
  };
  const kept = await li.request<Attention>('PUT', '/api/v1/account/attention', chosen);
  expect(kept.rules.find(({ kind }) => kind === 'lead')?.sound).toBe('none');
  expect(kept.rules.find(({ kind }) => kind === 'redCard')?.sound).toBe('urgent');
  expect(kept).toMatchObject({ volume: 0.25, quiet: chosen.quiet });
  await expect(
    li.request('PUT', '/api/v1/account/attention', { ...chosen, volume: 3 }),
  ).rejects.toMatchObject({
    problem: { code: 'invalid_request', errors: [expect.objectContaining({ field: 'body.volume' })] },
  });
});
