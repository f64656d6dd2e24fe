/** Who may do what where. */
import type { Generated, JSONColumnType } from 'kysely';
import type { Permission, Scope } from '../../../contract/access.ts';
import type { At, AtOrNull, CreatedAt } from './columns.ts';

export interface AccessTables {
  user_grant: { user_id: string; role: string; scope: JSONColumnType<Scope>; until: AtOrNull };
  role: { id: Generated<string>; name: string; permissions: string[]; created_at: CreatedAt };
  viewing_right: {
    id: Generated<string>;
    user_id: string;
    case_id: string;
    purpose: string;
    granted_by: string;
    granted_at: At;
    until: At;
    revoked_at: AtOrNull;
    revoked_by: string | null;
  };
  machine_token: {
    id: Generated<string>;
    name: string;
    source: string;
    /** Only of tokens that report. */
    department_id: string | null;
    permissions: JSONColumnType<Permission[]>;
    scope: JSONColumnType<Scope>;
    secret_hash: Buffer;
    created_at: CreatedAt;
    expires_at: AtOrNull;
    revoked_at: AtOrNull;
    last_used_at: AtOrNull;
    last_used_from: string | null;
  };
}
