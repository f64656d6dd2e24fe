/** The tables as Kysely sees them, by slice. Meaning of each column: the files in migrations/. */
import type { AccessTables } from './tables/access.ts';
import type { AuditTables } from './tables/audit.ts';
import type { CamerasTables } from './tables/cameras.ts';
import type { CasesTables } from './tables/cases.ts';
import type { ClerksTables } from './tables/clerks.ts';
import type { HealthTables } from './tables/health.ts';
import type { ImportsTables } from './tables/imports.ts';
import type { PlacesTables } from './tables/places.ts';
import type { SearchTables } from './tables/search.ts';
import type { SignInTables } from './tables/sign-in.ts';

export interface Database
  extends AccessTables,
    AuditTables,
    CamerasTables,
    CasesTables,
    ClerksTables,
    HealthTables,
    ImportsTables,
    PlacesTables,
    SearchTables,
    SignInTables {
  setting: { key: string; value: string };
}
