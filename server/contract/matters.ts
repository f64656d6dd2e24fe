/**
 * Matters: what can be applied for at a department. What a case is judged by may change over time and is a version;
 * a case is judged by the version that was in force when it was accepted.
 */
import { z } from 'zod';
import { caseKind, stage } from './cases.ts';
import { type Limit, limit } from './clock.ts';
import { id, instant, looseInstant, name } from './common.ts';

/** At a stage of its own limit, and whose responsibility it is: the notice asks for a person at each (domain.md §1). */
export const matterStage = z.object({
  stage,
  limit: limit.nullable().default(null),
  responsibleName: z.string().trim().min(1, 'must not be empty').max(50).nullable().default(null),
  /** Their account, where they have one: cards reach them in the system. */
  responsibleUserId: id.nullable().default(null),
});
export type MatterStage = z.infer<typeof matterStage>;

/** 原件 复印件 原件及复印件 电子件 */
export const materialForm = z.enum(['original', 'copy', 'both', 'electronic']);

export const material = z.object({
  name: z.string().trim().min(1, 'must not be empty').max(200),
  required: z.boolean().default(true),
  form: materialForm.default('original'),
  copies: z.number().int().min(1).max(99).default(1),
});
export type Material = z.infer<typeof material>;

const yuan = z.number().min(0).max(1_000_000_000).multipleOf(0.01, 'at most two digits after the point');

/** What may be charged; 0 and 0: nothing. Another amount draws a card (domain.md §3). */
export const matterFee = z
  .object({ least: yuan, most: yuan })
  .refine((fee) => fee.least <= fee.most, { path: ['most'], message: 'must not be less than the least' });
export type MatterFee = z.infer<typeof matterFee>;

export const DEFAULT_CERTIFICATE_LIMIT: Limit = { value: 3, unit: 'workingDay' };
export const LONGEST_GUIDE = 10_000;
export const LONGEST_BASIS = 4000;

const termsShape = {
  name,
  kind: caseKind,
  promisedLimit: limit,
  statutoryLimit: limit,
  /** Each stage at most once, in the order cases pass them; what is not named has no limit of its own. */
  stages: z.array(matterStage).max(6),
  /** Yuan; null: nothing is registered about fees. */
  fee: matterFee.nullable(),
  /** From completion to the certificate in the applicant's hands; null: none is given. */
  certificateLimit: limit.nullable(),
  materials: z.array(material).max(100),
  guide: z.string().trim().max(LONGEST_GUIDE),
  legalBasis: z.string().trim().max(LONGEST_BASIS),
};

/** Of a matter, all that may differ from version to version. */
export const matterTerms = z.object(termsShape);
export type MatterTermsFields = z.infer<typeof matterTerms>;

const oncePerStage = {
  check: ({ stages = [] }: { stages?: readonly { stage: string }[] | undefined }) =>
    new Set(stages.map((one) => one.stage)).size === stages.length,
  fault: { path: ['stages'], message: 'names a stage twice' },
};

/** A promise is kept within the law: never longer than the statutory limit, where the units tell. */
export const newMatter = z
  .object({
    departmentId: id,
    code: z.string().trim().min(1, 'must not be empty').max(64),
    ...termsShape,
    kind: caseKind.default('promised'),
    stages: termsShape.stages.default([]),
    fee: termsShape.fee.default(null),
    certificateLimit: termsShape.certificateLimit.default(DEFAULT_CERTIFICATE_LIMIT),
    materials: termsShape.materials.default([]),
    guide: termsShape.guide.default(''),
    legalBasis: termsShape.legalBasis.default(''),
    /** Matters marked secret are outside supervision (the notice): they are refused, never stored. */
    secrecy: z.enum(['none', 'secret']).default('none'),
  })
  .refine((m) => !isLonger(m.promisedLimit, m.statutoryLimit), {
    path: ['promisedLimit'],
    message: 'must not be longer than statutoryLimit',
  })
  .refine(oncePerStage.check, oncePerStage.fault);

/** As it is in force now. */
export const matter = z.object({
  id,
  departmentId: id,
  code: z.string(),
  name,
  kind: caseKind,
  promisedLimit: limit,
  statutoryLimit: limit,
  /** In force now. */
  version: z.number().int(),
  /** The next version that was announced, and from when it holds. */
  upcoming: z.object({ version: z.number().int(), validFrom: instant }).nullable(),
  /** No case of it can be begun any more. */
  closedAt: instant.nullable(),
  /** The matter of the department that took its own over. */
  mergedInto: id.nullable(),
});
export type Matter = z.infer<typeof matter>;

/** What a matter may still lack: a person at any stage, a fee, materials, a guide. */
export const mattersLack = z.enum(['person', 'fee', 'materials', 'guide']);

export const matterDetail = matter.extend(termsShape);
export type MatterDetail = z.infer<typeof matterDetail>;

/**
 * A new version, of which what is not given stays as it was. It holds from `validFrom` on, or from now; from before now
 * only to correct what was registered wrongly, which asks for a reason. A matter marked secret afterwards is refused.
 */
export const changeMatter = z
  .object(termsShape)
  .partial()
  .extend({
    /** Null: as if it had been so from the beginning. */
    validFrom: looseInstant.nullable().optional(),
    reason: z.string().trim().min(1, 'must not be empty').max(500).optional(),
    /** The newest version its writer knew: refused when there is a newer one. */
    basedOn: z.number().int().min(1).optional(),
    secrecy: z.enum(['none', 'secret']).optional(),
  })
  .refine(oncePerStage.check, oncePerStage.fault);

export const matterVersion = z.object({
  ...termsShape,
  version: z.number().int(),
  /** Null: from the beginning. */
  validFrom: instant.nullable(),
  /** When another one takes or took its place; null: none is known. A version that never held has both alike. */
  validTo: instant.nullable(),
  /** `superseded`: corrected or taken back before a case could be judged by it. */
  state: z.enum(['past', 'inForce', 'upcoming', 'superseded', 'withdrawn']),
  changedAt: instant,
  changedBy: z.string(),
  reason: z.string().nullable(),
  /** It was registered to hold from before it was registered. */
  isCorrection: z.boolean(),
  /** Cases that are judged by it. */
  cases: z.number().int(),
});
export type MatterVersion = z.infer<typeof matterVersion>;

const MINUTES = { hour: 60, minute: 1 } as const;
/** The fewest and the most calendar days a unit may be; working days are never shorter than calendar days. */
const LEAST_DAYS = { workingDay: 1, calendarDay: 1, month: 28 } as const;
const MOST_DAYS = { calendarDay: 1, month: 31 } as const;

/** Whether `a` is longer than `b` whatever the calendar says; units that cannot be compared are never. */
export function isLonger(a: Limit, b: Limit): boolean {
  if (a.unit === b.unit) return a.value > b.value;
  if ((a.unit === 'hour' || a.unit === 'minute') && (b.unit === 'hour' || b.unit === 'minute'))
    return a.value * MINUTES[a.unit] > b.value * MINUTES[b.unit];
  if (a.unit in LEAST_DAYS && b.unit in MOST_DAYS)
    return (
      a.value * LEAST_DAYS[a.unit as keyof typeof LEAST_DAYS] >
      b.value * MOST_DAYS[b.unit as keyof typeof MOST_DAYS]
    );
  return false;
}
