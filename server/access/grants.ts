/** Pure questions about grants: where they reach. */
import type { Grant, Permission, Scope } from '../contract/access.ts';
import type { Place } from '../platform/http/route.ts';
import { permissionsOf } from './roles.ts';

/** The scopes at which these grants carry the permission. */
export function scopesOf(grants: readonly Grant[], permission: Permission): Scope[] {
  return grants.filter(({ role }) => permissionsOf[role]?.includes(permission)).map(({ scope }) => scope);
}

/** Everything the grants carry, wherever. */
export function permissionsAnywhere(grants: readonly Grant[]): Permission[] {
  return [...new Set(grants.flatMap(({ role }) => permissionsOf[role] ?? []))];
}

/** Whether `place` is the scope or lies below it. */
export function reaches(scope: Scope, place: Place): boolean {
  switch (scope.kind) {
    case 'everywhere':
      return true;
    case 'region':
      return place.regionPath.includes(scope.code);
    case 'hall':
      return place.hallId === scope.id;
    case 'department':
      return place.departmentIds?.includes(scope.id) ?? false;
  }
}
