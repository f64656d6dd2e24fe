/** Patrols on a real database: planned once over restarts, drawn in secret and verified, walked by one, for whom. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type FindingsBeside, findingsBeside } from '../../test/factories/findings-beside.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { BuiltInRole, Scope } from '../contract/access.ts';
import type { AuditRow } from '../contract/audit.ts';
import type { FindingDetail } from '../contract/findings.ts';
import type { InboxNotice } from '../contract/notices.ts';
import type {
  DrawDayDetail,
  PatrolCoverage,
  PatrolPlan,
  PatrolRound,
  PatrolRoundDetail,
  PatrolVisit,
} from '../contract/patrols.ts';
import type { Hall } from '../contract/places.ts';
import { silentLog } from '../platform/log.ts';
import { sealerWithKey } from '../platform/sealer.ts';
import { createPatrols, type Patrols, type PatrolsNeeds } from './index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday, 07:00 in Jieyang; hours are the shipped ones. */
const MONDAY = Date.parse('2026-03-01T23:00:00.000Z');
const at = (day: number, time: string): number =>
  MONDAY - 7 * HOUR + day * 24 * HOUR + Date.parse(`1970-01-01T${time}:00Z`);
const PASSWORD = 'a-long-password-7';

let nowMs = MONDAY;
let server: RecordServer;
let city: City;
let other: Hall;
let beside: FindingsBeside;
let needs: PatrolsNeeds;
let patrols: Patrols;
let plan: PatrolPlan;

beforeAll(async () => {
  server = await startRecordServer({
    engine: false,
    now: () => nowMs,
    also: (parts) => {
      const { db, access, audit, now, places } = parts;
      beside = findingsBeside(parts, async () => undefined);
      const { inboxes, findings, clocks } = beside;
      needs = {
        ...{ db, gate: access, visibility: access, finder: places.finder, audit, now, log: silentLog() },
        ...{ clocks, sealer: sealerWithKey(Buffer.alloc(32)), notices: inboxes.notices },
        findings: findings.port,
      };
      patrols = createPatrols(needs);
      return [...inboxes.routes, ...findings.routes, ...patrols.routes];
    },
  });
  const { admin, db } = server;
  city = await registerCity(admin, [
    { name: '一号机', mainUrl: 'rtsp://10.0.0.1/main', windows: ['1', '2'] },
    { name: '二号机', mainUrl: 'rtsp://10.0.0.2/main', windows: ['3'] },
  ]);
  other = await admin.post<Hall>('/api/v1/halls', { regionCode: '445200', name: '东区大厅' });
  for (const code of ['A', 'B'])
    await admin.post(`/api/v1/halls/${other.id}/windows`, {
      ...{ departmentId: city.department.id, code, name: `${code}窗口` },
    });
  // The registry is older than the story.
  await sql`update hall_window set created_at = ${new Date(MONDAY - 24 * HOUR)}`.execute(db);
  await sql`update window_term set valid_from = ${new Date(MONDAY - 24 * HOUR)}`.execute(db);
  await sql`update placement set valid_from = ${new Date(MONDAY - 24 * HOUR)}`.execute(db);
  const region: Scope = { kind: 'region', code: '445200' };
  await register('sun', 'supervisor', region);
  await register('li', 'monitor', region);
  await register('mei', 'monitor', region);
  await register('hall', 'monitor', { kind: 'hall', id: city.hall.id });
  await register('bureau', 'department', { kind: 'department', id: city.department.id });
});
afterAll(async () => {
  await patrols.close();
  await beside.close();
  await server.close();
});

const register = (username: string, role: BuiltInRole, scope: Scope) =>
  server.admin.post('/api/v1/users', {
    ...{ username, displayName: username, password: PASSWORD, grants: [{ role, scope }] },
  });
/** Days go by: nobody stays signed in. */
const as = (name: string) =>
  ApiClient.signIn(server.baseUrl, name, name === 'admin' ? ADMIN_PASSWORD : PASSWORD);
