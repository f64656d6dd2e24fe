/** Mismatches to be checked by a person. */
import type { ColumnType, Generated } from 'kysely';
import type {
  BenignCause,
  LeadAction,
  LeadKind,
  LeadOutcome,
  LeadRule,
  LeadState,
} from '../../../contract/leads.ts';
import type { At, AtOrNull } from './columns.ts';

type Json<T> = ColumnType<T, string, string>;

export interface LeadsTables {
  lead: {
    id: Generated<string>;
    kind: LeadKind;
    /** What it is about, so that the same is never raised twice: `window:<id>:<from>` … */
    subject_key: string;
    state: Generated<LeadState>;
    strength: number;
    from_at: At;
    to_at: At;
    raised_at: At;
    region_code: string;
    hall_id: string | null;
    window_id: string | null;
    department_id: string | null;
    case_id: string | null;
    camera_ids: string[];
    clerk: string | null;
    facts: Json<Record<string, unknown>>;
    reasons: Json<readonly { what: string; points: number }[]>;
    thresholds: Json<Record<string, number>>;
    benign: Json<readonly BenignCause[]>;
    offsets: Json<{ sourceMs: number | null; cameraMs: number | null }>;
    explained_at: AtOrNull;
    explained_by: BenignCause | null;
    watcher_id: string | null;
    watch_until: AtOrNull;
    decided_by: string | null;
    decided_at: AtOrNull;
    dismissed_as: BenignCause | null;
    outcome: LeadOutcome | null;
    alert_id: string | null;
    finding_id: string | null;
    hold_id: string | null;
    told_at: AtOrNull;
    updated_at: At;
    version: Generated<number>;
  };
  lead_step: {
    lead_id: string;
    seq: number;
    action: LeadAction;
    at: At;
    by_id: string | null;
    by_name: string | null;
    reason: string | null;
    detail: Json<Record<string, unknown>>;
  };
  /** A hall's own; where there is no row, as shipped. */
  lead_rules: {
    hall_id: string;
    rules: Json<readonly LeadRule[]>;
    /** Windows where people are served without a case. */
    no_record_windows: Json<readonly string[]>;
    version: Generated<number>;
    changed_at: At;
    changed_by: string | null;
  };
  /** How far what was reported has been read; one row. */
  lead_cursor: { one: Generated<boolean>; event_seq: string; at: At };
}
