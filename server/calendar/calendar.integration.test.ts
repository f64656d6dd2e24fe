import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type {
  CalendarEffect,
  CalendarFault,
  CalendarOfYear,
  CalendarSaved,
  DayMark,
  RegionHours,
  TriedClock,
  TryClock,
} from '../contract/calendar.ts';
import { type Problem, REASON_HEADER } from '../contract/common.ts';
import type { OfficeDay } from '../contract/office-hours.ts';

let server: RecordServer;
let admin: ApiClient;
let city: City;
let nowMs = Date.parse('2026-03-02T02:00:00Z');
beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs });
  ({ admin } = server);
  city = await registerCity(admin, [{ name: '1号机', mainUrl: 'rtsp://127.0.0.1/main', windows: ['1'] }]);
});
afterAll(() => server.close());

/** Sessions end with time, too. */
async function itIs(at: string): Promise<void> {
  nowMs = Date.parse(at);
  admin = await ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD);
}

const get = <T>(path: string) => admin.get<T>(`/api/v1${path}`);
async function ask<T>(method: string, path: string, body?: unknown, reason?: string): Promise<T | Problem> {
  const response = await admin.fetch(`/api/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(reason !== undefined && { [REASON_HEADER]: encodeURIComponent(reason) }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (response.status === 204 ? {} : await response.json()) as T | Problem;
}
const day = (on: string, kind: DayMark['kind'], name = '停电'): DayMark => ({ day: on, kind, name });
const DAY: OfficeDay = {
  morning: { from: '09:00', to: '12:00' },
  afternoon: { from: '14:00', to: '17:00' },
};
const CLOSED: OfficeDay = { morning: null, afternoon: null };
const WEEK = [DAY, DAY, DAY, DAY, DAY, CLOSED, CLOSED];

describe('a calendar of a year', () => {
  it('comes with the program, and says from which notice', async () => {
    const year = await get<CalendarOfYear>('/calendars/445200/2026');
    expect(year).toMatchObject({ code: '445200', name: '揭阳市', own: null, history: [] });
    expect(year.above).toMatchObject({ from: { code: 'CN' }, version: 0, at: null, by: null });
    expect(year.above?.reason).toContain('2026年部分节假日安排');
    expect(year.above?.days.filter(({ name, kind }) => name === '春节' && kind === 'holiday')).toHaveLength(
      9,
    );
    expect((await get<CalendarOfYear>('/calendars/445200/2027')).above).toBeNull();
  });

  it('is set whole, in versions with who and why; past days need a reason', async () => {
    const shipped = (await get<CalendarOfYear>('/calendars/445200/2026')).above?.days ?? [];
    const ahead = { announced: true, days: [...shipped, day('2026-07-01', 'holiday')] };
    expect(await ask<CalendarEffect>('POST', '/calendars/445200/2026/preview', ahead)).toEqual({
      ...{ changedDays: 1, changesPast: false, openCases: 0 },
    });
    const saved = (await ask<CalendarSaved>('PUT', '/calendars/445200/2026', ahead)) as CalendarSaved;
    expect(saved.own).toMatchObject({ version: 1, state: 'announced', reason: null });
    expect(saved.own?.by).toBeTruthy();

    const past = { announced: true, days: [...shipped, day('2026-02-11', 'holiday')] };
    expect(await ask('PUT', '/calendars/445200/2026', past)).toMatchObject({ code: 'reason_required' });
    await ask('PUT', '/calendars/445200/2026', past, '当日全市停电');
    const now = await get<CalendarOfYear>('/calendars/445200/2026');
    expect(now.own).toMatchObject({ version: 2, reason: '当日全市停电' });
    expect(now.history.map(({ version }) => version)).toEqual([1]);

    await ask('DELETE', '/calendars/445200/2026', undefined, '补录有误');
    const after = await get<CalendarOfYear>('/calendars/445200/2026');
    expect(after.own).toBeNull();
    expect(after.history.map(({ state }) => state)).toEqual(['withdrawn', 'announced', 'announced']);
    expect(await ask('DELETE', '/calendars/445200/2026')).toMatchObject({ status: 404 });
  });

  it.each([
    [{ announced: true, days: [day('2025-12-31', 'holiday')] }, 'body.days[0].day'],
    [
      { announced: true, days: [day('2026-05-01', 'holiday'), day('2026-05-01', 'workday')] },
      'body.days[1].day',
    ],
    [{ announced: true, days: [day('2026-05-01', 'holiday', '')] }, 'body.days[0].name'],
    [{ announced: true, days: [day('2026-02-30', 'holiday')] }, 'body.days[0].day'],
  ])('refuses a year that is not one %#', async (body, field) => {
    const problem = (await ask('PUT', '/calendars/445200/2026', body)) as Problem;
    expect([problem.code, problem.errors?.map((one) => one.field)]).toEqual(['invalid_request', [field]]);
  });

  it('is on the trail, with its reason', async () => {
    const { items } = await get<{ items: { action: string; target: string; reason: string | null }[] }>(
      '/audit?action=calendar.set',
    );
    expect(items.map(({ target, reason }) => [target, reason])).toEqual([
      ['calendar:445200', '当日全市停电'],
      ['calendar:445200', null],
    ]);
  });
});

describe('hours of a region', () => {
  it('hold from a day on for halls without their own; what held before stays', async () => {
    const before = await get<RegionHours>('/regions/445200/office-hours');
    expect(before.terms).toEqual([]);
    expect(before.above.map(({ from }) => from.code)).toEqual(['CN']);
    // Its first may begin in the past, further ones not.
    await ask('PUT', '/regions/445200/office-hours', { validFrom: '2026-01-01', week: WEEK });
    expect(
      await ask('PUT', '/regions/445200/office-hours', { validFrom: '2026-02-01', week: WEEK }),
    ).toMatchObject({ code: 'day_past' });
    const later = { validFrom: '2026-06-01', week: [DAY, DAY, DAY, DAY, CLOSED, CLOSED, CLOSED] };
    await ask('PUT', '/regions/445200/office-hours', later);
    await ask('PUT', '/regions/445200/office-hours', { ...later, week: WEEK });
    await ask('DELETE', '/regions/445200/office-hours/2026-06-01');
    const after = await get<RegionHours>('/regions/445200/office-hours');
    expect(after.terms.map(({ validFrom, version }) => [validFrom, version])).toEqual([['2026-01-01', 1]]);
    expect(after.history.map(({ version, week }) => [version, week === null])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });
});

describe('a clock to try', () => {
  const tried = (body: Partial<TryClock>) =>
    ask<TriedClock>('POST', '/calendar/try', {
      regionCode: '445200',
      acceptedAt: '2026-02-11T07:20:00.000Z',
      measuredAt: '2026-02-26T04:00:00.000Z',
      limit: { value: 5, unit: 'workingDay' },
      ...body,
    }) as Promise<TriedClock>;

  it('tells when it is due and what was taken away', async () => {
    expect(await tried({})).toMatchObject({
      dueAt: '2026-02-25T07:20:00.000Z',
      holidays: [{ name: '春节', from: '2026-02-14T16:00:00.000Z', to: '2026-02-23T16:00:00.000Z' }],
      fault: null,
    });
    const paused = await tried({
      pauses: [
        {
          from: '2026-02-12T01:00:00.000Z',
          to: '2026-02-24T01:00:00.000Z',
          atMost: { value: 2, unit: 'workingDay' },
        },
      ],
    });
    expect(paused.dueAt).toBe('2026-02-27T07:20:00.000Z');
    expect(paused.pauses).toMatchObject([{ deductedMs: 2 * 6 * 3_600_000 }]);
  });

  it('goes by hours the moment they are set', async () => {
    await ask('PUT', `/halls/${city.hall.id}/office-hours`, {
      validFrom: '2026-02-01',
      week: WEEK.map((one) => ({ ...one, afternoon: null })),
    });
    expect(await tried({ hallId: city.hall.id, acceptedAt: '2026-02-11T02:00:00.000Z' })).toMatchObject({
      workingDayMs: 3 * 3_600_000,
      dueAt: '2026-02-25T02:00:00.000Z',
    });
  });

  it('says which year is not known', async () => {
    expect(await tried({ limit: { value: 365, unit: 'workingDay' } })).toMatchObject({
      dueAt: null,
      fault: { code: 'year_unannounced', day: '2027-01-01' },
    });
  });
});

describe('what is missing', () => {
  const faults = async () => (await get<{ items: CalendarFault[] }>('/calendar/faults')).items;

  it('is nothing while all is known, and next year from November on', async () => {
    expect(await faults()).toEqual([]);
    await itIs('2026-10-31T15:59:59Z');
    expect(await faults()).toEqual([]);
    await itIs('2026-10-31T16:00:00Z');
    expect(await faults()).toMatchObject([
      { code: 'year_ahead', severity: 'notice', year: 2027, regionCode: '440000', cases: 0 },
    ]);
  });

  it('is a fault once a case has no clock for it, and this year’s is', async () => {
    await sql`insert into case_record (source, case_no, matter_id, department_id, kind, updated_at, accepted_at, clock_fault)
      values ('a', '1', ${city.matter.id}, ${city.department.id}, 'promised', now(), now(),
        '{"code":"year_unannounced","regionCode":"445200","hallId":null,"day":"2027-01-01"}')`.execute(
      server.db,
    );
    expect(await faults()).toMatchObject([
      { code: 'year_unannounced', severity: 'fault', year: 2027, regionCode: '440000', cases: 1 },
    ]);
    await itIs('2027-01-02T00:00:00Z');
    expect((await faults()).map(({ year, severity }) => [year, severity])).toEqual([[2027, 'fault']]);
    await ask('PUT', '/calendars/CN/2027', { announced: true, days: [] });
    expect(await faults()).toEqual([]);
    await itIs('2026-11-02T00:00:00Z');
  });

  it('names regions whose hours are only assumed', async () => {
    await admin.post('/api/v1/regions', {
      ...{ code: '445281', name: '普宁市', level: 'county', parentCode: '440000' },
    });
    const hall = await admin.post<{ id: string }>('/api/v1/halls', {
      ...{ regionCode: '445281', name: '普宁大厅' },
    });
    expect(await faults()).toEqual([]);
    await admin.post(`/api/v1/halls/${hall.id}/windows`, {
      ...{ departmentId: city.department.id, code: '1', name: '1号' },
    });
    nowMs += 1001;
    expect(await faults()).toMatchObject([
      { code: 'hours_assumed', severity: 'notice', regionCode: '445281', regionName: '普宁市' },
    ]);
  });
});

it('the country is for who may everywhere, a region for who may there', async () => {
  await admin.post('/api/v1/users', {
    ...{ username: 'pu-ning', displayName: '普宁', password: 'a-good-password-9' },
    grants: [{ role: 'admin', scope: { kind: 'region', code: '445281' } }],
  });
  await sql`update user_account set must_change_password = false`.execute(server.db);
  const api = await ApiClient.signIn(server.baseUrl, 'pu-ning', 'a-good-password-9');
  const codeOf = (path: string) =>
    api.get(path).then(
      () => 'ok',
      (error: unknown) => (error instanceof ApiProblem ? error.problem.code : String(error)),
    );
  expect(await codeOf('/api/v1/calendars/445281/2026')).toBe('ok');
  expect(await codeOf('/api/v1/calendars/445200/2026')).toBe('not_found');
  expect(await codeOf('/api/v1/calendars/CN/2026')).toBe('not_found');
  const { items } = await api.get<{ items: CalendarFault[] }>('/api/v1/calendar/faults');
  expect(items.map(({ regionCode }) => regionCode)).toEqual(['445281']);
});
