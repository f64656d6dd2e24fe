/** What was seen at windows, and what is done about it. */
import type { ColumnType, Generated } from 'kysely';
import type { FindingAction, FindingKind, FindingState } from '../../../contract/findings.ts';
import type { At, AtOrNull } from './columns.ts';

export interface FindingsTables {
  finding_year: { year: number; last: number };
  finding: {
    id: Generated<string>;
    year: number;
    number: number;
    kind: FindingKind;
    state: Generated<FindingState>;
    origin: 'patrol' | 'lead' | 'live' | 'playback';
    origin_id: string | null;
    window_id: string;
    hall_id: string;
    region_code: string;
    department_id: string | null;
    camera_id: string | null;
    case_id: string | null;
    clerk: string | null;
    seen_at: At;
    text: Generated<string>;
    clip_from: AtOrNull;
    clip_to: AtOrNull;
    picture_state: 'waiting' | 'ready' | 'none';
    picture_file: string | null;
    crop_file: string | null;
    picture_at: AtOrNull;
    picture_tries: Generated<number>;
    picture_due: AtOrNull;
    noted_by: string;
    noted_by_name: string;
    noted_at: At;
    ended_at: AtOrNull;
    order_until: AtOrNull;
    overdue: Generated<boolean>;
    told: Generated<number>;
    act_at: AtOrNull;
    updated_at: At;
    version: Generated<number>;
  };
  finding_step: {
    finding_id: string;
    seq: number;
    action: FindingAction;
    at: At;
    by_id: string | null;
    by_name: string | null;
    reason: string | null;
    detail: ColumnType<Record<string, unknown>, string, string>;
  };
  finding_file: {
    id: string;
    finding_id: string;
    step_seq: number | null;
    name: string;
    bytes: number;
    type: string;
    by_id: string;
    at: At;
  };
}
