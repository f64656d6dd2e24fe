/** Who serves at windows, and when. */
import type { ColumnType, Generated } from 'kysely';
import type { At, AtOrNull, CreatedAt } from './columns.ts';

export interface ClerksTables {
  clerk: {
    id: Generated<string>;
    department_id: string;
    name: string;
    staff_no: string;
    created_at: CreatedAt;
    ended_at: AtOrNull;
  };
  shift: {
    id: Generated<string>;
    window_id: string;
    clerk_id: string;
    day: ColumnType<string, string, string>;
    starts_at: At;
    ends_at: At;
    made_at: At;
    withdrawn_at: AtOrNull;
  };
}
