/** A clock worked out for somebody who asks why: due, used, and what took time away. */
import type { z } from 'zod';
import type * as contract from '../contract/calendar.ts';
import type { TriedClock } from '../contract/calendar.ts';
import { nearMs } from './case-clock.ts';
import { CalendarGap, type Timed, type WorkingClock } from './working-clock.ts';

export function tryClock(asked: z.output<typeof contract.tryClock>, clock: WorkingClock): TriedClock {
  const { limit, extraDays } = asked;
  const startMs = Date.parse(asked.acceptedAt);
  const measuredMs = Date.parse(asked.measuredAt);
  const pauses = asked.pauses.map(({ from, to, atMost }) => ({
    fromMs: Date.parse(from),
    toMs: to === null ? null : Date.parse(to),
    atMost,
  }));
  const timed: Timed = { startMs, limit, pauses, extraDays };
  let fault: TriedClock['fault'] = null;
  const told = <T>(ask: () => T): T | undefined => {
    try {
      return ask();
    } catch (error) {
      if (!(error instanceof CalendarGap)) throw error;
      fault ??= error.fault;
      return undefined;
    }
  };
  const due = told(() => clock.dueMs(timed));
  const near = told(() => nearMs(timed, clock));
  const used = told(() => clock.used(timed, measuredMs));
  const stands = told(() => clock.stands(timed)) ?? [];
  const untilMs = Math.max(measuredMs, due !== undefined && Number.isFinite(due) ? due : measuredMs);
  const deducted = (fromMs: number, toMs: number) =>
    told(() => clock.used({ startMs: fromMs, limit, pauses: [], extraDays: 0 }, toMs).usedMs) ?? 0;
  return {
    dueAt: isoOrNull(due),
    nearAt: isoOrNull(near),
    usedMs: used?.usedMs ?? 0,
    limitMs: used?.limitMs ?? 0,
    workingDayMs: clock.workingDayMs,
    holidays:
      limit.unit === 'calendarDay' || limit.unit === 'month'
        ? []
        : clock
            .holidays(startMs, untilMs)
            .map(({ name, fromMs, toMs }) => ({ name, from: iso(fromMs), to: iso(toMs) })),
    pauses: stands
      .filter(({ fromMs }) => fromMs < untilMs)
      .map(({ fromMs, toMs }) => ({
        from: iso(fromMs),
        to: isoOrNull(toMs),
        deductedMs: deducted(fromMs, Math.min(toMs, untilMs)),
      })),
    fault,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | undefined): string | null =>
  ms === undefined || !Number.isFinite(ms) ? null : iso(ms);
