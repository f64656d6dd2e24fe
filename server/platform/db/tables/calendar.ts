/** Which days are worked, and when offices are open. */
import type { ColumnType, Generated } from 'kysely';
import type { DayMark } from '../../../contract/calendar.ts';
import type { OfficeDay } from '../../../contract/office-hours.ts';
import type { At, AtOrNull, Seq } from './columns.ts';

/** Written as JSON text. */
type Json<T> = ColumnType<T, string, string>;

export interface CalendarTables {
  calendar_year: {
    region_code: string | null;
    year: number;
    version: number;
    state: 'announced' | 'draft' | 'withdrawn';
    days: Json<DayMark[]>;
    at: At;
    by_user: string | null;
    reason: string | null;
  };
  region_hours: {
    region_code: string | null;
    valid_from: ColumnType<string, string, string>;
    version: number;
    week: Json<OfficeDay[] | null>;
    at: At;
    by_user: string | null;
    reason: string | null;
  };
  calendar_state: { one: Generated<boolean>; version: number; changed_by: Generated<string> };
  clock_fault_told: {
    id: Seq;
    code: string;
    region_code: string;
    year: number | null;
    since: At;
    until: AtOrNull;
  };
  calendar_change: {
    id: Generated<string>;
    region_code: string | null;
    hall_id: string | null;
    version: number | null;
  };
}
