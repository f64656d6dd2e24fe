/** A case's clock day by day: what counted, and what did not and why. Pure. */
import { CalendarGap, localTime, toUtc, type WorkingClock } from '../calendar/index.ts';
import type { ClockBreakdown } from '../contract/cases.ts';
import { REGION_ZONE } from '../contract/office-hours.ts';
import { type ClockedCase, timedOf } from './case-clocks.ts';
import type { CasePause } from './case-state.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;

/** What stopped the clock, beside the case's times. */
export interface BrokenDown extends ClockedCase {
  readonly reported: readonly CasePause[];
  /** Completed or refused. */
  readonly stoppedAt: Date | null;
}

/** Null before acceptance, and where the calendar does not tell. */
export function breakdownOf(one: BrokenDown, clock: WorkingClock, nowMs: number): ClockBreakdown | null {
  const timed = timedOf(one, one.promisedLimit);
  if (timed === null) return null;
  try {
    const dueMs = clock.dueMs(timed);
    const stoppedMs = one.stoppedAt?.getTime() ?? nowMs;
    const endMs = Math.max(timed.startMs, stoppedMs, Number.isFinite(dueMs) ? dueMs : 0);
    const stands = clock
      .stands(timed)
      .filter(({ fromMs }) => fromMs < endMs)
      .map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, endMs) }));
    const holidays = clock.holidays(timed.startMs, endMs);
    const kindAt = (atMs: number) => pauseAt(one.reported, atMs);

    const days: ClockBreakdown['days'] = [];
    let dayMs = dayStartMs(timed.startMs);
    for (; dayMs <= endMs && days.length < MOST_DAYS; dayMs = dayStartMs(dayMs + 1.5 * DAY_MS)) {
      const nextMs = dayStartMs(dayMs + 1.5 * DAY_MS);
      const fromMs = Math.max(dayMs, timed.startMs);
      const toMs = Math.min(nextMs, endMs);
      const paused = stands.filter((stand) => stand.fromMs < toMs && stand.toMs > fromMs);
      const lost = paused.reduce(
        (sum, stand) => sum + clock.between(Math.max(stand.fromMs, fromMs), Math.min(stand.toMs, toMs)),
        0,
      );
      days.push({
        day: localTime(dayMs, REGION_ZONE).day,
        countedMs: Math.max(0, Math.round(clock.between(fromMs, toMs) - lost)),
        holiday: holidays.find((each) => each.fromMs < nextMs && each.toMs > dayMs)?.name ?? null,
        paused: paused[0] === undefined ? null : kindAt(paused[0].fromMs).kind,
      });
    }
    return {
      days,
      cut: dayMs <= endMs,
      deducted: [
        ...holidays.map(({ name, fromMs, toMs }) => ({ kind: 'holiday' as const, name, fromMs, toMs })),
        ...stands.map((stand) => ({ ...kindAt(stand.fromMs), ...stand })),
      ]
        .sort((a, b) => a.fromMs - b.fromMs)
        .map(({ kind, name, fromMs, toMs }) => ({ kind, name, from: iso(fromMs), to: iso(toMs) })),
      extraDays: one.extraDays,
    };
  } catch (error) {
    // The clock itself says what is missing.
    if (error instanceof CalendarGap) return null;
    throw error;
  }
}

function pauseAt(reported: readonly CasePause[], atMs: number): Pick<CasePause, 'kind' | 'name'> {
  const standing = reported.find(
    ({ from, to }) => from !== null && from.getTime() <= atMs && (to === null || to.getTime() > atMs),
  );
  return { kind: standing?.kind ?? 'specialProcedure', name: standing?.name ?? null };
}

const dayStartMs = (atMs: number): number =>
  toUtc(Date.parse(`${localTime(atMs, REGION_ZONE).day}T00:00:00Z`), REGION_ZONE);

const iso = (ms: number): string => new Date(ms).toISOString();
