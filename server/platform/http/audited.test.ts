import { expect, test } from 'vitest';
import { notFound } from '../errors.ts';
import { audited, type TrailEntry } from './audited.ts';
import { changesOf, nameIn } from './audited-changes.ts';
import type { Route } from './route.ts';

/** The row of one request. */
async function rowOf(
  spec: Partial<Route> & Pick<Route, 'method' | 'path'>,
  params = {},
): Promise<TrailEntry> {
  const rows: TrailEntry[] = [];
  const one: Route = {
    ...{ summary: '', tag: '', need: { kind: 'public' }, handler: async () => undefined },
    ...spec,
  };
  const [route] = audited([one], { append: async (entry) => void rows.push(entry) });
  await route?.handler({ params, body: { name: 'x', password: 'y' }, req: { ip: '::1' } } as never);
  expect(rows).toHaveLength(1);
  return rows[0] as TrailEntry;
}

test.each([
  ['post', '/api/v1/halls', 'hall.create'],
  ['post', '/api/v1/halls/:hallId/windows', 'window.create'],
  ['patch', '/api/v1/cities/:cityId', 'city.change'],
  ['delete', '/api/v1/halls/:hallId', 'hall.remove'],
  ['put', '/api/v1/halls/:hallId/floor-plan', 'floor-plan.set'],
  ['post', '/api/v1/halls/:hallId/close', 'hall.close'],
  ['post', '/api/v1/halls/:hallId/shifts/copy', 'shift.copy'],
  ['post', '/api/v1/camera-probe', 'camera-probe.create'],
] as const)('%s %s is called %s', async (method, path, action) => {
  expect((await rowOf({ method, path }, { hallId: '7' })).action).toBe(action);
});

test('an action of the route’s own may be about what its path leads through', async () => {
  const path = '/api/v1/windows/:windowId/matters';
  const row = await rowOf({ method: 'put', path, action: 'window.serve' }, { windowId: '7' });
  expect(row).toMatchObject({ action: 'window.serve', target: 'window:7' });
  const other = await rowOf({ method: 'put', path: '/api/v1/health/settings', action: 'alarm-setting.set' });
  expect(other.target).toBe('setting:');
});

test('a change is about the thing that changed, by name; why an attempt failed names nothing', async () => {
  const answer = { id: 'change-1', thing: 'department', thingId: '7', thingName: '公安局' };
  const path = '/api/v1/departments/:departmentId/merge';
  const row = await rowOf({ method: 'post', path, handler: async () => answer }, { departmentId: '7' });
  expect(row).toMatchObject({ action: 'department.merge', target: 'department:7', targetName: '公安局' });
  const undoing = { method: 'post', path: '/api/v1/place-changes/:changeId/undo' } as const;
  const undone = await rowOf({ ...undoing, handler: async () => answer });
  expect(undone).toMatchObject({ target: 'place-change:change-1', targetName: '公安局' });
  const failed = async () => ({ ok: false, code: 'camera_unreachable' });
  expect((await rowOf({ method: 'post', path: '/api/v1/camera-probe', handler: failed })).target).toBe(
    'camera-probe:',
  );
});

test('the names of the fields that were sent are told, never their values', async () => {
  const row = await rowOf({ method: 'post', path: '/api/v1/users' });
  expect(row.detail).toEqual({ fields: ['name', 'password'] });
  expect(JSON.stringify(row)).not.toContain('"y"');
});

test('what was there before and is not after has no after; what failed to be looked up fails the change', async () => {
  let there = true;
  const path = '/api/v1/halls/:hallId';
  const subject = () => {
    if (!there) throw notFound('hall');
    return { id: '7', name: '市大厅', code: '7' };
  };
  const handler = async () => {
    there = false;
  };
  const row = await rowOf({ method: 'delete', path, subject, handler }, { hallId: '7' });
  expect(row).toMatchObject({ target: 'hall:7', targetName: '7 市大厅', before: { name: '市大厅' } });
  expect(row.after).toBeUndefined();
  const broken = () => {
    throw new Error('database away');
  };
  await expect(rowOf({ method: 'delete', path, subject: broken }, {})).rejects.toThrow('database away');
});

test('a route that answers by itself cannot wait for its commit', () => {
  const raw: Route = {
    ...{ method: 'post', path: '/x', summary: '', tag: '', need: { kind: 'public' }, raw: true },
    handler: async () => undefined,
  };
  const trail = { append: async () => undefined };
  expect(() => audited([raw], trail)).toThrow(/transaction: false/);
  expect(audited([{ ...raw, transaction: false }], trail)).toHaveLength(1);
});

test('only what differs is kept, however deep, in whatever order', () => {
  const before = { name: '甲', zone: [{ x: 1, y: 2 }], same: { a: 1, b: [1] } };
  const after = { name: '乙', zone: [{ y: 2, x: 1 }], same: { b: [1], a: 1 }, added: true };
  expect(changesOf(before, after)).toEqual({
    before: { name: '甲' },
    after: { name: '乙', added: true },
  });
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(undefined, undefined)).toEqual({});
});

test('no secret and no applicant gets through, whatever a subject answers; that there is one may be told', () => {
  const after = {
    name: '一号机',
    hasCredentials: true,
    passwordHash: 'a',
    newSecret: 'b',
    applicant: '张三',
    applicantZone: [1],
    profiles: [{ url: 'rtsp://x', credentials: { password: 'c' } }],
  };
  expect(changesOf(undefined, after)).toEqual({
    after: { name: '一号机', hasCredentials: true, applicantZone: [1], profiles: [{ url: 'rtsp://x' }] },
  });
});

test('a long field is only said to have changed', () => {
  expect(changesOf({ note: '' }, { note: 'x'.repeat(5000) }).after).toEqual({
    note: { tooLongToKeep: 5002 },
  });
});

test('a thing is called as people call it', () => {
  expect(nameIn({ displayName: '李四', username: 'li' })).toBe('李四 (li)');
  expect(nameIn({ code: '3', name: '综合窗口' })).toBe('3 综合窗口');
  expect(nameIn({ caseNo: 'JY-1' })).toBe('JY-1');
  expect(nameIn({ id: '1' })).toBeUndefined();
});
