/** When an order is to be answered, and who is told after that. Pure. */

import { daysAfter } from '../alerts/index.ts';
import type { WorkingClock } from '../calendar/index.ts';

const DAY_MS = 86_400_000;

/** Without a calendar by the plain clock: too soon rather than never. */
export function untilMs(clock: WorkingClock, fromMs: number, days: number): number {
  return daysAfter(clock, fromMs, days) ?? fromMs + days * DAY_MS;
}

/** Told of an order nobody answered, one after the other, so many working days after its end. */
export const LINE = [
  { to: 'sectionHead', afterDays: 0 },
  { to: 'leader', afterDays: 1 },
  { to: 'supervisor', afterDays: 2 },
] as const;

/** When the one after `told` is; null: all are told. The first instant after the deadline is late. */
export function nextTellingMs(clock: WorkingClock, orderUntilMs: number, told: number): number | null {
  const next = LINE[told];
  return next === undefined ? null : untilMs(clock, orderUntilMs, next.afterDays) + 1;
}
