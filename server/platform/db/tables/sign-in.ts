/** People and how they sign in. */
import type { Generated } from 'kysely';
import type { At, CreatedAt } from './columns.ts';

export interface SignInTables {
  user_account: {
    id: Generated<string>;
    username: string;
    display_name: string;
    password_hash: string;
    disabled: Generated<boolean>;
    created_at: CreatedAt;
  };
  user_session: {
    id: Generated<string>;
    user_id: string;
    secret_hash: Buffer;
    created_at: CreatedAt;
    last_seen_at: At;
    expires_at: At;
  };
}
