/** Working time at one place, over its compiled days. */
import type { ClockFault, Limit } from '../contract/clock.ts';
import { type Axis, WorkingAxis, wallAxis } from './axis.ts';
import { type CompiledDays, compileDays, type PlaceTime, standardDayMs } from './compile-days.ts';
import {
  addDays,
  addMonths,
  DAY_MS,
  dayNumber,
  type LocalTime,
  localTimeIn,
  weekdayOfNumber,
} from './local-dates.ts';
import { merged, runAfter, runBefore, runBetween, type Stands } from './paused-axis.ts';
import { CalendarGap, type Mark, type Pause, type Timed, type WorkingClock } from './working-clock.ts';

export interface PlaceClockOptions {
  readonly key: string;
  readonly version: number;
  readonly place: PlaceTime;
  /** The day whose hours say how long a standard day is in words, `2026-11-23`. */
  readonly today: string;
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a clock has to run on one axis; extensions of limits that are not in working days follow as a second one. */
interface Part {
  readonly axis: Axis;
  readonly amount: number;
  /** Ms for one of the axis. */
  readonly scale: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Where nobody said: only to have something to divide by; whoever asks for time gets the gap. */
const NO_HOURS_DAY_MS = 8 * HOUR_MS;

export class PlaceClock implements WorkingClock {
  readonly key: string;
  readonly version: number;
  readonly workingDayMs: number;
  readonly #days: CompiledDays;
  readonly #zone: LocalTime;
  readonly #inMs: WorkingAxis;
  readonly #inDays: WorkingAxis;

