/** Rules, and the cards they issue. */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { AlertGround } from '../../../contract/alerts.ts';
import type { RuleBody } from '../../../contract/rules.ts';
import type { At, AtOrNull, Seq } from './columns.ts';

/** jsonb: text in; whatever it holds out. */
type Json = ColumnType<Record<string, unknown>, string | undefined, string>;

export interface AlertsTables {
  rule_version: {
    id: Generated<string>;
    seq: Seq;
    key: string;
    region_code: string | null;
    version: number;
    body: JSONColumnType<RuleBody> | null;
    valid_from: At;
    changed_by: string | null;
    reason: string | null;
  };
  rule_sweep: {
    id: Generated<string>;
    region_code: string | null;
    whole: boolean;
    asked_at: At;
    after_id: string | null;
    looked_at: Generated<number>;
    moved: Generated<number>;
    finished_at: AtOrNull;
  };
  alert: {
    id: Generated<string>;
    case_id: string;
    rule_id: string;
    rule_key: string;
    level: string;
    subject: string;
    subject_key: string;
    state: string;
    order_state: Generated<string>;
    department_id: string;
    hall_id: string | null;
    window_id: string | null;
    clerk: string | null;
    due_at: At;
    created_at: At;
    issued_at: AtOrNull;
    revoked_at: AtOrNull;
    appeal_until: AtOrNull;
    appealed_at: AtOrNull;
    order_until: AtOrNull;
    proposed_at: AtOrNull;
    proposal_dismissed: Generated<boolean>;
    cancelled_by_itself: Generated<boolean>;
    ground: JSONColumnType<AlertGround>;
    told: Generated<number>;
    act_at: AtOrNull;
    updated_at: At;
    version: Generated<number>;
    gravity: ColumnType<number, never, never>;
    urgency: ColumnType<number, never, never>;
  };
  alert_step: {
    alert_id: string;
    seq: number;
    action: string;
    at: At;
    by_id: string | null;
    by_name: string | null;
    reason: string | null;
    detail: Json;
  };
  alert_snapshot: { alert_id: string; seq: number; at: At; why: string; state: Json };
  alert_file: {
    id: string;
    alert_id: string;
    step_seq: number | null;
    name: string;
    type: string;
    bytes: number;
    by_id: string | null;
    at: At;
  };
  evaluation_fault: { case_id: string; at: At; times: Generated<number>; message: string; retry_at: At };
}
