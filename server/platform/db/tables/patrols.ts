/** Plans, the secrets of days, rounds and their visits. */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { DrawBasis } from '../../../contract/patrol-draw.ts';
import type { CheckItem, CheckResult, PatrolPlanBody } from '../../../contract/patrols.ts';
import type { At, AtOrNull } from './columns.ts';

/** date: text in and out (`2026-11-23`); asked for with `::text`, as pg would make an instant of it. */
type Day = ColumnType<string, string, string>;

export interface PatrolsTables {
  patrol_plan: {
    id: Generated<string>;
    region_code: string;
    hall_ids: string[];
    name: string;
    enabled: boolean;
    body: JSONColumnType<PatrolPlanBody>;
    version: Generated<number>;
    effective_at: At;
    enabled_at: At;
    updated_at: At;
    updated_by: string | null;
    removed_at: AtOrNull;
  };
  patrol_plan_version: {
    plan_id: string;
    version: number;
    body: JSONColumnType<PatrolPlanBody>;
    at: At;
    by_user: string | null;
  };
  patrol_day: {
    day: Day;
    secret_sealed: Buffer;
    commitment: string;
    committed_at: At;
    frozen_at: AtOrNull;
    secret: string | null;
    revealed_at: AtOrNull;
  };
  patrol_draw: {
    day: Day;
    plan_id: string;
    plan_name: string;
    region_code: string;
    hall_ids: string[];
    basis: JSONColumnType<DrawBasis>;
    basis_hash: string;
  };
  patrol_round: {
    id: Generated<string>;
    plan_id: string | null;
    plan_name: string | null;
    kind: string;
    state: Generated<string>;
    region_code: string | null;
    hall_ids: string[];
    day: Day;
    slot: string;
    due_at: At;
    until_at: At;
    checklist: string[];
    officer_id: string | null;
    officer_name: string | null;
    begun_at: AtOrNull;
    ended_at: AtOrNull;
    told_at: AtOrNull;
    windows: number | null;
  };
  patrol_visit: {
    id: Generated<string>;
    round_id: string;
    position: number;
    window_id: string;
    camera_id: string | null;
    state: Generated<string>;
    looked_from: AtOrNull;
    looked_to: AtOrNull;
    checks: JSONColumnType<Partial<Record<CheckItem, CheckResult>>>;
    finding_ids: Generated<string[]>;
    remark: string | null;
  };
}
