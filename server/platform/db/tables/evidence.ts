/** Evidence packages and how far they are. */
import type { Generated, JSONColumnType } from 'kysely';
import type { EvidenceOptions } from '../../../contract/evidence.ts';
import type { At, AtOrNull } from './columns.ts';

export interface EvidenceTables {
  evidence_package: {
    id: Generated<string>;
    title: string;
    purpose: string;
    state: string;
    case_id: string | null;
    case_no: string | null;
    options: JSONColumnType<EvidenceOptions>;
    asked_by: string;
    asked_by_name: string;
    asked_at: At;
    finished_at: AtOrNull;
    step: string | null;
    percent: number | null;
    error: string | null;
    bytes: string | null;
    sha256: string | null;
  };
  evidence_range: { package_id: string; seq: number; camera_id: string; from_at: At; to_at: At };
}
