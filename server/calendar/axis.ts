/**
 * The three ways time can run: in working ms, in standard days of working time, or through. A limit lies on one of
 * them; pauses take stretches out of it.
 */
import type { CompiledDays } from './compile-days.ts';
import { timeWorked, workedBy } from './day-shape.ts';
import { DAY_MS, dayText, type LocalTime } from './local-dates.ts';

export interface Axis {
  /** How much runs between two instants. */
  between(fromMs: number, toMs: number): number;
  /** The first instant so much after another. */
  after(fromMs: number, amount: number): number;
  /** The first instant from which so much runs until another. */
  before(toMs: number, amount: number): number;
  /** Less than this is nothing: what arithmetic leaves over. */
  readonly grain: number;
}

export const wallAxis: Axis = {
  between: (fromMs, toMs) => toMs - fromMs,
  after: (fromMs, amount) => fromMs + amount,
  before: (toMs, amount) => toMs - amount,
  grain: 0.5,
};

export interface WorkingAxisOptions {
  readonly days: CompiledDays;
  readonly zone: LocalTime;
  readonly unit: 'ms' | 'days';
  /** Nothing can be told of a day, `2027-01-01`. */
  readonly gap: (code: ReturnType<CompiledDays['gapCode']>, day: string) => Error;
}

/** Far below a millisecond, far above what additions of a few thousand days get wrong. */
const DAY_GRAIN = 1e-11;
/** ms; the same, of one day's share worked back into a time of day. */
const ROUNDING_MS = 1e-3;

export class WorkingAxis implements Axis {
  readonly #days: CompiledDays;
  readonly #zone: LocalTime;
  readonly #inDays: boolean;
  readonly #runBefore: Float64Array;
  readonly #gap: WorkingAxisOptions['gap'];
  readonly grain: number;

  constructor({ days, zone, unit, gap }: WorkingAxisOptions) {
    this.#days = days;
    this.#zone = zone;
    this.#inDays = unit === 'days';
    this.#runBefore = this.#inDays ? days.daysBefore : days.msBefore;
    this.#gap = gap;
    this.grain = this.#inDays ? DAY_GRAIN : 0.5;
  }

  between(fromMs: number, toMs: number): number {
    this.#mustKnow(this.#dayOf(fromMs), this.#lastDayTo(fromMs, toMs));
    return this.#runBy(toMs) - this.#runBy(fromMs);
  }

  after(fromMs: number, amount: number): number {
    const first = this.#dayOf(fromMs);
    this.#mustKnow(first, first);
    if (amount <= this.grain) return fromMs;
    const target = this.#runBy(fromMs) + amount;
    const gap = this.#days.nextGap[first] ?? first;
    if ((this.#runBefore[gap] ?? 0) < target - this.grain) throw this.#gapAt(gap);
    return this.#instantOf(target, first, gap);
  }

  before(toMs: number, amount: number): number {
    const last = this.#lastDayTo(toMs, toMs);
    this.#mustKnow(last, last);
    const target = this.#runBy(toMs) - amount;
    if (target < -this.grain) throw this.#gapAt(-1);
    // Days of which nothing can be told run nothing: the first day with as much run is never before such a gap.
    const found = this.#instantOf(target, 0, last + 1);
    this.#mustKnow(this.#dayOf(found), last);
    return found;
  }

  /** Everything before the first day known of has run nothing, and after the last nothing more. */
  #runBy(atMs: number): number {
    const local = this.#zone.toLocal(atMs);
    const number = Math.floor(local / DAY_MS);
    const day = number - this.#days.firstDay;
    if (day < 0) return 0;
    if (day >= this.#days.count) return this.#runBefore[this.#days.count] ?? 0;
    const shape = this.#shape(day);
    const worked = workedBy(shape, local - number * DAY_MS);
    const run = this.#inDays ? (shape.ms === 0 ? 0 : (worked / shape.ms) * shape.days) : worked;
    return (this.#runBefore[day] ?? 0) + run;
  }

  /** The first instant, from one day to before another, by which so much has run. */
  #instantOf(target: number, firstDay: number, beforeDay: number): number {
    let low = firstDay;
    let high = beforeDay - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#runBefore[middle + 1] ?? 0) >= target - this.grain) high = middle;
      else low = middle + 1;
    }
    const shape = this.#shape(low);
    const run = target - (this.#runBefore[low] ?? 0);
    const workedMs = this.#inDays ? (run / (shape.days || 1)) * shape.ms : run;
    const whole = Math.max(0, Math.min(shape.ms, Math.floor(workedMs + ROUNDING_MS)));
    return this.#zone.toUtc((low + this.#days.firstDay) * DAY_MS + timeWorked(shape, whole));
  }

  #shape(day: number) {
    const shape = this.#days.shapes[this.#days.shapeOf[day] ?? 0];
    if (shape === undefined) throw new Error(`no day ${day} was compiled`);
    return shape;
  }

  #dayOf(atMs: number): number {
    return Math.floor(this.#zone.toLocal(atMs) / DAY_MS) - this.#days.firstDay;
  }

  /** The day of the last moment before `toMs`: midnight needs nothing of the day it begins. */
  #lastDayTo(fromMs: number, toMs: number): number {
    return this.#dayOf(toMs > fromMs ? toMs - 1 : toMs);
  }

  #mustKnow(first: number, last: number): void {
    if (first < 0) throw this.#gapAt(first);
    const gap = first >= this.#days.count ? first : (this.#days.nextGap[first] ?? first);
    if (gap <= last) throw this.#gapAt(gap);
  }

  #gapAt(day: number): Error {
    const number = day + this.#days.firstDay;
    return this.#gap(this.#days.gapCode(number), dayText(number));
  }
}
