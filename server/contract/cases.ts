/** Matters, cases, their stages and their clock. */
import { z } from 'zod';
import { caseClock } from './clock.ts';
import { id, instant, name } from './common.ts';

/** 收件 受理 承办 审核 批准 办结, in the order a case passes them. */
export const stages = ['received', 'accepted', 'handling', 'review', 'approval', 'completed'] as const;
export const stage = z.enum(stages);
export type Stage = z.infer<typeof stage>;

/** 即办件 承诺件 上报件 联办件 */
export const caseKind = z.enum(['onTheSpot', 'promised', 'forwarded', 'joint']);

/** Working days; the promised limit is never longer than the statutory one. */
export const newMatter = z
  .object({
    departmentId: id,
    code: z.string().trim().min(1, 'must not be empty').max(64),
    name,
    kind: caseKind.default('promised'),
    promisedLimitDays: z.number().int().min(1).max(365),
    statutoryLimitDays: z.number().int().min(1).max(365),
    /** Matters marked secret are outside supervision (the notice): they are refused, never stored. */
    secrecy: z.enum(['none', 'secret']).default('none'),
  })
  .refine((m) => m.promisedLimitDays <= m.statutoryLimitDays, {
    path: ['promisedLimitDays'],
    message: 'must not be longer than statutoryLimitDays',
  });

export const matter = z.object({
  id,
  departmentId: id,
  code: z.string(),
  name,
  kind: caseKind,
  promisedLimitDays: z.number().int(),
  statutoryLimitDays: z.number().int(),
  /** No case of it can be begun any more. */
  closedAt: instant.nullable(),
  /** The matter of the department that took its own over. */
  mergedInto: id.nullable(),
});
export type Matter = z.infer<typeof matter>;

/** A matter marked secret afterwards is refused the same way. Limits are checked against each other when both are known. */
export const changeMatter = z.object({
  name: name.optional(),
  kind: caseKind.optional(),
  promisedLimitDays: z.number().int().min(1).max(365).optional(),
  statutoryLimitDays: z.number().int().min(1).max(365).optional(),
  secrecy: z.enum(['none', 'secret']).optional(),
});

export const caseStep = z.object({
  seq: z.string(),
  type: z.string(),
  stage: stage.nullable(),
  occurredAt: instant,
  receivedAt: instant,
  clerk: z.string().nullable(),
  windowId: id.nullable(),
  /** What the window was called when it happened, and which department ran it then. */
  windowCode: z.string().nullable(),
  windowName: z.string().nullable(),
  windowDepartment: z.string().nullable(),
  remark: z.string().nullable(),
});
export type CaseStep = z.infer<typeof caseStep>;

export const caseSummary = z.object({
  id,
  source: z.string(),
  caseNo: z.string(),
  matterName: z.string(),
  departmentId: id,
  departmentName: z.string(),
  /** Masked: `张*`. */
  applicant: z.string().nullable(),
  stage: stage.nullable(),
  clock: caseClock.nullable(),
  updatedAt: instant,
});
export type CaseSummary = z.infer<typeof caseSummary>;

export const caseDetail = caseSummary.extend({
  matterCode: z.string(),
  promisedLimitDays: z.number().int(),
  statutoryLimitDays: z.number().int(),
  steps: z.array(caseStep),
});
export type CaseDetail = z.infer<typeof caseDetail>;

/** Who applied, in full; null: none was reported. Asked for with a reason, and on the trail. */
export const caseApplicant = z.object({ applicant: z.string().nullable() });
export type CaseApplicant = z.infer<typeof caseApplicant>;
