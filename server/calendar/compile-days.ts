/**
 * A place's calendar and hours, day by day, worked out once: how much working time has run by the morning of each day,
 * in ms and in standard days. What is asked later is two look-ups and a binary search.
 */
import type { DayMark } from '../contract/calendar.ts';
import type { ClockFault } from '../contract/clock.ts';
import type { OfficeDay } from '../contract/office-hours.ts';
import { type DayShape, shapeOf, THE_CLOSED_DAY } from './day-shape.ts';
import { dayNumber, weekdayOfNumber } from './local-dates.ts';

export interface HoursTerm {
  readonly validFrom: string;
  readonly week: readonly OfficeDay[];
}

/** What is known of a place, the nearest first wherever one goes before another. */
export interface PlaceTime {
  readonly hallId: string | null;
  readonly regionCode: string;
  readonly zone: string;
  /** The announced years that count here. */
  readonly years: readonly { readonly year: number; readonly days: readonly DayMark[] }[];
  /** The hall's own terms, its region's, those above; each in order of `validFrom`. */
  readonly hours: readonly (readonly HoursTerm[])[];
  /** Single days of the hall. */
  readonly exceptions: readonly { readonly day: string; readonly hours: OfficeDay }[];
}

export interface CompiledDays {
  /** Number of the first day. */
  readonly firstDay: number;
  readonly count: number;
  /** Working ms, and standard days, before day `i`; `count + 1` entries. */
  readonly msBefore: Float64Array;
  readonly daysBefore: Float64Array;
  /** The nearest day from `i` on of which nothing can be told; `count` where there is none within. */
  readonly nextGap: Int32Array;
  readonly shapes: readonly DayShape[];
  readonly shapeOf: Uint16Array;
  readonly gapCode: (day: number) => ClockFault['code'];
  /** Names of holidays, by day. */
  readonly holidayOf: ReadonlyMap<number, string>;
}

const WEEKEND = 5;

export function compileDays(place: PlaceTime): CompiledDays {
  const years = [...place.years].sort((a, b) => a.year - b.year);
  const firstDay = dayNumber(`${years[0]?.year ?? 1970}-01-01`);
  const count = years.length === 0 ? 0 : dayNumber(`${(years.at(-1)?.year ?? 1970) + 1}-01-01`) - firstDay;
  const announced = new Set(years.map(({ year }) => year));
  const marks = new Map(years.flatMap(({ days }) => days.map((one) => [dayNumber(one.day), one] as const)));
  const exceptions = new Map(place.exceptions.map((one) => [dayNumber(one.day), one.hours]));
  const hours = new HoursInForce(place.hours);

  const msBefore = new Float64Array(count + 1);
  const daysBefore = new Float64Array(count + 1);
  const nextGap = new Int32Array(count + 1).fill(count);
  const shapeIndex = new Uint16Array(count);
  const shapes: DayShape[] = [];
  const shapeAt = new Map<DayShape, number>();
  const shaped = new Shapes();
  const gaps = new Set<number>();

  let isKnown = false;
  let yearEnds = firstDay;
  for (let at = 0; at < count; at += 1) {
    const number = firstDay + at;
    if (number === yearEnds) {
      isKnown = announced.has(yearOf(number));
      yearEnds = dayNumber(`${yearOf(number) + 1}-01-01`);
    }
    const worked = isKnown && isWorked(number, marks.get(number));
    const shape = worked
      ? workedShape(number, hours.on(number), exceptions.get(number), shaped)
      : THE_CLOSED_DAY;
    if (!isKnown || shape === undefined) gaps.add(at);
    const made = shape ?? THE_CLOSED_DAY;
    const index = shapeAt.get(made) ?? shapes.push(made) - 1;
    shapeAt.set(made, index);
    shapeIndex[at] = index;
    msBefore[at + 1] = (msBefore[at] ?? 0) + made.ms;
    daysBefore[at + 1] = (daysBefore[at] ?? 0) + made.days;
  }
  for (let at = count - 1; at >= 0; at -= 1) nextGap[at] = gaps.has(at) ? at : (nextGap[at + 1] ?? count);

  const holidayOf = new Map<number, string>();
  for (const [number, mark] of marks) if (mark.kind === 'holiday') holidayOf.set(number, mark.name);
  return {
    ...{ firstDay, count, msBefore, daysBefore, nextGap, shapes, shapeOf: shapeIndex, holidayOf },
    gapCode: (number) => (announced.has(yearOf(number)) ? 'no_hours' : 'year_unannounced'),
  };
}

