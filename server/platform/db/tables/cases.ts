/** What departments reported, and what was made of it. */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { ClockFault } from '../../../contract/clock.ts';
import type { WindowStatus } from '../../../contract/overlays.ts';
import type { At, AtOrNull, Seq } from './columns.ts';

/** Written as JSON text. */
type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>;

export interface CasesTables {
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
    stage_since: AtOrNull;
    received_at: AtOrNull;
    accepted_at: AtOrNull;
    completed_at: AtOrNull;
    refused_at: AtOrNull;
    collected_at: AtOrNull;
    outcome: string | null;
    updated_at: At;
    hall_id: string | null;
    window_id: string | null;
    other_halls: string[] | null;
    clerk: string | null;
    matter_version: Generated<number>;
    near_at: AtOrNull;
    due_at: AtOrNull;
    statutory_due_at: AtOrNull;
    suspended_since: AtOrNull;
    suspended_until: AtOrNull;
    extra_days: Generated<number>;
    pauses: JsonOrNull<unknown>;
    clock_fault: JsonOrNull<ClockFault>;
    clock_key: string | null;
    clock_version: number | null;
    gravity: number | null;
    evaluate_at: AtOrNull;
    is_open: ColumnType<boolean, never, never>;
    due_order: ColumnType<Date | number, never, never>;
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
    detail: JsonOrNull<Record<string, unknown>>;
    record_key: string | null;
    data_version: number | null;
    filled_by: 'person' | 'machine' | null;
  };
  window_status: {
    window_id: string;
    version: number;
    at: At;
    status: JSONColumnType<WindowStatus>;
  };
}
