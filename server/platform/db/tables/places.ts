/** Regions, departments, halls, windows and what is done there. */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { OfficeDay } from '../../../contract/office-hours.ts';
import type { At, AtOrNull, CreatedAt } from './columns.ts';

/** date: text in and out (`2026-11-23`); asked for with `::text`, as pg would make an instant of it. */
type Day = ColumnType<string, string, string>;

export interface PlacesTables {
  region: {
    code: string;
    name: string;
    level: string;
    parent_code: string | null;
    closed_at: AtOrNull;
    merged_into: string | null;
  };
  department: {
    id: Generated<string>;
    region_code: string;
    name: string;
    uscc: string | null;
    closed_at: AtOrNull;
    merged_into: string | null;
    successor_id: string | null;
  };
  hall: {
    id: Generated<string>;
    region_code: string;
    name: string;
    address: string | null;
    contact: string | null;
    phone: string | null;
    line_kbps: number | null;
    line_reserve_kbps: Generated<number>;
    sound_allowed: Generated<boolean>;
    created_at: CreatedAt;
    closed_at: AtOrNull;
    merged_into: string | null;
  };
  hall_window: {
    id: Generated<string>;
    hall_id: string;
    department_id: string;
    code: string;
    name: string;
    created_at: CreatedAt;
    closed_at: AtOrNull;
    moved_to: string | null;
  };
  window_term: {
    window_id: string;
    department_id: string;
    code: string;
    name: string;
    valid_from: At;
    valid_to: AtOrNull;
  };
  matter: {
    id: Generated<string>;
    department_id: string;
    code: string;
    name: string;
    kind: string;
    closed_at: AtOrNull;
    merged_into: string | null;
  };
  window_handover: { window_id: string; version: number };
  window_matter: { window_id: string; matter_id: string; valid_from: At; valid_to: AtOrNull };
  place_change: {
    id: Generated<string>;
    at: At;
    actor: string;
    reason: string;
    kind: string;
    thing: string;
    thing_id: string;
    target_id: string | null;
    steps: JSONColumnType<unknown[]>;
    undone_at: AtOrNull;
    undone_by: string | null;
  };
  hall_hours: { hall_id: string; valid_from: Day; week: JSONColumnType<OfficeDay[]> };
  hall_hours_exception: {
    hall_id: string;
    day: Day;
    hours: JSONColumnType<OfficeDay>;
    note: string | null;
  };
  floor_plan: {
    hall_id: string;
    file_id: string;
    width: number;
    height: number;
    bytes: number;
    updated_at: At;
  };
  floor_plan_camera: { camera_id: string; hall_id: string; x: number; y: number; direction: number | null };
  floor_plan_window: { window_id: string; hall_id: string; x: number; y: number };
}
