/** Regions, departments, halls, windows and what is done there. */
import type { Generated } from 'kysely';
import type { CreatedAt } from './columns.ts';

export interface PlacesTables {
  region: { code: string; name: string; level: string; parent_code: string | null };
  department: { id: Generated<string>; region_code: string; name: string; uscc: string | null };
  hall: {
    id: Generated<string>;
    region_code: string;
    name: string;
    address: string | null;
    line_kbps: number | null;
    line_reserve_kbps: Generated<number>;
    sound_allowed: Generated<boolean>;
    created_at: CreatedAt;
  };
  hall_window: {
    id: Generated<string>;
    hall_id: string;
    department_id: string;
    code: string;
    name: string;
    created_at: CreatedAt;
  };
  matter: {
    id: Generated<string>;
    department_id: string;
    code: string;
    name: string;
    kind: string;
    promised_limit_days: number;
    statutory_limit_days: number;
  };
}
