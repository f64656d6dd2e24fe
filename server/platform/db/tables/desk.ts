/** What is done at the desk. */
import type { ColumnType } from 'kysely';
import type { At, AtOrNull, Seq } from './columns.ts';

export interface DeskTables {
  desk_counter: { region_code: string; day: ColumnType<string, string, never>; last: number };
  desk_case: {
    case_id: string;
    department_id: string;
    deed_id: string;
    case_no: string;
    registered_at: At;
    registered_by: string;
    window_id: string | null;
  };
  desk_deed: {
    seq: Seq;
    department_id: string;
    deed_id: string;
    case_id: string | null;
    window_id: string | null;
    step: string;
    occurred_at: At;
    clerk: string;
    by_user: string;
    at: At;
    undone_at: AtOrNull;
    undone_by: string | null;
  };
}