  constructor({ key, version, place, today }: PlaceClockOptions) {
    this.key = key;
    this.version = version;
    this.#days = compileDays(place);
    this.#zone = localTimeIn(place.zone);
    this.workingDayMs = standardDayMs(place.hours, dayNumber(today)) ?? NO_HOURS_DAY_MS;
    const gap = (code: ClockFault['code'], day: string) =>
      new CalendarGap({ code, day, regionCode: place.regionCode, hallId: place.hallId });
    const common = { days: this.#days, zone: this.#zone, gap };
    this.#inMs = new WorkingAxis({ ...common, unit: 'ms' });
    this.#inDays = new WorkingAxis({ ...common, unit: 'days' });
  }

  dueMs(timed: Timed): number {
    return this.#endOf(timed, this.#partsOf(timed), this.#standsOf(timed.pauses));
  }

  markMs(timed: Timed, mark: Mark): number {
    const parts = this.#partsOf(timed);
    const stands = this.#standsOf(timed.pauses);
    if (mark.kind === 'share') return this.#endOf(timed, shareOf(parts, mark.share), stands);
    const { value } = mark;
    if (value === 0) return this.#endOf(timed, parts, stands);
    const axis = this.#axisOf(mark.unit);
    const [only] = parts;
    // On the clock's own axis counted from the start: told even where the deadline itself cannot be.
    if (parts.length === 1 && only?.axis === axis && axis !== wallAxis) {
      const amount = only.amount + (value * this.#oneOf(mark.unit)) / only.scale;
      return amount <= axis.grain ? timed.startMs : runAfter(axis, timed.startMs, amount, stands);
    }
    const due = this.#endOf(timed, parts, stands);
    if (due === Number.POSITIVE_INFINITY) return due;
    const limit = { value: Math.abs(value), unit: mark.unit };
    if (value > 0) return runAfter(axis, due, this.#amountFrom(due, limit), stands);
    const amount = this.#amountUntil(due, limit);
    if (runBetween(axis, timed.startMs, due, stands) <= amount + axis.grain) return timed.startMs;
    return axisRounded(runBefore(axis, due, amount, stands));
  }

  used(timed: Timed, atMs: number): { usedMs: number; limitMs: number } {
    const parts = this.#partsOf(timed);
    const stands = this.#standsOf(timed.pauses);
    const [first, second] = parts;
    if (first === undefined) throw new Error('a clock has a limit');
    const ran = (part: Part, fromMs: number) =>
      runBetween(part.axis, fromMs, Math.max(fromMs, atMs), stands) * part.scale;
    if (second === undefined)
      return { usedMs: whole(ran(first, timed.startMs)), limitMs: whole(first.amount * first.scale) };
    const firstMs = first.amount * first.scale;
    const limitMs = whole(firstMs + second.amount * second.scale);
    const turn = runAfter(first.axis, timed.startMs, first.amount, stands);
    if (atMs <= turn) return { usedMs: whole(ran(first, timed.startMs)), limitMs };
    return { usedMs: whole(firstMs + ran(second, turn)), limitMs };
  }

  stands(timed: Timed): readonly Span[] {
    return merged(this.#standsOf(timed.pauses), Number.POSITIVE_INFINITY)
      .filter(({ toMs }) => toMs > timed.startMs)
      .map(({ fromMs, toMs }) => ({ fromMs: Math.max(fromMs, timed.startMs), toMs }));
  }

  after(fromMs: number, limit: Limit): number {
    return this.#axisOf(limit.unit).after(fromMs, this.#amountFrom(fromMs, limit));
  }

  between(fromMs: number, toMs: number): number {
    return toMs < fromMs ? -this.#inMs.between(toMs, fromMs) : this.#inMs.between(fromMs, toMs);
  }

  spans(fromMs: number, count: number): readonly Span[] {
    const { firstDay, nextGap, shapes, shapeOf } = this.#days;
    const spans: Span[] = [];
    const first = Math.floor(this.#zone.toLocal(fromMs) / DAY_MS) - firstDay;
    if (first < 0) return spans;
    const end = nextGap[first] ?? 0;
    for (let day = first; day < end; day += 1)
      for (const { from, to } of shapes[shapeOf[day] ?? 0]?.spans ?? []) {
        if (spans.length === count) return spans;
        const midnight = (day + firstDay) * DAY_MS;
        const opensMs = this.#zone.toUtc(midnight + from);
        const closesMs = this.#zone.toUtc(midnight + to);
        if (closesMs > fromMs) spans.push({ fromMs: Math.max(opensMs, fromMs), toMs: closesMs });
      }
    return spans;
  }

  holidays(fromMs: number, toMs: number): readonly (Span & { readonly name: string })[] {
    const { holidayOf } = this.#days;
    const first = Math.floor(this.#zone.toLocal(fromMs) / DAY_MS);
    const last = Math.floor(this.#zone.toLocal(Math.max(fromMs, toMs - 1)) / DAY_MS);
    const found: (Span & { name: string })[] = [];
    for (let day = first; day <= last; day += 1) {
      const name = holidayOf.get(day);
      if (name === undefined) continue;
      let from = day;
      while (holidayOf.get(from - 1) === name) from -= 1;
      let to = day + 1;
      while (holidayOf.get(to) === name) to += 1;
      // Weekend days that are holidays take nothing: they would not have been worked.
      const takes = range(Math.max(from, first), Math.min(to, last + 1)).some(
        (one) => weekdayOfNumber(one) < 5,
      );
      if (takes)
        found.push({ name, fromMs: this.#zone.toUtc(from * DAY_MS), toMs: this.#zone.toUtc(to * DAY_MS) });
      day = to - 1;
    }
    return found;
  }

  #endOf({ startMs }: Timed, parts: readonly Part[], stands: Stands): number {
    let at = startMs;
    for (const { axis, amount } of parts) {
      if (at === Number.POSITIVE_INFINITY) return at;
      at = runAfter(axis, at, amount, stands);
    }
    return axisRounded(at);
  }

  #partsOf({ startMs, limit, extraDays }: Timed): readonly Part[] {
    if (limit.unit === 'workingDay')
      return [{ axis: this.#inDays, amount: limit.value + extraDays, scale: this.workingDayMs }];
    const own = { axis: this.#axisOf(limit.unit), amount: this.#amountFrom(startMs, limit), scale: 1 };
    if (extraDays === 0) return [own];
    return [own, { axis: this.#inDays, amount: extraDays, scale: dayOf(limit.unit, this.workingDayMs) }];
  }

  #standsOf(pauses: readonly Pause[]): Stands {
    return pauses
      .filter(({ fromMs, toMs }) => toMs === null || toMs > fromMs)
      .sort((a, b) => a.fromMs - b.fromMs)
      .map((pause) => ({ fromMs: pause.fromMs, toMs: once(() => this.#endOfPause(pause)) }));
  }

  /** Not beyond what was applied for; whether it went beyond needs the calendar only as far as it went. */
  #endOfPause({ fromMs, toMs, atMost }: Pause): number {
    if (atMost === null) return toMs ?? Number.POSITIVE_INFINITY;
    if (toMs === null) return this.after(fromMs, atMost);
    const axis = this.#axisOf(atMost.unit);
    const amount = this.#amountFrom(fromMs, atMost);
    return axis.between(fromMs, toMs) <= amount ? toMs : Math.min(toMs, axis.after(fromMs, amount));
  }

  #axisOf(unit: Limit['unit']): Axis {
    if (unit === 'workingDay') return this.#inDays;
    return unit === 'hour' || unit === 'minute' ? this.#inMs : wallAxis;
  }

  /** One of a unit, in ms of the time it runs in. */
  #oneOf(unit: Limit['unit']): number {
    return {
      workingDay: this.workingDayMs,
      hour: HOUR_MS,
      minute: MINUTE_MS,
      calendarDay: DAY_MS,
      month: 30 * DAY_MS,
    }[unit];
  }

  /** How much of its axis a limit is, counted from an instant on. */
  #amountFrom(fromMs: number, { value, unit }: Limit): number {
    if (unit === 'workingDay') return value;
    if (unit === 'calendarDay') return addDays(fromMs, value, this.#zone) - fromMs;
    return unit === 'month' ? addMonths(fromMs, value, this.#zone) - fromMs : value * this.#oneOf(unit);
  }

  /** The same, counted back from an instant. */
  #amountUntil(toMs: number, { value, unit }: Limit): number {
    if (unit === 'calendarDay') return toMs - addDays(toMs, -value, this.#zone);
    return unit === 'month'
      ? toMs - addMonths(toMs, -value, this.#zone)
      : this.#amountFrom(toMs, { value, unit });
  }
}

/** One day of the time a limit runs in, ms. */
export const dayOf = (unit: Limit['unit'], workingDayMs: number): number =>
  unit === 'calendarDay' || unit === 'month' ? DAY_MS : workingDayMs;

/** The first so much of all parts together, by what they come to in ms. */
function shareOf(parts: readonly Part[], share: number): Part[] {
  let left = share * parts.reduce((sum, { amount, scale }) => sum + amount * scale, 0);
  const wanted: Part[] = [];
  for (const part of parts) {
    const ms = Math.min(left, part.amount * part.scale);
    if (ms > 0) wanted.push({ ...part, amount: ms / part.scale });
    left -= ms;
  }
  return wanted;
}

/** Shares leave fractions of a ms: the last whole one is the last within. */
const axisRounded = (ms: number): number => (Number.isFinite(ms) ? Math.floor(ms + 1e-6) : ms);
const whole = (ms: number): number => Math.round(ms);
const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);

function once<T>(work: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: work() };
    return made.value;
  };
}
