/** Done first, recorded later: accepted minutes before it was completed, on a matter that takes days. */
import type { Candidate } from '../candidate.ts';
import type { CaseFacts } from './facts.ts';
import { ofCase } from './of-case.ts';
import { DAY_MS, field, HOUR_MS, iso, MINUTE_MS, reasonsOf, type ValuesOf } from './rule.ts';

export const doneThenRecordedFields = {
  withinMinutes: field(30, 1, 480),
  /** The promised limit, in days, from which on a matter is said to take days. */
  promisedDays: field(2, 1, 60),
};

/** A case that came to nothing was not done. */
const NOTHING_DONE: ReadonlySet<string | null> = new Set([
  'returned',
  'void',
  'deleted',
  'refused',
  'correctionOverdue',
]);

const daysOf = ({ value, unit }: CaseFacts['promised']): number =>
  ({ workingDay: value, calendarDay: value, month: value * 30, hour: value / 8, minute: value / 480 })[unit];

export function doneThenRecorded(
  facts: CaseFacts,
  thresholds: ValuesOf<typeof doneThenRecordedFields>,
): Candidate[] {
  if (facts.kind === 'onTheSpot' || daysOf(facts.promised) < thresholds.promisedDays) return [];
  const accepted = facts.events.find((one) => one.stage === 'accepted');
  const completed = facts.events.find((one) => one.stage === 'completed');
  if (accepted === undefined || completed === undefined || NOTHING_DONE.has(completed.outcome)) return [];
  const tookMs = completed.atMs - accepted.atMs;
  if (tookMs < 0 || tookMs > thresholds.withinMinutes * MINUTE_MS) return [];
  const between = facts.events.filter((one) => one.stage === 'handling' || one.stage === 'approval').length;
  const together = Math.abs(completed.receivedMs - accepted.receivedMs) <= MINUTE_MS;
  return [
    {
      ...ofCase(facts),
      kind: 'doneThenRecorded',
      subjectKey: `case:${facts.caseId}`,
      ...{ fromMs: accepted.atMs, toMs: completed.atMs, clerk: completed.clerk ?? accepted.clerk },
      windowId: accepted.windowId ?? facts.windowId,
      facts: {
        ...{ caseNo: facts.caseNo, matter: facts.matterName, promised: facts.promised },
        ...{ acceptedAt: iso(accepted.occurredMs), completedAt: iso(completed.occurredMs) },
        ...{ tookMinutes: Math.round(tookMs / MINUTE_MS), receivedTogether: together },
      },
      reasons: reasonsOf({
        doneInMinutes: 40,
        veryFast: tookMs <= 5 * MINUTE_MS ? 15 : 0,
        reportedTogether: together ? 10 : 0,
        stagesMissing: between === 0 ? 10 : 0,
        longPromise: daysOf(facts.promised) * DAY_MS >= 10 * DAY_MS ? 5 : 0,
        allLate: completed.receivedMs - completed.atMs > 4 * HOUR_MS ? 5 : 0,
      }),
      thresholds,
      benign: ['onlineStep', 'lateFeed', 'systemDown', 'trainee'],
    },
  ];
}
