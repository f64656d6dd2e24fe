/** When a card's own times run out: to appeal, to answer, and when the next in line is told. Pure. */
import { CalendarGap, type WorkingClock } from '../calendar/index.ts';
import type { RuleBody } from '../contract/rules.ts';

const HOUR_MS = 3_600_000;

/** Null: no end can be told, as the calendar does not reach so far, or there is nothing to wait for. */
export function daysAfter(clock: WorkingClock, fromMs: number, days: number): number | null {
  if (days === 0) return fromMs;
  return told(() => clock.after(fromMs, { value: days, unit: 'workingDay' }));
}

/** The rule's recipients in the order they are told. */
export const inLine = (body: Pick<RuleBody, 'recipients'>): RuleBody['recipients'] =>
  [...body.recipients].sort((a, b) => a.afterHours - b.afterHours);

/** How many of them are told at once. */
export const toldAtOnce = (body: Pick<RuleBody, 'recipients'>): number =>
  body.recipients.filter(({ afterHours }) => afterHours === 0).length;

/** When the one after `told` is; null: all are told. Without a calendar by the plain clock: too soon rather than never. */
export function nextInLine(
  body: Pick<RuleBody, 'recipients'>,
  issuedMs: number,
  alreadyTold: number,
  clock: WorkingClock,
): number | null {
  const next = inLine(body)[alreadyTold];
  if (next === undefined) return null;
  const { afterHours } = next;
  if (afterHours === 0) return issuedMs;
  const atMs = told(() => clock.after(issuedMs, { value: afterHours, unit: 'hour' }));
  return atMs ?? issuedMs + afterHours * HOUR_MS;
}

/** Working time until then, ms, negative once it is over; null as above. */
export function leftMs(clock: WorkingClock, nowMs: number, until: Date | null): number | null {
  if (until === null) return null;
  const untilMs = until.getTime();
  return told(() => (untilMs < nowMs ? -clock.between(untilMs, nowMs) : clock.between(nowMs, untilMs)));
}

function told(ask: () => number): number | null {
  try {
    const ms = ask();
    return Number.isFinite(ms) ? ms : null;
  } catch (error) {
    if (error instanceof CalendarGap) return null;
    throw error;
  }
}
