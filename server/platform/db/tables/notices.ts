/** Who is told what, and how it got there. */
import type { Generated, JSONColumnType } from 'kysely';
import type { At, AtOrNull, CreatedAt, Seq } from './columns.ts';

export interface NoticesTables {
  email_check: {
    user_id: string;
    email: string;
    code_hash: Buffer;
    tries: Generated<number>;
    created_at: At;
    expires_at: At;
  };
  notice_preference: {
    user_id: string;
    language: Generated<string>;
    phone: string | null;
    quiet_from: number | null;
    quiet_to: number | null;
    channels: JSONColumnType<Record<string, string[]>>;
  };
  department_contact: {
    id: Generated<string>;
    department_id: string;
    role: string;
    user_id: string | null;
    name: string;
    email: string | null;
    phone: string | null;
    created_at: CreatedAt;
  };
  notice: {
    id: Generated<string>;
    seq: Seq;
    dedupe_key: string;
    recipient: string;
    user_id: string | null;
    contact_id: string | null;
    recipient_name: string;
    kind: string;
    urgent: boolean;
    about: string | null;
    link: string | null;
    values: JSONColumnType<Record<string, unknown>>;
    region_code: string | null;
    hall_id: string | null;
    department_id: string | null;
    inbox: boolean;
    created_at: At;
    read_at: AtOrNull;
  };
  notice_delivery: {
    id: Generated<string>;
    notice_id: string;
    channel: string;
    recipient: string;
    urgent: boolean;
    state: Generated<string>;
    bundle: string | null;
    attempts: Generated<number>;
    due_at: At;
    sent_to: string | null;
    last_answer: string | null;
    last_at: AtOrNull;
    delivered_at: AtOrNull;
    created_at: At;
  };
  notice_step: {
    dedupe_key: string;
    about: string | null;
    asked: string;
    reached: string | null;
    skipped: Generated<string[]>;
    names: Generated<string[]>;
    at: At;
  };
  notice_webhook: {
    one: Generated<boolean>;
    url: string;
    secret_sealed: Buffer;
    enabled: boolean;
    updated_at: At;
    updated_by: string;
  };
}
