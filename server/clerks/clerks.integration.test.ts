import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient, ApiProblem } from '../../test/factories/api-client.ts';
import { ADMIN_PASSWORD } from '../../test/factories/app-server.ts';
import { type City, registerCity } from '../../test/factories/city.ts';
import { type RecordServer, startRecordServer } from '../../test/factories/record-server.ts';
import type { Clerk, Shift, ShiftPlan } from '../contract/clerks.ts';
import type { Department, Window } from '../contract/places.ts';

/** Monday morning in Jieyang. */
const MONDAY = '2027-03-01';
let nowMs = Date.parse(`${MONDAY}T00:00:00Z`);
const dayAfter = (days: number) =>
  new Date(Date.parse(`${MONDAY}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

let server: RecordServer;
let admin: ApiClient;
let city: City;
let other: Department;
let theirs: Window;
beforeAll(async () => {
  server = await startRecordServer({ now: () => nowMs });
  admin = server.admin;
  city = await registerCity(admin, [
    { name: '1号机', mainUrl: 'rtsp://127.0.0.1/main', windows: ['1', '2'] },
  ]);
  other = await admin.post<Department>('/api/v1/departments', {
    regionCode: '445200',
    name: '公安局',
  });
  theirs = await admin.post<Window>(`/api/v1/halls/${city.hall.id}/windows`, {
    departmentId: other.id,
    code: '9',
    name: '户政',
  });
  const working = {
    morning: { from: '08:30', to: '12:00' },
    afternoon: { from: '14:30', to: '17:30' },
  };
  const closed = { morning: null, afternoon: null };
  await admin.request('PUT', `/api/v1/halls/${city.hall.id}/office-hours`, {
    validFrom: '2027-01-01',
    week: [working, working, working, working, working, closed, closed],
  });
});
afterAll(() => server.close());

const codeOf = async (request: Promise<unknown>): Promise<string> => {
  try {
    await request;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem.code;
    throw error;
  }
  return 'no problem';
};
const clerk = (name: string, staffNo: string, departmentId = city.department.id) =>
  admin.post<Clerk>('/api/v1/clerks', { departmentId, name, staffNo });
const signedIn = async (username: string, departmentId: string) => {
  const password = 'a-long-password-1';
  const grants = [{ role: 'department', scope: { kind: 'department', id: departmentId } }];
  await admin.post('/api/v1/users', { username, displayName: username, password, grants });
  return ApiClient.signIn(server.baseUrl, username, password);
};
const windowOf = (code: string): string => {
  const window = city.windows.find((one) => one.code === code);
  if (window === undefined) throw new Error(`no window ${code}`);
  return window.id;
};
const set = (client: ApiClient, windowId: string, day: string, shifts: object[]) =>
  client.request<{ shifts: Shift[] }>('PUT', `/api/v1/windows/${windowId}/shifts/${day}`, { shifts });
const plan = (client: ApiClient, from: string, to: string) =>
  client.get<ShiftPlan>(`/api/v1/halls/${city.hall.id}/shifts?from=${from}&to=${to}`);
const morning = { from: '08:30', to: '12:00' };
const afternoon = { from: '14:30', to: '17:30' };

describe('clerks', () => {
  it('are registered, renamed, and end without their past', async () => {
    const made = await clerk('林小明', 'S-01');
    expect(made).toMatchObject({ departmentName: city.department.name, endedAt: null });
    expect(await codeOf(clerk('别人', 'S-01'))).toBe('clerk_exists');
    const path = `/api/v1/clerks/${made.id}`;
    expect(await admin.request('PATCH', path, { name: '林晓明' })).toMatchObject({ name: '林晓明' });
    await set(admin, windowOf('1'), dayAfter(0), [{ clerkId: made.id, span: afternoon }]);
    await set(admin, windowOf('1'), dayAfter(1), [{ clerkId: made.id, span: morning }]);
    expect(await codeOf(admin.request('DELETE', path))).toBe('in_use');
    nowMs += 7 * 3_600_000;
    expect(await admin.post(`${path}/end`, undefined)).toMatchObject({ endedAt: expect.any(String) });
    const { shifts } = await plan(admin, dayAfter(0), dayAfter(6));
    expect(shifts.map((one) => [one.day, one.clerkName])).toEqual([[dayAfter(0), '林晓明']]);
    expect(await codeOf(set(admin, windowOf('1'), dayAfter(2), [{ clerkId: made.id, span: morning }]))).toBe(
      'clerk_of_other_department',
    );
    // The number is free again.
    await clerk('新人', 'S-01');
  });

  it('are their department’s own', async () => {
    const [ours, mine] = [await signedIn('ours', city.department.id), await signedIn('theirs', other.id)];
    const own = await mine.post<Clerk>('/api/v1/clerks', {
      departmentId: other.id,
      name: '陈警官',
      staffNo: 'P-1',
    });
    expect(await codeOf(ours.get(`/api/v1/clerks/${own.id}`))).toBe('not_found');
    expect(
      await codeOf(ours.post('/api/v1/clerks', { departmentId: other.id, name: 'x', staffNo: 'y' })),
    ).toBe('not_found');
    expect(await codeOf(set(ours, theirs.id, dayAfter(1), []))).toBe('not_found');
    await set(mine, theirs.id, dayAfter(1), [{ clerkId: own.id, span: morning }]);
    expect((await plan(ours, dayAfter(0), dayAfter(6))).shifts.map((one) => one.windowId)).not.toContain(
      theirs.id,
    );
    expect((await plan(mine, dayAfter(0), dayAfter(6))).shifts.map((one) => one.clerkName)).toEqual([
      '陈警官',
    ]);
    const lay = (client: ApiClient, windowId: string, clerkId: string) =>
      client.post(`/api/v1/halls/${city.hall.id}/shifts/lay`, {
        from: dayAfter(1),
        to: dayAfter(2),
        pattern: [{ weekday: 1, windowId, clerkId, span: morning }],
      });
    expect(await codeOf(lay(ours, theirs.id, own.id))).toBe('unknown_window');
    expect(await codeOf(lay(admin, windowOf('1'), own.id))).toBe('clerk_of_other_department');
  });
});

describe('the roster', () => {
  it('is laid by a week’s pattern, told with its clashes, and copied to the next week', async () => {
    const [a, b] = [await clerk('甲', 'A'), await clerk('乙', 'B')];
    const week = [2, 3, 4].flatMap((weekday) => [
      { weekday, windowId: windowOf('1'), clerkId: a.id, span: morning },
      { weekday, windowId: windowOf('1'), clerkId: a.id, span: afternoon },
      { weekday, windowId: windowOf('2'), clerkId: b.id, span: { from: '09:00', to: '12:00' } },
    ]);
    const url = `/api/v1/halls/${city.hall.id}/shifts`;
    expect(await admin.post(`${url}/lay`, { from: dayAfter(-3), to: dayAfter(6), pattern: week })).toEqual({
      days: 7,
      past: 3,
    });
    const laid = await plan(admin, dayAfter(2), dayAfter(2));
    expect(laid.shifts).toHaveLength(3);
    expect(laid.shifts[0]).toMatchObject({ startsAt: `${dayAfter(2)}T00:30:00.000Z`, day: dayAfter(2) });
    expect(
      laid.clashes.map((one) => one.kind === 'vacant' && [one.windowId, one.from.slice(11, 16)]),
    ).toEqual(
      expect.arrayContaining([
        [windowOf('2'), '00:30'],
        [windowOf('2'), '06:30'],
      ]),
    );
    // The same again changes nothing, row by row.
    const ids = laid.shifts.map((one) => one.id);
    await admin.post(`${url}/lay`, { from: dayAfter(0), to: dayAfter(6), pattern: week });
    expect((await plan(admin, dayAfter(2), dayAfter(2))).shifts.map((one) => one.id)).toEqual(ids);

    await set(admin, windowOf('2'), dayAfter(3), [{ clerkId: a.id, span: morning }]);
    const clashing = await plan(admin, dayAfter(3), dayAfter(3));
    expect(clashing.clashes).toContainEqual(
      expect.objectContaining({ kind: 'twice', clerkId: a.id, from: `${dayAfter(3)}T00:30:00.000Z` }),
    );
    expect(await admin.post(`${url}/copy`, { fromWeek: dayAfter(0), toWeek: dayAfter(7) })).toEqual({
      days: 7,
      past: 0,
    });
    const copied = await plan(admin, dayAfter(9), dayAfter(9));
    expect(copied.shifts.map((one) => [one.windowId, one.clerkId, one.startsAt])).toEqual(
      laid.shifts.map((one) => [one.windowId, one.clerkId, one.startsAt.replace(dayAfter(2), dayAfter(9))]),
    );
    expect(await codeOf(admin.post(`${url}/copy`, { fromWeek: dayAfter(1), toWeek: dayAfter(8) }))).toBe(
      'invalid_request',
    );
  });

  it('says who is at a window at an instant, and leaves days that are over', async () => {
    const at = async (time: string) =>
      (
        await admin.get<{ shifts: Shift[] }>(
          `/api/v1/windows/${windowOf('1')}/shift?at=${encodeURIComponent(`${dayAfter(2)}T${time}+08:00`)}`,
        )
      ).shifts.map((one) => one.clerkName);
    expect(await at('08:29:59.999')).toEqual([]);
    expect(await at('08:30:00')).toEqual(['甲']);
    expect(await at('12:00:00')).toEqual([]);
    nowMs += 3 * 86_400_000;
    admin = await ApiClient.signIn(server.baseUrl, 'admin', ADMIN_PASSWORD);
    expect(await codeOf(set(admin, windowOf('1'), dayAfter(2), []))).toBe('day_past');
    expect(await at('09:00:00')).toEqual(['甲']);
  });

  it('ends with the window it is for, from then on', async () => {
    const day = dayAfter(9);
    const before = (await plan(admin, day, day)).shifts.filter((one) => one.windowId === windowOf('2'));
    expect(before).toHaveLength(1);
    await admin.because('撤销窗口', 'POST', `/api/v1/windows/${windowOf('2')}/close`);
    expect((await plan(admin, day, day)).shifts.filter((one) => one.windowId === windowOf('2'))).toEqual([]);
    expect((await plan(admin, dayAfter(2), dayAfter(2))).shifts.length).toBe(3);
    expect(await codeOf(set(admin, windowOf('2'), day, []))).toBe('place_closed');
  });
});
