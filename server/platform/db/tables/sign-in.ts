/** People and how they sign in. */
import type { Generated, JSONColumnType } from 'kysely';
import type { At, AtOrNull, CreatedAt } from './columns.ts';

export interface SignInTables {
  user_account: {
    id: Generated<string>;
    username: string;
    display_name: string;
    /** Null: signs in elsewhere. */
    password_hash: string | null;
    disabled: Generated<boolean>;
    created_at: CreatedAt;
    password_set_at: Generated<Date>;
    must_change_password: Generated<boolean>;
    last_sign_in_at: AtOrNull;
    /** Confirmed (migration 0018). */
    email: string | null;
  };
  user_session: {
    id: Generated<string>;
    user_id: string;
    secret_hash: Buffer;
    created_at: CreatedAt;
    last_seen_at: At;
    expires_at: At;
    opened_by: Generated<string>;
    from_address: Generated<string>;
    user_agent: Generated<string>;
    id_token_sealed: Buffer | null;
  };
  password_history: { user_id: string; password_hash: string; set_at: At };
  second_factor: {
    user_id: string;
    secret_sealed: Buffer;
    created_at: At;
    confirmed_at: AtOrNull;
    last_counter: Generated<string>;
  };
  recovery_code: { user_id: string; code_hash: Buffer; used_at: AtOrNull };
  sign_in_challenge: {
    id_hash: Buffer;
    user_id: string;
    password_hash: string;
    step: string;
    opened_by: string;
    tries: Generated<number>;
    created_at: At;
    expires_at: At;
  };
  sign_in_failure: {
    username: string;
    network: string;
    failures: number;
    first_at: At;
    locked_until: AtOrNull;
  };
  known_network: { user_id: string; network: string; last_at: At };
  sso_identity: {
    id: Generated<string>;
    issuer: string;
    subject: string;
    user_id: string;
    linked: Generated<boolean>;
    name: string;
    groups: JSONColumnType<string[]>;
    created_at: At;
    last_at: At;
  };
}
