/** What may differ over time of a matter. */
import type { ColumnType } from 'kysely';
import type { Material, MatterStage } from '../../../contract/matters.ts';
import type { At, AtOrNull } from './columns.ts';

/** numeric: pg gives text. */
type Yuan = ColumnType<string | null, number | null, never>;

export interface MattersTables {
  matter_version: {
    matter_id: string;
    version: number;
    /** `-infinity`: ever since; asked for with `nullif`. */
    valid_from: At;
    name: string;
    kind: string;
    promised_value: number;
    promised_unit: string;
    statutory_value: number;
    statutory_unit: string;
    stages: ColumnType<MatterStage[], string, never>;
    fee_least: Yuan;
    fee_most: Yuan;
    certificate_value: number | null;
    certificate_unit: string | null;
    materials: ColumnType<Material[], string, never>;
    guide: string;
    legal_basis: string;
    changed_at: At;
    changed_by: string;
    reason: string | null;
    withdrawn_at: AtOrNull;
    withdrawn_by: string | null;
  };
}
