/** What departments reported, and what was made of it. */
import type { Generated, JSONColumnType } from 'kysely';
import type { WindowStatus } from '../../../contract/overlays.ts';
import type { At, AtOrNull, Seq } from './columns.ts';

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
