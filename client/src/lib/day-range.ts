/** Whole days as a list's query has them: `from` the first day's beginning, `to` the beginning of the day after the last. */
import dayjs, { type Dayjs } from 'dayjs';

export interface DayQuery {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The days that an address asks for, to be shown; null where it says nothing, or nothing that is a time. */
export function daysOf({ from, to }: DayQuery): [Dayjs | null, Dayjs | null] {
  return [dayOf(from), dayOf(to, 1)];
}

export function queryOfDays(days: readonly (Dayjs | null)[] | null): DayQuery {
  const [first, last] = days ?? [];
  return {
    from: first?.startOf('day').toISOString(),
    to: last?.startOf('day').add(1, 'day').toISOString(),
  };
}

/** `to` is not of the range itself: an instant before it is of the last day. */
function dayOf(text: string | undefined, beforeMs = 0): Dayjs | null {
  if (text === undefined) return null;
  const day = dayjs(text);
  return day.isValid() ? day.subtract(beforeMs, 'millisecond').startOf('day') : null;
}
