/** What a person's grants and rights to single cases carry, as they are read; `rights.ts` answers from them. */
import type { Permission, Role, Scope } from '../../contract/access.ts';
import { viewingPermissions } from '../../contract/rights.ts';

/** A grant that has not ended, with what its role carries. */
export interface HeldGrant {
  readonly role: Role;
  readonly permissions: readonly Permission[];
  readonly scope: Scope;
  /** Null: it stands until it is taken away. */
  readonly untilMs: number | null;
}

/** A right to see one case, with where the case was served and what looks there. */
export interface HeldCase {
  readonly caseId: string;
  readonly untilMs: number;
  readonly windowIds: readonly string[];
  readonly cameras: readonly CameraSpan[];
}

/** A camera's placement at a window that the case was served at, and when it was served there. */
export interface CameraSpan {
  readonly cameraId: string;
  readonly placedFromMs: number;
  readonly placedToMs: number | null;
  readonly servedFromMs: number;
  readonly servedToMs: number;
}

/** Those that only look. The others change something for everybody who shares the place. */
export const looks: ReadonlySet<Permission> = new Set<Permission>([
  'places:read',
  'cameras:read',
  'matters:read',
  'cases:read',
  'clerks:read',
  'health:read',
  'users:read',
  'live:view',
  'overlays:view',
  'occupancy:view',
  'recordings:view',
  'audit:read',
  'leads:read',
]);

export const viewing: ReadonlySet<Permission> = new Set<Permission>(viewingPermissions);
