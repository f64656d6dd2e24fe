/** What a rule found: a lead as it should be, before anybody looked at it. Pure data; kept by `LeadBook`. */
import type { BenignCause, LeadKind } from '../contract/leads.ts';

export interface Candidate {
  readonly kind: LeadKind;
  /** What it is about: the same subject is one lead, which grows or is explained, and is never raised twice. */
  readonly subjectKey: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly regionCode: string;
  readonly hallId: string | null;
  readonly windowId: string | null;
  readonly departmentId: string | null;
  readonly caseId: string | null;
  readonly cameraIds: readonly string[];
  readonly clerk: string | null;
  /** Values compared, by name. Never anything of an applicant. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** What its strength is made of. */
  readonly reasons: readonly { readonly what: string; readonly points: number }[];
  readonly thresholds: Readonly<Record<string, number>>;
  readonly benign: readonly BenignCause[];
  readonly offsets: { readonly sourceMs: number | null; readonly cameraMs: number | null };
}

/** 0–100, the sum of what speaks for and against it. */
export const strengthOf = ({ reasons }: Pick<Candidate, 'reasons'>): number =>
  Math.max(0, Math.min(100, Math.round(reasons.reduce((sum, { points }) => sum + points, 0))));