const code = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
    return 'done';
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem.code;
    throw error;
  }
};
const items = async <T>(api: ApiClient, path: string) => (await api.get<{ items: T[] }>(path)).items;
const rounds = (api: ApiClient, query = '') => items<PatrolRound>(api, `/api/v1/patrols/rounds?${query}`);
const told = async (name: string, kind: string) =>
  (await items<InboxNotice>(await as(name), '/api/v1/inbox')).filter((one) => one.kind === kind);
/** Time goes on to an instant, and what is due then is done, twice, and by somebody else who looks as well. */
async function until(ms: number): Promise<void> {
  nowMs = ms;
  const second = createPatrols(needs);
  await Promise.all([patrols.look(), second.look()]);
  await patrols.look();
  await second.close();
}

it('plans look ahead: made once however many look, changed with the plan, removed and brought back', async () => {
  const sun = await as('sun');
  const body = { name: '市区巡查', regionCode: '445200', times: ['15:00', '09:00', '09:00'], drawsPerDay: 3 };
  const hall = await as('hall');
  expect(await code((await as('li')).post('/api/v1/patrols/plans', body))).toBe('forbidden');
  const elsewhere = { ...body, regionCode: '440000' };
  expect(await code(sun.post('/api/v1/patrols/plans', elsewhere))).toBe('not_found');
  plan = await sun.post('/api/v1/patrols/plans', { ...body, windowsPerDraw: 2 });
  expect(plan).toMatchObject({
    times: ['09:00', '15:00'],
    windows: 5,
    fault: null,
    version: 1,
    enabled: true,
  });
  await until(MONDAY + MINUTE);
  expect((await rounds(sun, 'sort=next')).map(({ day, dueAt, state }) => [day, dueAt, state])).toEqual([
    ['2026-03-02', '2026-03-02T01:00:00.000Z', 'due'],
    ['2026-03-02', '2026-03-02T07:00:00.000Z', 'due'],
    ['2026-03-03', '2026-03-03T01:00:00.000Z', 'due'],
    ['2026-03-03', '2026-03-03T07:00:00.000Z', 'due'],
  ]);
  // It goes through halls that he does not see.
  expect(await items(hall, '/api/v1/patrols/plans')).toEqual([]);
  expect(await rounds(hall)).toEqual([]);
  expect(await code((await as('bureau')).get('/api/v1/patrols/rounds'))).toBe('forbidden');

  const changed = { ...plan, times: ['09:00', '16:00'] };
  plan = await sun.request<PatrolPlan>('PUT', `/api/v1/patrols/plans/${plan.id}`, changed);
  expect(await code(sun.request('PUT', `/api/v1/patrols/plans/${plan.id}`, changed))).toBe('plan_changed');
  await until(nowMs + MINUTE);
  const times = async () => (await rounds(sun, 'sort=next')).map(({ dueAt }) => dueAt.slice(8, 16));
  expect(await times()).toEqual(['02T01:00', '02T08:00', '03T01:00', '03T08:00']);
  await sun.request('DELETE', `/api/v1/patrols/plans/${plan.id}`);
  expect(await times()).toEqual([]);
  plan = await sun.post(`/api/v1/patrols/plans/${plan.id}/restore`, undefined);
  await until(nowMs + MINUTE);
  expect(await times()).toEqual(['02T01:00', '02T08:00', '03T01:00', '03T08:00']);
});

