/** The tables as Kysely sees them. Meaning of each column: the files in migrations/. */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Scope } from '../../contract/access.ts';
import type { Polygon } from '../../contract/cameras.ts';
import type { WindowStatus } from '../../contract/overlays.ts';

/** timestamptz: Date out; Date or ISO text in. */
type At = ColumnType<Date, Date | string, Date | string>;
type AtOrNull = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
type CreatedAt = ColumnType<Date, Date | string | undefined, never>;
/** bigint: text out, as pg gives it. */
type Seq = ColumnType<string, never, never>;

export interface Database {
  setting: { key: string; value: string };
  region: { code: string; name: string; level: string; parent_code: string | null };
  department: { id: Generated<string>; region_code: string; name: string; uscc: string | null };
  hall: {
    id: Generated<string>;
    region_code: string;
    name: string;
    address: string | null;
    line_kbps: number | null;
    line_reserve_kbps: Generated<number>;
    sound_allowed: Generated<boolean>;
    created_at: CreatedAt;
  };
  hall_window: {
    id: Generated<string>;
    hall_id: string;
    department_id: string;
    code: string;
    name: string;
    created_at: CreatedAt;
  };
  camera: {
    id: Generated<string>;
    hall_id: string;
    name: string;
    credentials_sealed: Buffer | null;
    created_at: CreatedAt;
  };
  camera_profile: { camera_id: string; profile: 'main' | 'sub'; url: string };
  push_key: {
    camera_id: string;
    profile: 'main' | 'sub';
    key_hash: Buffer;
    created_at: At;
  };
  placement: {
    id: Generated<string>;
    camera_id: string;
    window_id: string;
    clerk_zone: JSONColumnType<Polygon>;
    applicant_zone: JSONColumnType<Polygon> | null;
    valid_from: At;
    valid_to: AtOrNull;
  };
  matter: {
    id: Generated<string>;
    department_id: string;
    code: string;
    name: string;
    kind: string;
    promised_limit_days: number;
    statutory_limit_days: number;
  };
  user_account: {
    id: Generated<string>;
    username: string;
    display_name: string;
    password_hash: string;
    disabled: Generated<boolean>;
    created_at: CreatedAt;
  };
  user_grant: { user_id: string; role: string; scope: JSONColumnType<Scope> };
  user_session: {
    id: Generated<string>;
    user_id: string;
    secret_hash: Buffer;
    created_at: CreatedAt;
    last_seen_at: At;
    expires_at: At;
  };
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
  audit_row: {
    seq: Seq;
    at: At;
    actor: string;
    from_address: string;
    action: string;
    target: string;
    detail: JSONColumnType<Record<string, unknown>>;
  };
  case_record: {
    id: Generated<string>;
    source: string;
    case_no: string;
    matter_id: string;
    department_id: string;
    kind: string;
    applicant_sealed: Buffer | null;
    applicant_masked: string | null;
    stage: string | null;
    accepted_at: AtOrNull;
    completed_at: AtOrNull;
    updated_at: At;
  };
  case_event: {
    seq: Seq;
    source: string;
    event_id: string;
    type: string;
    case_id: string | null;
    window_id: string | null;
    stage: string | null;
    occurred_at: At;
    received_at: At;
    clerk: string | null;
    ticket: string | null;
    remark: string | null;
  };
  window_status: {
    window_id: string;
    version: number;
    at: At;
    status: JSONColumnType<WindowStatus>;
  };
}
