/** Who sat at the shift desk, and what was handed over. */
import type { ColumnType, Generated } from 'kysely';
import type { AttentionRule } from '../../../contract/duty.ts';
import type { At, AtOrNull } from './columns.ts';

export interface DutyTables {
  duty_shift: {
    id: Generated<string>;
    user_id: string;
    user_name: string;
    everywhere: boolean;
    region_codes: string[];
    hall_ids: string[];
    begun_at: At;
    ended_at: AtOrNull;
    note: string | null;
  };
  attention_choice: {
    user_id: string;
    rules: ColumnType<readonly AttentionRule[], string, string>;
    volume: number;
    quiet_from: number | null;
    quiet_to: number | null;
  };
}
