/** Pure questions about grants: where they reach. */
import type { Grant, Permission, Scope } from '../../contract/access.ts';
import type { Place } from '../../platform/http/route.ts';
import { permissionsOf } from './roles.ts';

/** The scopes at which these grants carry the permission. */
export function scopesOf(grants: readonly Grant[], permission: Permission): Scope[] {
  return grants.filter(({ role }) => permissionsOf[role]?.includes(permission)).map(({ scope }) => scope);
}

/** Everything the grants carry, wherever. */
export function permissionsAnywhere(grants: readonly Grant[]): Permission[] {
  return [...new Set(grants.flatMap(({ role }) => permissionsOf[role] ?? []))];
}

/** Those that only look. The others change something for everybody who shares the place. */
const LOOKS: ReadonlySet<Permission> = new Set<Permission>([
  'places:read',
  'cameras:read',
  'matters:read',
  'cases:read',
  'live:view',
  'overlays:view',
  'audit:read',
]);

/**
 * Whether `place` is the scope or lies below it. A department's scope reaches a hall or camera that it shares with
 * other departments only to look: its admin must not change what is theirs as well.
 */
export function reaches(scope: Scope, place: Place, permission: Permission): boolean {
  switch (scope.kind) {
    case 'everywhere':
      return true;
    case 'region':
      return place.regionPath.includes(scope.code);
    case 'hall':
      return place.hallId === scope.id || (place.hallIds?.includes(scope.id) ?? false);
    case 'department':
      return reachesAsDepartment(scope.id, place.departmentIds ?? [], permission);
  }
}

const reachesAsDepartment = (id: string, departmentIds: readonly string[], permission: Permission): boolean =>
  departmentIds.includes(id) && (LOOKS.has(permission) || departmentIds.every((one) => one === id));