it('a due round is told once, taken by one officer, left and gone on with; what is not seen is never fine', async () => {
  const [first] = await rounds(await as('li'), 'sort=next');
  const path = `/api/v1/patrols/rounds/${first?.id}`;
  await until(at(0, '08:45'));
  expect(await code((await as('li')).post(`${path}/begin`, undefined))).toBe('round_early');
  await until(at(0, '09:05'));
  expect(await told('li', 'roundDue')).toHaveLength(1);
  expect(await told('sun', 'roundDue')).toHaveLength(1);
  expect(await told('bureau', 'roundDue')).toEqual([]);
  const [li, mei] = [await as('li'), await as('mei')];
  expect(await code((await as('hall')).post(`${path}/begin`, undefined))).toBe('not_found');
  const taken = await Promise.allSettled([li, mei].map((one) => one.post(`${path}/begin`, undefined)));
  expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [walker, late] = taken[0]?.status === 'fulfilled' ? [li, mei] : [mei, li];
  expect(await code(late.post(`${path}/begin`, undefined))).toBe('round_taken');
  const round = await walker.get<PatrolRoundDetail>(path);
  expect(round).toMatchObject({ state: 'walking', windows: 5, looked: 0 });
  expect(round.visits.map(({ windowCode, cameraId }) => [windowCode, cameraId !== null])).toEqual([
    ['A', false],
    ['B', false],
    ['1', true],
    ['2', true],
    ['3', true],
  ]);
  const visit = (nth: number) => `${path}/visits/${round.visits[nth]?.id}`;
  const fine = { late: 'fine', vacated: 'fine', dress: 'fine', conduct: 'fine', phone: 'fine' };
  // Nothing looks at it: what was said of it is not what was seen.
  const blind = await walker.request<PatrolVisit>('PUT', visit(0), { state: 'done', checks: fine });
  expect(new Set(Object.values(blind.checks))).toEqual(new Set(['unseen']));
  expect(await code(walker.request('PUT', visit(1), { state: 'skipped' }))).toBe('invalid_request');
  await walker.request('PUT', visit(1), { state: 'skipped', remark: '无摄像头' });
  await walker.request('PUT', visit(2), { state: 'looking' });
  nowMs += 20_000;
  const found = await walker.post<{ id: string; visit: PatrolVisit }>(`${visit(2)}/findings`, {
    item: 'phone',
  });
  expect(found.visit).toMatchObject({ checks: { phone: 'found' }, findingIds: [found.id], lookedTo: null });
  const finding = await walker.get<FindingDetail>(`/api/v1/findings/${found.id}`);
  expect(finding).toMatchObject({ kind: 'phone', origin: 'patrol', originId: round.visits[2]?.id });
  expect(finding.clip?.to).toBe(new Date(nowMs).toISOString());
  nowMs += 10_000;
  const done = await walker.request<PatrolVisit>('PUT', visit(2), { state: 'done', checks: fine });
  expect(done.checks).toEqual({ ...fine, phone: 'found' });
  expect(Date.parse(done.lookedTo ?? '') - Date.parse(done.lookedFrom ?? '')).toBe(30_000);
  expect(await code(late.request('PUT', visit(3), { state: 'looking' }))).toBe('round_taken');

  // A slip: withdrawn, and out of the round.
  const slip = await walker.post<{ id: string }>(`${visit(3)}/findings`, { item: 'dress' });
  expect(await code(walker.request('DELETE', `${visit(3)}/findings/${slip.id}`))).toBe('finding_stands');
  await walker.post(`/api/v1/findings/${slip.id}/act`, { action: 'withdraw', version: 1 });
  const without = await walker.request<PatrolVisit>('DELETE', `${visit(3)}/findings/${slip.id}`);
  expect(without).toMatchObject({ checks: {}, findingIds: [] });
  await walker.request('PUT', visit(3), { state: 'done', checks: fine });
  // Left, and come back to.
  expect(await walker.post<PatrolRoundDetail>(`${path}/begin`, undefined)).toMatchObject({ looked: 2 });
  const ended = await walker.post<PatrolRoundDetail>(`${path}/end`, undefined);
  expect(ended).toMatchObject({ state: 'done', windows: 5, looked: 2, unseen: 3, findings: 1 });
  expect(await code(walker.request('PUT', visit(4), { state: 'looking' }))).toBe('round_over');
});

