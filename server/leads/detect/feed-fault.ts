/** A feed that does not do as it should: silent in office hours, numbers missing, the same twice, a clock that is off. */
import type { FeedFault } from '../../contract/exchange.ts';
import type { Candidate } from '../candidate.ts';
import { field, iso, MINUTE_MS, reasonsOf, type ValuesOf } from './rule.ts';

export const feedFaultFields = {
  silentMinutes: field(30, 0, 1440, 5),
  gapBatches: field(1, 1, 1000),
  offsetSeconds: field(120, 10, 86_400, 10),
  duplicatePercent: field(50, 1, 100),
};

export interface AlarmFacts {
  readonly id: string;
  readonly source: string;
  readonly fault: FeedFault;
  readonly sinceMs: number;
  readonly untilMs: number | null;
  readonly amount: number | null;
  readonly departmentId: string;
  readonly regionCode: string;
  /** Where its department has windows, if in one hall only. */
  readonly hallId: string | null;
  readonly nowMs: number;
}

export function feedFault(alarm: AlarmFacts, thresholds: ValuesOf<typeof feedFaultFields>): Candidate[] {
  const { fault, sinceMs, untilMs, nowMs } = alarm;
  const amount = Math.abs(alarm.amount ?? 0);
  const toMs = untilMs ?? nowMs;
  const says =
    (fault === 'silent' && toMs - sinceMs >= thresholds.silentMinutes * MINUTE_MS) ||
    (fault === 'gap' && amount >= thresholds.gapBatches) ||
    (fault === 'offset' && amount >= thresholds.offsetSeconds * 1000) ||
    (fault === 'duplicates' && amount * 100 >= thresholds.duplicatePercent);
  if (!says) return [];
  return [
    {
      kind: 'feedFault',
      subjectKey: `alarm:${alarm.id}`,
      ...{ fromMs: sinceMs, toMs: Math.max(sinceMs, toMs), regionCode: alarm.regionCode },
      ...{ hallId: alarm.hallId, windowId: null, departmentId: alarm.departmentId, caseId: null },
      ...{ cameraIds: [], clerk: null },
      facts: {
        ...{ source: alarm.source, fault, amount: alarm.amount, open: untilMs === null },
        ...{ from: iso(sinceMs), to: untilMs === null ? null : iso(untilMs) },
      },
      reasons: reasonsOf({
        silentInOfficeHours: fault === 'silent' ? 30 : 0,
        batchesMissing: fault === 'gap' ? 35 : 0,
        clockOff: fault === 'offset' ? 30 : 0,
        sameAgain: fault === 'duplicates' ? 25 : 0,
        much:
          (fault === 'silent' && toMs - sinceMs >= 4 * 60 * MINUTE_MS) ||
          (fault === 'gap' && amount >= 10) ||
          (fault === 'offset' && amount >= 10 * MINUTE_MS)
            ? 15
            : 0,
      }),
      thresholds,
      benign: ['systemDown', 'lateFeed', 'clockOffset'],
      offsets: { sourceMs: fault === 'offset' ? alarm.amount : null, cameraMs: null },
    },
  ];
}
