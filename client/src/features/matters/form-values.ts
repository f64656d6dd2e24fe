/** A matter's form, from and to what the API takes. Pure. */
import { type Stage, stages } from '../../../../server/contract/cases.ts';
import type { Limit } from '../../../../server/contract/clock.ts';
import {
  DEFAULT_CERTIFICATE_LIMIT,
  type Material,
  type MatterDetail,
  type MatterFee,
  type MatterTermsFields,
} from '../../../../server/contract/matters.ts';

/** No value: no limit. */
export interface LimitValue {
  readonly value?: number | null | undefined;
  readonly unit?: Limit['unit'] | undefined;
}
export type FeeKind = 'none' | 'free' | 'fixed' | 'range';

export interface MatterFormValues {
  readonly departmentId?: string;
  readonly code?: string;
  readonly name?: string;
  readonly kind: MatterTermsFields['kind'];
  readonly promisedLimit: LimitValue;
  readonly statutoryLimit: LimitValue;
  readonly certificateLimit: LimitValue;
  readonly stages: Readonly<
    Record<Stage, { limit: LimitValue; responsibleName?: string | null; responsibleUserId?: string | null }>
  >;
  readonly fee: { kind: FeeKind; least?: number | null; most?: number | null };
  readonly materials: readonly Partial<Material>[];
  readonly guide?: string;
  readonly legalBasis?: string;
}

const EMPTY: LimitValue = { unit: 'workingDay' };

export function toForm(matter: Partial<MatterDetail>): MatterFormValues {
  const { fee = null } = matter;
  return {
    ...(matter.departmentId !== undefined && { departmentId: matter.departmentId }),
    ...(matter.code !== undefined && { code: matter.code }),
    ...(matter.name !== undefined && { name: matter.name }),
    kind: matter.kind ?? 'promised',
    promisedLimit: matter.promisedLimit ?? EMPTY,
    statutoryLimit: matter.statutoryLimit ?? EMPTY,
    certificateLimit:
      matter.certificateLimit === undefined ? DEFAULT_CERTIFICATE_LIMIT : (matter.certificateLimit ?? EMPTY),
    stages: Object.fromEntries(
      stages.map((stage) => {
        const one = matter.stages?.find((each) => each.stage === stage);
        const { responsibleName = null, responsibleUserId = null } = one ?? {};
        return [stage, { limit: one?.limit ?? EMPTY, responsibleName, responsibleUserId }];
      }),
    ) as MatterFormValues['stages'],
    fee: { kind: feeKindOf(fee), ...fee },
    materials: matter.materials ?? [],
    guide: matter.guide ?? '',
    legalBasis: matter.legalBasis ?? '',
  };
}

/** Limits that are asked for and not filled in are left out: the form says so before, the server after. */
export function toTerms(values: MatterFormValues): Partial<MatterTermsFields> {
  const promisedLimit = limitOf(values.promisedLimit);
  const statutoryLimit = limitOf(values.statutoryLimit);
  return {
    ...(values.name !== undefined && { name: values.name }),
    kind: values.kind,
    ...(promisedLimit !== null && { promisedLimit }),
    ...(statutoryLimit !== null && { statutoryLimit }),
    certificateLimit: limitOf(values.certificateLimit),
    stages: stages.map((stage) => {
      const { limit, responsibleName, responsibleUserId } = values.stages[stage];
      const name = responsibleName?.trim();
      return {
        ...{ stage, limit: limitOf(limit), responsibleName: name || null },
        responsibleUserId: name ? (responsibleUserId ?? null) : null,
      };
    }),
    fee: feeOf(values.fee),
    materials: values.materials.map((one) => ({
      ...{ name: one.name ?? '', required: one.required ?? true, form: one.form ?? 'original' },
      copies: one.copies ?? 1,
    })),
    guide: values.guide ?? '',
    legalBasis: values.legalBasis ?? '',
  };
}

export const limitOf = ({ value, unit }: LimitValue): Limit | null =>
  value == null ? null : { value, unit: unit ?? 'workingDay' };

const feeKindOf = (fee: MatterFee | null): FeeKind => {
  if (fee === null) return 'none';
  if (fee.most === 0) return 'free';
  return fee.least === fee.most ? 'fixed' : 'range';
};

function feeOf({ kind, least, most }: MatterFormValues['fee']): MatterFee | null {
  if (kind === 'none') return null;
  if (kind === 'free') return { least: 0, most: 0 };
  const from = least ?? 0;
  return { least: from, most: kind === 'fixed' ? from : (most ?? from) };
}

/** Where in the form a fault of the request is shown. */
export function formPathOf(
  path: readonly (string | number)[],
  sent: Pick<MatterTermsFields, 'stages'> | undefined,
): (string | number)[] {
  const [field, index, ...rest] = path;
  if (field === 'stages' && typeof index === 'number') {
    const stage = sent?.stages[index]?.stage;
    return stage === undefined ? ['stages'] : ['stages', stage, ...rest];
  }
  if (field === 'promisedLimit' || field === 'statutoryLimit' || field === 'certificateLimit')
    return [field, 'value'];
  if (field === 'validFrom') return ['hold', 'at'];
  if (field === 'reason') return ['hold', 'reason'];
  return [...path];
}
