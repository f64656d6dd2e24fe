/** The overview over a real database: what is counted, for whom, and days that change after they are over. */
import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { type AppServer, startAppServer } from '../../test/factories/app-server.ts';
import type { Scope } from '../contract/access.ts';
import type { Overview } from '../contract/overview.ts';
import { silentLog } from '../platform/log.ts';
import { createOverview } from './index.ts';

/** A Monday, 11:30 in Jieyang. */
let nowMs = Date.parse('2026-11-23T03:30:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const iso = (ms: number) => new Date(ms).toISOString();

let server: AppServer;
let settled: () => Promise<void>;
const ids: Record<string, string> = {};

interface Case {
  readonly department: string;
  readonly hall: string | null;
  readonly received?: number;
  readonly accepted?: number;
  readonly due?: number;
  readonly completed?: number;
  readonly refused?: number;
  readonly gravity?: number;
  readonly suspended?: boolean;
  readonly fault?: boolean;
}
let cases = 0;

/** Times in hours from now. */
async function insertCase(one: Case): Promise<void> {
  const at = (hours: number | undefined) => (hours === undefined ? null : new Date(nowMs + hours * HOUR));
  const fault = one.fault
    ? JSON.stringify({ code: 'year_unannounced', regionCode: '445200', hallId: null, day: '2027-01-01' })
    : null;
  cases += 1;
  const due = at(one.due);
  await sql`insert into case_record (source, case_no, matter_id, department_id, kind, hall_id, received_at, accepted_at,
      due_at, near_at, completed_at, refused_at, gravity, suspended_since, clock_fault, updated_at)
    values ('s', ${`GD-${cases}`}, ${ids[`matter ${one.department}`]}, ${ids[one.department]}, 'promised',
      ${one.hall === null ? null : ids[one.hall]}, ${at(one.received)}, ${at(one.accepted)}, ${due},
      ${due && new Date(due.getTime() - 2 * DAY)}, ${at(one.completed)}, ${at(one.refused)}, ${one.gravity ?? null},
      ${one.suspended ? new Date(nowMs - HOUR) : null}, ${fault}::jsonb, ${new Date(nowMs)})`.execute(
    server.db,
  );
}

async function insert(key: string, query: ReturnType<typeof sql<{ id: string }>>): Promise<void> {
  ids[key] = (await query.execute(server.db)).rows[0]?.id ?? '';
}

async function signIn(role: string, scope: Scope): Promise<ApiClient> {
  const { rows } = await sql<{ id: string }>`insert into user_account (username, display_name, password_hash)
    values (${randomBytes(6).toString('hex')}, 'x', 'none') returning id`.execute(server.db);
  const userId = rows[0]?.id ?? '';
  await sql`insert into user_grant (user_id, role, scope) values (${userId}, ${role}, ${JSON.stringify(scope)}::jsonb)`.execute(
    server.db,
  );
  const secret = randomBytes(32).toString('base64url');
  await sql`insert into user_session (user_id, secret_hash, last_seen_at, expires_at)
    values (${userId}, ${createHash('sha256').update(secret).digest()}::bytea, now(), now() + interval '1 hour')`.execute(
    server.db,
  );
  return new ApiClient(server.baseUrl, { cookie: `mc_session=${secret}`, origin: server.baseUrl });
}

const read = (api: ApiClient, query = '') => api.get<Overview>(`/api/v1/overview${query}`);

beforeAll(async () => {
  server = await startAppServer({
    routes: ({ db, access, audit }) => {
      const slice = createOverview({
        ...{ db, gate: access, visibility: access, audit, log: silentLog(), now: () => nowMs },
      });
      settled = slice.settled;
      return slice.routes;
    },
  });
  const { db } = server;
  await sql`insert into region (code, name, level, parent_code) values ('440000', '广东省', 'province', null),
    ('445200', '揭阳市', 'city', '440000'), ('445202', '榕城区', 'county', '445200'),
    ('445281', '普宁市', 'county', '445200')`.execute(db);
  for (const [key, region] of [
    ['rongcheng', '445202'],
    ['puning', '445281'],
    ['city', '445200'],
  ] as const) {
    await insert(
      key,
      sql`insert into department (region_code, name) values (${region}, ${key}) returning id`,
    );
    await insert(
      `${key} hall`,
      sql`insert into hall (region_code, name) values (${region}, ${key}) returning id`,
    );
    await insert(
      `matter ${key}`,
      sql`insert into matter (department_id, code, name, kind)
        values (${ids[key]}, 'M1', ${`事项 ${key}`}, 'promised') returning id`,
    );
  }
  const rongcheng = { department: 'rongcheng', hall: 'rongcheng hall' };
  const puning = { department: 'puning', hall: 'puning hall' };
  await insertCase({ ...rongcheng, received: -3, accepted: -2, due: 100 });
  await insertCase({ ...rongcheng, accepted: -50, due: 10, suspended: true });
  await insertCase({ ...rongcheng, accepted: -200, due: -1, gravity: 2 });
  await insertCase({ ...rongcheng, accepted: -200, due: -5, gravity: 1 });
  await insertCase({ ...rongcheng, accepted: -100, due: 50, completed: -1 });
  await insertCase({ ...rongcheng, accepted: -100, due: -3, completed: -1 });
  await insertCase({ ...puning, received: -1, refused: -0.5 });
  await insertCase({ ...puning, accepted: -1, fault: true });
  await insertCase({ department: 'city', hall: null, accepted: -30, due: 200 });
});
afterAll(() => server.close());

test('numbers of now and today, by the parts of the region that everything is in', async () => {
  const all = await read(server.admin);
  expect(all.total).toEqual({
    ...{ received: 2, accepted: 2, completed: 2, late: 1, refused: 1 },
    ...{ open: 6, near: 1, over: 2, suspended: 1, fault: 1 },
    standing: { warning: 0, yellow: 1, red: 1 },
    issued: { warning: 0, yellow: 0, red: 0 },
  });
  expect(all.within).toBe('445200');
  expect(all.rows.map(({ place, numbers }) => [place.name, numbers.open, numbers.over])).toEqual([
    ['榕城区', 4, 2],
    ['普宁市', 1, 0],
    ['揭阳市', 1, 0],
  ]);
  expect(all.hours[9]).toEqual({ received: 0, accepted: 1, completed: 0 });
  expect(all.hours[10]).toEqual({ received: 1, accepted: 1, completed: 2 });
  expect(all.faults).toEqual([
    { code: 'year_unannounced', placeName: '揭阳市', day: '2027-01-01', cases: 1 },
  ]);
  expect(all.trend).toHaveLength(30);
  expect(all.trend.at(-1)).toMatchObject({ day: '2026-11-23', accepted: 2, completed: 2, late: 1 });
});

test('down to departments and halls; a place that is not there is not found', async () => {
  const departments = await read(server.admin, '?regionCode=445202&by=department');
  expect(departments.path.map(({ name }) => name)).toEqual(['广东省', '揭阳市', '榕城区']);
  expect(departments.rows.map(({ place, numbers }) => [place.name, numbers.completed])).toEqual([
    ['rongcheng', 2],
  ]);
  const halls = await read(server.admin, '?by=hall');
  expect(halls.rows.map(({ place }) => place.name)).toEqual(['rongcheng', 'puning', null]);
  const missing = await read(server.admin, '?regionCode=999999').catch((error: unknown) => error);
  expect((missing as ApiProblem).problem.code).toBe('not_found');
});

test('everybody gets their part, and is not told of others', async () => {
  const county = await read(await signIn('monitor', { kind: 'region', code: '445281' }));
  expect(county.total).toMatchObject({ open: 1, refused: 1, accepted: 1, over: 0 });
  const department = await signIn('department', { kind: 'department', id: ids.rongcheng ?? '' });
  const own = await read(department);
  expect([own.total.open, own.rows.length]).toEqual([4, 1]);
  const other = await read(department, `?departmentId=${ids.puning}`).catch((error: unknown) => error);
  expect((other as ApiProblem).problem.code).toBe('not_found');
  // Whoever sees another hall or region only is not told the name.
  for (const scope of [
    { kind: 'hall', id: ids['puning hall'] ?? '' },
    { kind: 'region', code: '445281' },
  ] as const)
    for (const query of [
      `?departmentId=${ids.rongcheng}`,
      `?hallId=${ids['rongcheng hall']}`,
      '?regionCode=445202',
    ])
      await expect(read(await signIn('monitor', scope), query)).rejects.toThrow(/not_found/);
  const hall = await read(
    await signIn('monitor', { kind: 'hall', id: ids['puning hall'] ?? '' }),
    '?by=hall',
  );
  expect(hall.rows.map(({ place }) => place.name)).toEqual(['puning']);
  const clerk = await read(await signIn('clerk', { kind: 'department', id: ids.rongcheng ?? '' }));
  expect(clerk.total.issued).toBeNull();
  expect(clerk.trend.at(-1)?.red).toBeNull();
  await expect(read(await signIn('auditor', { kind: 'everywhere' }))).rejects.toThrow(ApiProblem);
});

const tellLate = (eventId: string, hoursAgo: number) =>
  sql`insert into case_event (source, event_id, type, stage, occurred_at, received_at)
    values ('s', ${eventId}, 'stage', 'completed', ${iso(nowMs - hoursAgo * HOUR)}, ${iso(nowMs)})`.execute(
    server.db,
  );

test('days that are over are added up once, and anew when something of them turns up late', async () => {
  for (let at = 0; at < 8; at += 1)
    await insertCase({
      ...{ department: 'puning', hall: 'puning hall' },
      accepted: -80,
      due: -20,
      completed: -30,
    });
  await tellLate('first', 30);
  nowMs += 61_000;
  await read(server.admin);
  await settled();
  const yesterday = async () => {
    nowMs += 30_000;
    const { trend } = await read(server.admin);
    return trend.find(({ day }) => day === '2026-11-22');
  };
  // 30 hours ago was the day before.
  expect(await yesterday()).toMatchObject({ completed: 8 });
  await insertCase({ department: 'puning', hall: 'puning hall', accepted: -80, due: -20, completed: -29 });
  await tellLate('second', 29);
  nowMs += 61_000;
  await read(server.admin);
  await settled();
  expect(await yesterday()).toMatchObject({ completed: 9, late: 0 });
  nowMs += 61_000;
  const { slowest } = await read(server.admin);
  expect(slowest).toMatchObject([{ name: '事项 puning', cases: 9 }]);
  expect(slowest[0]?.median).toBeGreaterThan(0.8);
  expect(slowest[0]?.p90).toBeLessThan(0.9);
});

test('a day is added up anew when somebody who may asks for it', async () => {
  await sql`update case_record set completed_at = completed_at - interval '2 days'
    where case_no = ${`GD-${cases}`}`.execute(server.db);
  const recount = (api: ApiClient, day: string) => api.post(`/api/v1/overview/days/${day}/recount`, {});
  await recount(server.admin, '2026-11-22');
  nowMs += 61_000;
  await read(server.admin);
  await settled();
  nowMs += 61_000;
  const { trend } = await read(server.admin);
  expect(trend.find(({ day }) => day === '2026-11-22')).toMatchObject({ completed: 8 });
  await expect(recount(server.admin, '2026-11-23')).rejects.toThrow(/day_not_over/);
  const county = await signIn('admin', { kind: 'region', code: '445281' });
  await expect(recount(county, '2026-11-22')).rejects.toThrow(/not_found/);
});

test('a hundred askers at once cost one count', async () => {
  nowMs += 60_000;
  const answers = await Promise.all(Array.from({ length: 100 }, () => read(server.admin)));
  expect(new Set(answers.map(({ asOf }) => asOf)).size).toBe(1);
});