it('an own round goes through the windows one may walk, and nobody’s else', async () => {
  const hall = await as('hall');
  const all = await rounds(await as('sun'));
  const [b] = (await (await as('sun')).get<PatrolRoundDetail>(`/api/v1/patrols/rounds/${doneId(all)}`))
    .visits;
  const [one, two] = city.windows;
  const mixed = { windowIds: [one?.id, b?.windowId] };
  expect(await code(hall.post('/api/v1/patrols/rounds', mixed))).toBe('not_found');
  expect(await code(hall.post('/api/v1/patrols/rounds', { hallId: other.id }))).toBe('not_found');
  const own = await hall.post<PatrolRoundDetail>('/api/v1/patrols/rounds', { windowIds: [two?.id, one?.id] });
  expect(own).toMatchObject({ kind: 'own', state: 'walking', planId: null, placeName: city.hall.name });
  expect(own.visits.map(({ windowId }) => windowId)).toEqual([two?.id, one?.id]);
  expect((await rounds(hall)).map(({ id }) => id)).toEqual([own.id]);
  const whole = await hall.post<PatrolRoundDetail>('/api/v1/patrols/rounds', { hallId: city.hall.id });
  expect(whole.windows).toBe(3);
  await hall.post(`/api/v1/patrols/rounds/${whole.id}/end`, undefined);
});

it('a round nobody begins is missed, and told to who supervises; a walk that was left is ended', async () => {
  await until(at(0, '16:31'));
  const sun = await as('sun');
  const [missed] = await rounds(sun, 'state=missed');
  expect(missed).toMatchObject({ dueAt: '2026-03-02T08:00:00.000Z', windows: 5, officer: null });
  expect(await told('sun', 'roundMissed')).toHaveLength(1);
  expect(await told('li', 'roundMissed')).toEqual([]);
  expect(await code((await as('li')).post(`/api/v1/patrols/rounds/${missed?.id}/begin`, undefined))).toBe(
    'round_missed',
  );
  await until(at(0, '23:30'));
  expect(await rounds(await as('sun'), 'state=walking')).toEqual([]);
});

it('nobody sees a drawn round before its instant; afterwards anybody verifies the day', async () => {
  const table = async () =>
    (
      await sql<{ text: string }>`select coalesce(jsonb_agg(to_jsonb(r)), '[]')::text as text
      from patrol_round r where kind = 'drawn'`.execute(server.db)
    ).rows[0]?.text ?? '';
  // Monday had no secret that was committed to before it began.
  expect(await table()).toBe('[]');
  await until(at(1, '00:01'));
  const before = await (await as('admin')).get<DrawDayDetail>('/api/v1/patrols/draws/2026-03-03');
  expect(before).toMatchObject({ secret: null, plans: [{ planId: plan.id, basis: null, rounds: [] }] });
  expect(Date.parse(before.committedAt)).toBeLessThan(at(1, '00:00'));
  const kept = await sql<{ secret: string | null; sealed: Buffer }>`select secret, secret_sealed as sealed
    from patrol_day where day = '2026-03-03'`.execute(server.db);
  expect(kept.rows[0]?.secret).toBeNull();

  // Through the day, minute by minute as far as anything may be drawn: nothing of it lies ahead anywhere.
  let seen = 0;
  for (let ms = at(1, '08:00'); ms <= at(1, '19:00'); ms += 15 * MINUTE) {
    nowMs = ms;
    await patrols.look();
    const { rows } = await sql<{ due: Date }>`select due_at as due from patrol_round where kind = 'drawn'
      order by due_at`.execute(server.db);
    expect(rows.every(({ due }) => due.getTime() <= ms && due.getTime() > at(1, '07:59'))).toBe(true);
    seen = rows.length;
  }
  expect(seen).toBe(3);
  const admin = await as('admin');
  const drawn = await rounds(admin, 'kind=drawn&sort=next');
  expect(drawn.map(({ state, windows }) => [state, windows])).toEqual(Array(3).fill(['missed', 2]));
  expect((await admin.get<DrawDayDetail>('/api/v1/patrols/draws/2026-03-03')).secret).toBeNull();

  await until(at(2, '00:05'));
  const after = await (await as('li')).get<DrawDayDetail>('/api/v1/patrols/draws/2026-03-03');
  expect(after.secret).toMatch(/^[0-9a-f]{64}$/);
  expect(after.plans[0]?.rounds).toHaveLength(3);
  expect(verify(after)).toMatchObject({ status: 0, text: expect.stringContaining('3 looks as drawn') });
  const [of] = after.plans;
  const forged = {
    ...after,
    plans: [{ ...of, rounds: of?.rounds.map((one) => ({ ...one, windowIds: [] })) }],
  };
  expect(verify(forged)).toMatchObject({ status: 1 });
  // Who sees none of its halls is told of the day, and of no plan.
  expect((await (await as('hall')).get<DrawDayDetail>('/api/v1/patrols/draws/2026-03-03')).plans).toEqual([]);

  // What was committed to stood on the trail before the day, what it was drawn from before the first look.
  const trail = await items<AuditRow>(await as('admin'), '/api/v1/audit?target=draw:2026-03-03');
  const row = (action: string) => trail.find((one) => one.action === action);
  expect(row('draw.commit')?.detail).toEqual({ commitment: after.commitment });
  expect(Date.parse(row('draw.commit')?.at ?? '')).toBeLessThan(at(1, '00:00'));
  expect(row('draw.freeze')?.detail).toEqual({ basisHashes: { [plan.id]: of?.basisHash } });
  expect(Date.parse(row('draw.freeze')?.at ?? '')).toBeLessThan(at(1, '08:00'));
  expect(JSON.stringify(trail.filter(({ at: then }) => Date.parse(then) < at(2, '00:00')))).not.toContain(
    after.secret,
  );
});

