/** Who may do what where. */
import type { Generated, JSONColumnType } from 'kysely';
import type { Scope } from '../../../contract/access.ts';
import type { AtOrNull, CreatedAt } from './columns.ts';

export interface AccessTables {
  user_grant: { user_id: string; role: string; scope: JSONColumnType<Scope> };
  machine_token: {
    id: Generated<string>;
    name: string;
    source: string;
    department_id: string;
    secret_hash: Buffer;
    created_at: CreatedAt;
    expires_at: AtOrNull;
    revoked_at: AtOrNull;
  };
}
