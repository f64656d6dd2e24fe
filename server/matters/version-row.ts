/** A version as it lies in the database, and as the program has it. */
import { type RawBuilder, sql } from 'kysely';
import type { LimitUnit } from '../contract/clock.ts';
import type { Material, MatterStage, MatterTermsFields } from '../contract/matters.ts';
import type { StoredVersion } from './matter-life.ts';

export interface VersionRow {
  version: number;
  valid_from: Date | null;
  name: string;
  kind: string;
  promised_value: number;
  promised_unit: string;
  statutory_value: number;
  statutory_unit: string;
  stages: MatterStage[];
  fee_least: string | null;
  fee_most: string | null;
  certificate_value: number | null;
  certificate_unit: string | null;
  materials: Material[];
  guide: string;
  legal_basis: string;
  changed_at: Date;
  changed_by: string;
  reason: string | null;
  withdrawn_at: Date | null;
}

/** Of `matter_version v`; of an infinite past pg would make a number. */
export const VERSION_COLUMNS: RawBuilder<unknown> = sql`v.version,
  nullif(v.valid_from, '-infinity') as valid_from, v.name, v.kind, v.promised_value, v.promised_unit,
  v.statutory_value, v.statutory_unit, v.stages, v.fee_least::text, v.fee_most::text, v.certificate_value,
  v.certificate_unit, v.materials, v.guide, v.legal_basis, v.changed_at, v.changed_by, v.reason, v.withdrawn_at`;

/** Kinds and units are only ever written from the contract's. */
export const toTerms = (row: VersionRow): MatterTermsFields => ({
  name: row.name,
  kind: row.kind as MatterTermsFields['kind'],
  promisedLimit: { value: row.promised_value, unit: row.promised_unit as LimitUnit },
  statutoryLimit: { value: row.statutory_value, unit: row.statutory_unit as LimitUnit },
  stages: row.stages,
  fee:
    row.fee_least === null || row.fee_most === null
      ? null
      : { least: Number(row.fee_least), most: Number(row.fee_most) },
  certificateLimit:
    row.certificate_value === null
      ? null
      : { value: row.certificate_value, unit: row.certificate_unit as LimitUnit },
  materials: row.materials,
  guide: row.guide,
  legalBasis: row.legal_basis,
});

export const toVersion = (row: VersionRow): StoredVersion => ({
  version: row.version,
  validFrom: row.valid_from,
  terms: toTerms(row),
  changedAt: row.changed_at,
  changedBy: row.changed_by,
  reason: row.reason,
  withdrawnAt: row.withdrawn_at,
});

/** Without when it holds and who says so. */
export const ofTerms = (terms: MatterTermsFields) => ({
  name: terms.name,
  kind: terms.kind,
  promised_value: terms.promisedLimit.value,
  promised_unit: terms.promisedLimit.unit,
  statutory_value: terms.statutoryLimit.value,
  statutory_unit: terms.statutoryLimit.unit,
  stages: JSON.stringify(terms.stages),
  fee_least: terms.fee?.least ?? null,
  fee_most: terms.fee?.most ?? null,
  certificate_value: terms.certificateLimit?.value ?? null,
  certificate_unit: terms.certificateLimit?.unit ?? null,
  materials: JSON.stringify(terms.materials),
  guide: terms.guide,
  legal_basis: terms.legalBasis,
});
