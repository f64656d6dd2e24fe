/** Cases, their stages and their clock. */
import { z } from 'zod';
import { caseClock, limit } from './clock.ts';
import { id, instant } from './common.ts';

/** 收件 受理 承办 审核 批准 办结, in the order a case passes them. */
export const stages = ['received', 'accepted', 'handling', 'review', 'approval', 'completed'] as const;
export const stage = z.enum(stages);
export type Stage = z.infer<typeof stage>;

/** 即办件 承诺件 上报件 联办件 */
export const caseKind = z.enum(['onTheSpot', 'promised', 'forwarded', 'joint']);

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
  /** Of the matter as it was when the case was accepted. */
  promisedLimit: limit,
  statutoryLimit: limit,
  steps: z.array(caseStep),
});
export type CaseDetail = z.infer<typeof caseDetail>;

/** Who applied, in full; null: none was reported. Asked for with a reason, and on the trail. */
export const caseApplicant = z.object({ applicant: z.string().nullable() });
export type CaseApplicant = z.infer<typeof caseApplicant>;
