/**
 * A case's clock is held back: a suspension opened near the limit, without approver or ground, again and again, or never
 * closed; or the end of one altered after a card was issued. One lead a case, which grows by its reasons.
 */
import { CalendarGap, type WorkingClock } from '../../calendar/index.ts';
import type { Candidate } from '../candidate.ts';
import type { CaseFacts } from './facts.ts';
import { ofCase } from './of-case.ts';
import { field, iso, reasonsOf, type ValuesOf } from './rule.ts';

export const clockAbuseFields = {
  /** Of the promised limit, in percent, that was left when the clock was stopped. */
  nearPercent: field(10, 1, 50),
  repeats: field(3, 2, 20),
  /** Working days after the time applied for. */
  neverClosedDays: field(3, 1, 60),
};

type CaseEvent = CaseFacts['events'][number];

export interface ClockFacts {
  readonly file: CaseFacts;
  /** What each suspension applied for; undefined where nothing was said. */
  readonly appliedDays: ReadonlyMap<string, number>;
  readonly clock: WorkingClock;
  readonly nowMs: number;
}

export function clockAbuse(facts: ClockFacts, thresholds: ValuesOf<typeof clockAbuseFields>): Candidate[] {
  const { file } = facts;
  const opened = file.events.filter((one) => one.type === 'specialProcedure');
  const near = opened.filter((one) => leftPercent(facts, one) <= thresholds.nearPercent);
  const bare = opened.filter((one) => isEmpty(one.approver) || isEmpty(one.ground));
  const unclosed = opened.filter((one) => isNeverClosed(facts, one, thresholds.neverClosedDays));
  const altered = file.altered.filter(
    ({ type, receivedMs, beforeMs, afterMs }) =>
      type === 'specialProcedureEnded' &&
      afterMs !== beforeMs &&
      file.cardsMs.some((cardMs) => cardMs < receivedMs),
  );
  const reasons = reasonsOf({
    stoppedNearLimit: near.length > 0 ? 40 : 0,
    noApproverOrGround: bare.length > 0 ? 35 : 0,
    repeated: opened.length >= thresholds.repeats ? 30 : 0,
    neverClosed: unclosed.length > 0 ? 30 : 0,
    alteredAfterCard: altered.length > 0 ? 45 : 0,
  });
  if (reasons.length === 0) return [];
  const times = [...opened.map((one) => one.atMs), ...altered.map((one) => one.receivedMs)];
  const last = opened.at(-1) ?? file.events.at(-1);
  return [
    {
      ...ofCase(file),
      kind: 'clockAbuse',
      subjectKey: `case:${file.caseId}`,
      ...{ fromMs: Math.min(...times), toMs: Math.max(...times), clerk: last?.clerk ?? null },
      facts: {
        ...{ caseNo: file.caseNo, matter: file.matterName, suspensions: opened.length },
        leftPercent: near.length === 0 ? null : Math.round(leftPercent(facts, near[0] as CaseEvent)),
        ...{ withoutApprover: opened.some((one) => isEmpty(one.approver)) },
        ...{ withoutGround: opened.some((one) => isEmpty(one.ground)) },
        neverClosedSince: unclosed[0] === undefined ? null : iso(unclosed[0].atMs),
        altered: altered.map(({ beforeMs, afterMs, receivedMs }) => ({
          ...{ before: iso(beforeMs), after: iso(afterMs), receivedAt: iso(receivedMs) },
        })),
      },
      reasons,
      thresholds,
      benign: ['lateFeed', 'trainee', 'other'],
    },
  ];
}

const isEmpty = (text: string | null): boolean => text === null || text.trim() === '';

/** 100 where it cannot be told. */
function leftPercent({ file, clock }: ClockFacts, event: CaseEvent): number {
  const accepted = file.events.find((one) => one.stage === 'accepted');
  if (accepted === undefined || event.atMs < accepted.atMs) return 100;
  const pauses = file.events
    .filter((one) => one.type === 'specialProcedure' && one.atMs < event.atMs)
    .map((one) => ({ fromMs: one.atMs, toMs: endOf(file, one)?.atMs ?? event.atMs, atMost: null }));
  const timed = { startMs: accepted.atMs, limit: file.promised, pauses, extraDays: 0 };
  return toldOr(100, () => {
    const { usedMs, limitMs } = clock.used(timed, event.atMs);
    return limitMs === 0 ? 100 : Math.max(0, ((limitMs - usedMs) / limitMs) * 100);
  });
}

const endOf = (file: CaseFacts, begun: CaseEvent): CaseEvent | undefined =>
  file.events.find(
    (one) => one.type === 'specialProcedureEnded' && one.no === begun.no && one.atMs >= begun.atMs,
  );

function isNeverClosed(
  { file, appliedDays, clock, nowMs }: ClockFacts,
  event: CaseEvent,
  days: number,
): boolean {
  if (endOf(file, event) !== undefined || file.events.some((one) => one.stage === 'completed')) return false;
  const applied = appliedDays.get(event.eventId);
  if (applied === undefined) return false;
  return toldOr(false, () => nowMs > clock.after(event.atMs, { value: applied + days, unit: 'workingDay' }));
}

function toldOr<T>(unknown: T, tell: () => T): T {
  try {
    return tell();
  } catch (error) {
    if (error instanceof CalendarGap) return unknown;
    throw error;
  }
}
