/** Which built-in role may do what. This table is the only place that says so; a site's own roles are in the database. */
import { type BuiltInRole, builtInRole, type Permission, permission } from '../../contract/access.ts';

export const permissionsOf: Readonly<Record<BuiltInRole, readonly Permission[]>> = {
  /** Everything a person can do. Reporting cases is for machines: an admin must not be able to invent them. */
  admin: permission.options.filter((one) => one !== 'exchange:report'),
  /** Follows up one matter, so hears what is said at a window, and goes before those who keep walls in view. */
  supervisor: [
    'places:read',
    'cameras:read',
    'matters:read',
    'live:view',
    'live:listen',
    'live:priority',
    'overlays:view',
    'cases:read',
    'cases:unmask',
    'clerks:read',
    'health:read',
    'rights:grant',
    'exchange:read',
    'alerts:read',
    'alerts:decide',
    'recordings:view',
    'holds:write',
    'holds:release',
    'evidence:write',
    'notes:write',
    'occupancy:view',
    'leads:read',
    'leads:review',
    'leads:write',
    'walls:write',
    'patrols:read',
    'patrols:walk',
    'patrols:write',
    'findings:read',
    'findings:write',
    'findings:decide',
    'duty:write',
  ],
  monitor: [
    'places:read',
    'cameras:read',
    'matters:read',
    'live:view',
    'overlays:view',
    'cases:read',
    'clerks:read',
    'health:read',
    'alarms:handle',
    'exchange:read',
    'alerts:read',
    'notes:write',
    'occupancy:view',
    'leads:read',
    'leads:review',
    'walls:write',
    'patrols:read',
    'patrols:walk',
    'findings:read',
    'findings:write',
    'duty:write',
  ],
  /** Its own windows and cases; no camera of a hall it shares with others. */
  department: [
    'places:read',
    'matters:read',
    'overlays:view',
    'cases:read',
    'clerks:read',
    'clerks:write',
    'exchange:read',
    'exchange:correct',
    'alerts:read',
    'alerts:reply',
    'findings:read',
    'findings:reply',
  ],
  /** At a unit without a system of its own: registers and advances its cases. */
  clerk: ['places:read', 'matters:read', 'overlays:view', 'cases:read', 'desk:write'],
  /** Reads who did what, and who may; sees no picture and no case. */
  auditor: ['places:read', 'cameras:read', 'users:read', 'audit:read'],
};

/** What a role carries; `own`: a site's own role's permissions. One that nobody knows (any more) carries nothing. */
export function bundleOf(role: string, own: readonly string[] | null): readonly Permission[] {
  const builtIn = builtInRole.safeParse(role);
  if (builtIn.success) return permissionsOf[builtIn.data];
  // A permission that a later version dropped is none.
  return (own ?? []).filter((one): one is Permission => permission.safeParse(one).success);
}

/** A token's, at its own department only. */
export const machinePermissions: readonly Permission[] = ['exchange:report'];
