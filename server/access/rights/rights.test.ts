import { expect, test } from 'vitest';
import { type Permission, permission, type Scope } from '../../contract/access.ts';
import type { HeldCase, HeldGrant } from './grants.ts';
import { Rights, SERVED_MARGIN_MS } from './rights.ts';
import { bundleOf, permissionsOf } from './roles.ts';

const hallId = '11111111-1111-4111-8111-111111111111';
const departmentId = '22222222-2222-4222-8222-222222222222';
const place = { regionPath: ['445202', '445200', '440000'], hallId, departmentIds: [departmentId] };
const nowMs = Date.UTC(2026, 10, 23, 1);

const grant = (role: string, scope: Scope, untilMs: number | null = null): HeldGrant => ({
  role,
  permissions: bundleOf(role, null),
  scope,
  untilMs,
});
const asAdmin = (scope: Scope) => new Rights([grant('admin', scope)], []);

test('a scope reaches itself and what lies below it', () => {
  const reaching: Scope[] = [
    { kind: 'everywhere' },
    { kind: 'region', code: '445200' },
    { kind: 'region', code: '445202' },
    { kind: 'hall', id: hallId },
    { kind: 'department', id: departmentId },
  ];
  for (const scope of reaching) expect(asAdmin(scope).permits('places:write', place, nowMs)).toBe(true);
  const elsewhere: Scope[] = [
    { kind: 'region', code: '445203' },
    { kind: 'hall', id: departmentId },
    { kind: 'department', id: hallId },
  ];
  for (const scope of elsewhere) expect(asAdmin(scope).permits('places:read', place, nowMs)).toBe(false);
  // What is nowhere in particular (the audit trail) is only for who may everywhere.
  const nowhere = { regionPath: [] };
  expect(asAdmin({ kind: 'region', code: '440000' }).permits('audit:read', nowhere, nowMs)).toBe(false);
  expect(asAdmin({ kind: 'everywhere' }).permits('audit:read', nowhere, nowMs)).toBe(true);
  // A case is at every hall it was served at.
  const served = { regionPath: [], hallIds: ['33333333-3333-4333-8333-333333333333', hallId] };
  expect(asAdmin({ kind: 'hall', id: hallId }).permits('cases:unmask', served, nowMs)).toBe(true);
});

test('what departments share, each may look at and none may change', () => {
  const rights = asAdmin({ kind: 'department', id: departmentId });
  const shared = { ...place, departmentIds: [departmentId, '33333333-3333-4333-8333-333333333333'] };
  for (const one of ['live:view', 'users:read', 'health:read'] as const)
    expect(rights.permits(one, shared, nowMs)).toBe(true);
  for (const one of ['places:write', 'cameras:write', 'users:write', 'cases:unmask'] as const)
    expect(rights.permits(one, shared, nowMs)).toBe(false);
  expect(asAdmin({ kind: 'hall', id: hallId }).permits('cameras:write', shared, nowMs)).toBe(true);
});

test('grants add up; a role nobody knows carries nothing', () => {
  const rights = new Rights(
    [
      grant('monitor', { kind: 'hall', id: hallId }),
      grant('department', { kind: 'department', id: departmentId }),
    ],
    [],
  );
  expect(rights.reach('live:view', nowMs)).toEqual({
    everywhere: false,
    regionCodes: [],
    hallIds: [hallId],
    departmentIds: [],
  });
  expect(rights.reach('cases:read', nowMs)).toMatchObject({
    hallIds: [hallId],
    departmentIds: [departmentId],
  });
  expect(rights.permissions()).not.toContain('users:write');
  const unknown = new Rights([grant('wizard', { kind: 'everywhere' })], []);
  expect(unknown.permits('places:read', undefined, nowMs)).toBe(false);
  expect(unknown.permissions()).toEqual([]);
});

test('rights end with the first grant that does', () => {
  const rights = new Rights(
    [
      grant('monitor', { kind: 'hall', id: hallId }, nowMs + 1000),
      grant('monitor', { kind: 'everywhere' }, nowMs + 10),
    ],
    [],
  );
  expect(rights.endMs).toBe(nowMs + 10);
  expect(new Rights([grant('monitor', { kind: 'everywhere' })], []).endMs).toBe(Number.POSITIVE_INFINITY);
});

test('a right to one case reaches it, its windows, the cameras there now, and recordings of its time only', () => {
  const hour = 3_600_000;
  const served = { servedFromMs: nowMs - 5 * hour, servedToMs: nowMs - 4 * hour };
  const held: HeldCase = {
    caseId: 'case',
    untilMs: nowMs + hour,
    windowIds: ['window'],
    cameras: [
      { cameraId: 'there-now', placedFromMs: nowMs - hour, placedToMs: null, ...served },
      { cameraId: 'there-then', placedFromMs: nowMs - 9 * hour, placedToMs: nowMs - hour, ...served },
    ],
  };
  const rights = new Rights([grant('department', { kind: 'department', id: departmentId })], [held]);
  const may = (one: Permission, at: object) => rights.permits(one, { regionPath: ['1'], ...at }, nowMs);
  expect(may('cases:read', { caseId: 'case' })).toBe(true);
  expect(may('cases:read', { caseId: 'other' })).toBe(false);
  expect(may('cases:unmask', { caseId: 'case' })).toBe(false);
  expect(may('overlays:view', { windowId: 'window' })).toBe(true);
  expect(may('overlays:view', { windowId: 'other' })).toBe(false);
  expect(may('live:view', { cameraId: 'there-now' })).toBe(true);
  expect(may('live:view', { cameraId: 'there-then' })).toBe(false);
  expect(may('live:listen', { cameraId: 'there-now' })).toBe(false);
  // Recorded: what looked at the window then, while the case was there, give or take a little.
  const then = { cameraId: 'there-then', caseId: 'case', atMs: nowMs - 4.5 * hour };
  expect(may('live:view', then)).toBe(true);
  expect(may('live:view', { ...then, caseId: 'other' })).toBe(false);
  expect(may('live:view', { ...then, cameraId: 'there-now' })).toBe(false);
  expect(may('live:view', { ...then, atMs: nowMs - 4 * hour + SERVED_MARGIN_MS })).toBe(true);
  expect(may('live:view', { ...then, atMs: nowMs - 4 * hour + SERVED_MARGIN_MS + 1 })).toBe(false);
  expect(rights.reach('live:view', nowMs)).toMatchObject({ cameraIds: ['there-now'], caseIds: ['case'] });
  expect(rights.reach('places:read', nowMs)).not.toHaveProperty('caseIds');
  expect(rights.endMs).toBe(nowMs + hour);
});

test('no role may report cases, and every other permission is in some role', () => {
  for (const held of Object.values(permissionsOf)) expect(held).not.toContain('exchange:report');
  const held = new Set(Object.values(permissionsOf).flat());
  expect(permission.options.filter((one) => !held.has(one))).toEqual(['exchange:report']);
});
