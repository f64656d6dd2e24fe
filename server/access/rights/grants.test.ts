import { expect, test } from 'vitest';
import type { Scope } from '../../contract/access.ts';
import { permissionsAnywhere, reaches, scopesOf } from './grants.ts';
import { permissionsOf } from './roles.ts';

const hallId = '11111111-1111-4111-8111-111111111111';
const departmentId = '22222222-2222-4222-8222-222222222222';
const place = { regionPath: ['445202', '445200', '440000'], hallId, departmentIds: [departmentId] };

test('a scope reaches itself and what lies below it', () => {
  const reaching: Scope[] = [
    { kind: 'everywhere' },
    { kind: 'region', code: '445200' },
    { kind: 'region', code: '445202' },
    { kind: 'hall', id: hallId },
    { kind: 'department', id: departmentId },
  ];
  for (const scope of reaching) expect(reaches(scope, place, 'places:write')).toBe(true);
  const elsewhere: Scope[] = [
    { kind: 'region', code: '445203' },
    { kind: 'hall', id: departmentId },
    { kind: 'department', id: hallId },
  ];
  for (const scope of elsewhere) expect(reaches(scope, place, 'places:read')).toBe(false);
  // What is nowhere in particular (the audit trail) is only for who may everywhere.
  expect(reaches({ kind: 'region', code: '440000' }, { regionPath: [] }, 'audit:read')).toBe(false);
  expect(reaches({ kind: 'everywhere' }, { regionPath: [] }, 'audit:read')).toBe(true);
});

test('what departments share, each may look at and none may change', () => {
  const scope: Scope = { kind: 'department', id: departmentId };
  const shared = { ...place, departmentIds: [departmentId, '33333333-3333-4333-8333-333333333333'] };
  expect(reaches(scope, shared, 'live:view')).toBe(true);
  for (const permission of ['places:write', 'cameras:write', 'users:write'] as const)
    expect(reaches(scope, shared, permission)).toBe(false);
  expect(reaches({ kind: 'hall', id: hallId }, shared, 'cameras:write')).toBe(true);
});

test('grants add up; a role the table does not know carries nothing', () => {
  const grants = [
    { role: 'monitor', scope: { kind: 'hall', id: hallId } },
    { role: 'department', scope: { kind: 'department', id: departmentId } },
  ] as const;
  expect(scopesOf(grants, 'live:view')).toEqual([{ kind: 'hall', id: hallId }]);
  expect(scopesOf(grants, 'cases:read')).toHaveLength(2);
  expect(permissionsAnywhere(grants)).not.toContain('users:write');
  const unknown = [{ role: 'wizard', scope: { kind: 'everywhere' } }] as never;
  expect(scopesOf(unknown, 'places:read')).toEqual([]);
  expect(permissionsAnywhere(unknown)).toEqual([]);
});

test('no role may report cases', () => {
  for (const held of Object.values(permissionsOf)) expect(held).not.toContain('exchange:report');
});
