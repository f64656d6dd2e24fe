/** A case's clock as it goes over the wire: instants, and what is needed to let it run on in the page. */
import type { CaseClock, ClockFault, Limit } from '../contract/clock.ts';
import { dayOf } from './place-clock.ts';
import { CalendarGap, type Mark, type Pause, type Timed, type WorkingClock } from './working-clock.ts';

/** Near the limit: 2 working days before it (domain.md §3) … */
const NEAR: Mark = { kind: 'offset', value: -2, unit: 'workingDay' };
/** … but a limit that would be near from its first moment is near from half way. */
const HALF_WAY: Mark = { kind: 'share', share: 0.5 };
/** Spans a clock carries ahead, mornings and afternoons: a week or more. */
const SPANS_AHEAD = 14;
/** The same for limits that run through. */
const THROUGH_MS = 30 * 86_400_000;

export interface CaseTimes {
  readonly acceptedAt: Date;
  readonly completedAt: Date | null;
  readonly promisedLimit: Limit;
  readonly statutoryLimit: Limit | null;
  readonly pauses: readonly Pause[];
  /** Working days that extensions added, to both limits. */
  readonly extraDays: number;
}

/**
 * The clock of an accepted case, measured at `nowMs`. What the calendar does not let be told is null, with the first
 * `fault`. Completed before it was accepted (a sender's fault): used time is 0.
 */
export function clockFor(one: CaseTimes, nowMs: number, clock: WorkingClock): CaseClock {
  const startMs = one.acceptedAt.getTime();
  const { pauses, extraDays, promisedLimit: limit } = one;
  const promised: Timed = { startMs, limit, pauses, extraDays };
  const statutory = one.statutoryLimit && { ...promised, limit: one.statutoryLimit };
  const untilMs = Math.min(nowMs, one.completedAt?.getTime() ?? nowMs);
  const told = new Told();

  const used = told.of(() => clock.used(promised, Math.max(startMs, untilMs)));
  const near = told.of(() => nearMs(promised, clock));
  const due = told.of(() => clock.dueMs(promised));
  const statutoryDue = statutory && told.of(() => clock.dueMs(statutory));
  const stand = told.of(() => clock.stands(promised))?.find((s) => s.fromMs <= untilMs && untilMs < s.toMs);
  const dayMs = dayOf(limit.unit, clock.workingDayMs);
  return {
    startedAt: iso(startMs),
    limit,
    limitMs: used?.limitMs ?? nominalMs(limit, dayMs),
    nearAt: isoOrNull(near),
    dueAt: isoOrNull(due),
    statutoryDueAt: isoOrNull(statutoryDue),
    suspended:
      one.completedAt === null && stand !== undefined
        ? { since: iso(stand.fromMs), until: isoOrNull(stand.toMs) }
        : null,
    fault: told.fault,
    stoppedAt: one.completedAt?.toISOString() ?? null,
    workingDayMs: dayMs,
    elapsedMs: used?.usedMs ?? 0,
    measuredAt: iso(nowMs),
    ahead: one.completedAt === null ? aheadOf(promised, Math.max(nowMs, stand?.toMs ?? nowMs), clock) : [],
  };
}

/** From when on a case is near its limit. @throws CalendarGap */
export function nearMs(timed: Timed, clock: WorkingClock): number {
  const near = clock.markMs(timed, NEAR);
  return near > timed.startMs ? near : clock.markMs(timed, HALF_WAY);
}

function aheadOf({ limit }: Timed, fromMs: number, clock: WorkingClock): CaseClock['ahead'] {
  if (!Number.isFinite(fromMs)) return [];
  if (limit.unit === 'calendarDay' || limit.unit === 'month')
    return [{ from: iso(fromMs), to: iso(fromMs + THROUGH_MS) }];
  return clock.spans(fromMs, SPANS_AHEAD).map((span) => ({ from: iso(span.fromMs), to: iso(span.toMs) }));
}

/** What can be told, and why the first thing cannot that cannot. */
class Told {
  fault: ClockFault | null = null;

  of<T>(ask: () => T): T | undefined {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof CalendarGap)) throw error;
      this.fault ??= error.fault;
      return undefined;
    }
  }
}

const nominalMs = ({ value, unit }: Limit, dayMs: number): number =>
  value * { workingDay: dayMs, calendarDay: dayMs, month: 30 * dayMs, hour: 3_600_000, minute: 60_000 }[unit];

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined || !Number.isFinite(ms) ? null : iso(ms);