it('at a weekend there are no planned looks and nothing is drawn', async () => {
  await until(at(5, '00:05'));
  await until(at(5, '12:00'));
  const admin = await as('admin');
  const saturday = `from=${new Date(at(5, '00:00')).toISOString()}&to=${new Date(at(6, '00:00')).toISOString()}`;
  expect(await rounds(admin, saturday)).toEqual([]);
  expect(await admin.get('/api/v1/patrols/draws/2026-03-07')).toMatchObject({ plans: [] });
});

it('the ledger, as a list and as files, and a month’s coverage say what was looked at', async () => {
  const sun = await as('sun');
  const ledger = await rounds(sun, 'state=done&found=yes&q=市区');
  expect(ledger).toMatchObject([{ kind: 'fixed', looked: 2, unseen: 3, findings: 1 }]);
  const file = await sun.fetch('/api/v1/patrols/rounds/export?format=csv&state=done');
  const text = await file.text();
  expect(text.split('\r\n')[0]).toContain('应巡时间');
  expect(text).toContain('2026-03-02 09:00');
  const book = await sun.fetch('/api/v1/patrols/rounds/export?format=xlsx');
  expect(
    Buffer.from(await book.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  const trail = await items<AuditRow>(await as('admin'), '/api/v1/audit?action=round.export');
  expect(trail).toHaveLength(2);

  const coverage = await items<PatrolCoverage>(sun, '/api/v1/patrols/coverage?month=2026-03');
  const of = (windowCode: string) => coverage.find((one) => one.windowCode === windowCode);
  expect(coverage.map(({ windowCode }) => windowCode)).toEqual(['A', 'B', '1', '2', '3']);
  expect(of('1')).toMatchObject({ fixed: 1, drawn: 0, findings: 1, unseen: 2 });
  expect(of('A')).toMatchObject({ fixed: 0, unseen: 1, lastAt: null });
  const hall = await items<PatrolCoverage>(await as('hall'), '/api/v1/patrols/coverage?month=2026-03');
  // Rounds through halls he does not see are none of his.
  expect(hall.map(({ windowCode, fixed }) => [windowCode, fixed])).toEqual([
    ['1', 0],
    ['2', 0],
    ['3', 0],
  ]);
});

const doneId = (all: readonly PatrolRound[]) => all.find(({ state }) => state === 'done')?.id;

function verify(day: object): { status: number; text: string } {
  const script = fileURLToPath(new URL('../../docs/verify-draw.mjs', import.meta.url));
  try {
    const text = execFileSync(process.execPath, [script, '-'], {
      input: JSON.stringify(day),
      encoding: 'utf8',
    });
    return { status: 0, text };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { status, text: stdout };
  }
}
