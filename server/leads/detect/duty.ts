/** When a window ought to be served: on the roster where there is one that day, or as reported; never outside office hours. */
import type { WindowFacts } from './facts.ts';
import { DAY_MS } from './rule.ts';
import { common, joined, type Span, touches, without } from './spans.ts';

export interface Duty {
  readonly rostered: readonly Span[];
  /** Rostered or reported open. */
  readonly open: readonly Span[];
  /** Where nobody said: office hours. */
  readonly perhaps: readonly Span[];
  /** In office hours, with a roster that day, and nobody on it: breaks. */
  readonly breaks: readonly Span[];
}

/** Days of Asia/Shanghai, which has no summer time: only to tell which day's roster there is. */
const ZONE_MS = 8 * 3_600_000;

export function dutyOf(facts: WindowFacts): Duty {
  const all: readonly Span[] = [{ fromMs: facts.fromMs, toMs: facts.toMs }];
  const hours = facts.officeHours;
  const within = (spans: readonly Span[]) => common(hours ?? all, common(all, spans));
  const shifts = joined(facts.shifts);
  const days = daysOf(facts).map((day) => ({ day, isRostered: touches(shifts, day) }));
  const rosteredDays = joined(days.filter((one) => one.isRostered).map((one) => one.day));
  const rostered = without(within(shifts), facts.closed);
  const reported = without(within(facts.opened), rosteredDays);
  return {
    rostered,
    open: joined([...rostered, ...reported]),
    perhaps: hours === null ? [] : without(without(within(all), rosteredDays), facts.closed),
    breaks: hours === null ? [] : without(common(within(all), rosteredDays), rostered),
  };
}

function daysOf({ fromMs, toMs }: Span): Span[] {
  const days: Span[] = [];
  for (let day = Math.floor((fromMs + ZONE_MS) / DAY_MS); day * DAY_MS - ZONE_MS < toMs; day += 1)
    days.push({ fromMs: day * DAY_MS - ZONE_MS, toMs: (day + 1) * DAY_MS - ZONE_MS });
  return days;
}
