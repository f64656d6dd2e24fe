/** The working time within one day, and what it counts for. */
import { type OfficeDay, spansOf } from '../contract/office-hours.ts';

const MINUTE_MS = 60_000;

export interface DayShape {
  /** In ms since midnight, in order. */
  readonly spans: readonly { readonly from: number; readonly to: number }[];
  readonly ms: number;
  /** In standard days: 1, or the share of a day that is shorter than it should be. */
  readonly days: number;
}

export const THE_CLOSED_DAY: DayShape = { spans: [], ms: 0, days: 0 };

/** Open for `hours`, where `full` would be a whole day. */
export function shapeOf(hours: OfficeDay, full: OfficeDay): DayShape {
  const spans = inMs(hours);
  const ms = lengthOf(spans);
  if (ms === 0) return THE_CLOSED_DAY;
  const days = Math.min(1, ms / lengthOf(inMs(full)));
  return { spans, ms, days };
}

/** Working ms of the day by a time of day. */
export function workedBy(shape: DayShape, timeOfDayMs: number): number {
  let worked = 0;
  for (const { from, to } of shape.spans) {
    if (timeOfDayMs <= from) break;
    worked += Math.min(timeOfDayMs, to) - from;
  }
  return worked;
}

/** The first time of day by which so much was worked: the close of a span, not the opening of the next. */
export function timeWorked(shape: DayShape, workedMs: number): number {
  let left = workedMs;
  for (const { from, to } of shape.spans) {
    if (left <= to - from) return from + left;
    left -= to - from;
  }
  return shape.spans.at(-1)?.to ?? 0;
}

const inMs = (hours: OfficeDay) =>
  spansOf(hours).map(({ from, to }) => ({
    from: minutesOf(from) * MINUTE_MS,
    to: minutesOf(to) * MINUTE_MS,
  }));

const lengthOf = (spans: DayShape['spans']): number =>
  spans.reduce((sum, { from, to }) => sum + to - from, 0);

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
