/** A case was made void, and the same applicant applied for the same matter again: a clock begun anew. */
import type { Candidate } from '../candidate.ts';
import type { CaseFacts } from './facts.ts';
import { ofCase } from './of-case.ts';
import { DAY_MS, field, HOUR_MS, iso, reasonsOf, type ValuesOf } from './rule.ts';

export const voidAndRefileFields = {
  withinDays: field(10, 1, 60),
  /** Of the promised limit, in percent, that had been used when it was made void: little used, little gained. */
  usedPercent: field(0, 0, 100, 5),
};

export interface RefileFacts {
  readonly file: CaseFacts;
  readonly begunMs: number;
  /** Of the same matter and, by a keyed hash that is kept nowhere, the same applicant; the newest first. */
  readonly before: readonly {
    readonly caseId: string;
    readonly caseNo: string;
    readonly endedMs: number;
    readonly outcome: string;
    readonly hadCard: boolean;
    readonly usedPercent: number;
  }[];
}

export function voidAndRefile(
  { file, begunMs, before }: RefileFacts,
  thresholds: ValuesOf<typeof voidAndRefileFields>,
): Candidate[] {
  const found = before.filter(
    ({ endedMs, usedPercent }) =>
      begunMs - endedMs <= thresholds.withinDays * DAY_MS &&
      begunMs >= endedMs - HOUR_MS &&
      usedPercent >= thresholds.usedPercent,
  );
  const last = found[0];
  if (last === undefined) return [];
  return [
    {
      ...ofCase(file),
      kind: 'voidAndRefile',
      subjectKey: `case:${file.caseId}`,
      ...{ fromMs: Math.min(last.endedMs, begunMs), toMs: Math.max(last.endedMs, begunMs) },
      clerk: file.events[0]?.clerk ?? null,
      facts: {
        ...{ caseNo: file.caseNo, matter: file.matterName, voidCaseNo: last.caseNo, voidCaseId: last.caseId },
        ...{ voidAt: iso(last.endedMs), begunAt: iso(begunMs), times: found.length },
        ...{ outcome: last.outcome, usedPercent: Math.round(last.usedPercent), hadCard: last.hadCard },
      },
      reasons: reasonsOf({
        sameApplicantAndMatter: 40,
        nearLimit: last.usedPercent >= 80 ? 25 : last.usedPercent >= 50 ? 10 : 0,
        hadCard: last.hadCard ? 15 : 0,
        sameDay: begunMs - last.endedMs <= DAY_MS ? 10 : 0,
        repeated: found.length > 1 ? 15 : 0,
      }),
      thresholds,
      benign: ['trainee', 'systemDown', 'other'],
    },
  ];
}