const yearOf = (number: number): number => new Date(number * 86_400_000).getUTCFullYear();

const isWorked = (number: number, mark: DayMark | undefined): boolean =>
  mark === undefined ? weekdayOfNumber(number) < WEEKEND : mark.kind === 'workday';

/**
 * A day that is worked. What counts as one day is what the week says of that weekday; an exception that is shorter
 * counts as its share, a longer one as no more than the one day. A weekend day that is worked in place of another has
 * the hours of its weekday, if it has some, or else those of the first weekday that has. Undefined: nobody said.
 */
function workedShape(
  number: number,
  week: readonly OfficeDay[] | undefined,
  exception: OfficeDay | undefined,
  shaped: Shapes,
): DayShape | undefined {
  if (week === undefined) return exception && shaped.of(exception, exception);
  const weekday = weekdayOfNumber(number);
  const own = week[weekday];
  const usual = week.find(isOpen);
  const full = own !== undefined && isOpen(own) ? own : usual;
  if (full === undefined) return undefined;
  if (exception !== undefined) return shaped.of(exception, full);
  return weekday < WEEKEND && full !== own ? THE_CLOSED_DAY : shaped.of(full, full);
}

/** A year has few kinds of days: each is worked out once. */
class Shapes {
  readonly #made = new Map<OfficeDay, Map<OfficeDay, DayShape>>();

  of(hours: OfficeDay, full: OfficeDay): DayShape {
    const byFull = this.#made.get(hours) ?? new Map<OfficeDay, DayShape>();
    this.#made.set(hours, byFull);
    const shape = byFull.get(full) ?? shapeOf(hours, full);
    byFull.set(full, shape);
    return shape;
  }
}

export const isOpen = ({ morning, afternoon }: OfficeDay): boolean => morning !== null || afternoon !== null;

/** Which week holds on a day: the nearest place's that has one. A week that is never open says nothing. */
class HoursInForce {
  readonly #sources: readonly { from: number; week: readonly OfficeDay[] | undefined }[][];

  readonly #changes: readonly number[];
  #heldFrom = Number.POSITIVE_INFINITY;
  #heldUntil = Number.NEGATIVE_INFINITY;
  #held: readonly OfficeDay[] | undefined;

  constructor(sources: PlaceTime['hours']) {
    this.#sources = sources.map((terms) =>
      terms.map(({ validFrom, week }) => ({
        from: dayNumber(validFrom),
        week: week.some(isOpen) ? week : undefined,
      })),
    );
    this.#changes = this.#sources
      .flat()
      .map(({ from }) => from)
      .sort((a, b) => a - b);
  }

  on(number: number): readonly OfficeDay[] | undefined {
    // Days are asked for one after the other, and a week holds for months.
    if (number >= this.#heldFrom && number < this.#heldUntil) return this.#held;
    this.#heldFrom = number;
    this.#heldUntil = this.#changes.find((day) => day > number) ?? Number.POSITIVE_INFINITY;
    this.#held = this.#find(number);
    return this.#held;
  }

  #find(number: number): readonly OfficeDay[] | undefined {
    for (const terms of this.#sources) {
      const week = terms.findLast((one) => one.from <= number)?.week;
      if (week !== undefined) return week;
    }
    return undefined;
  }
}

/** Length of a standard day by the hours in force on a day, ms; undefined: none. */
export function standardDayMs(hours: PlaceTime['hours'], onDay: number): number | undefined {
  const usual = new HoursInForce(hours).on(onDay)?.find(isOpen);
  return usual && shapeOf(usual, usual).ms;
}
