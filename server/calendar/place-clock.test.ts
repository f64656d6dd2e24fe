import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limit } from '../contract/clock.ts';
import type { OfficeDay } from '../contract/office-hours.ts';
import type { PlaceTime } from './compile-days.ts';
import { clockFor } from './index.ts';
import { PlaceClock } from './place-clock.ts';
import { loadShipped } from './shipped.ts';
import { hours, placeClock, placeNames, placeTime } from './testing/places.ts';
import { CalendarGap, type Pause, type Timed } from './working-clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const at = (text: string) => Date.parse(`${text}+08:00`);
const text = (ms: number) => new Date(ms + 8 * HOUR).toISOString().slice(0, 23);
const std = placeClock('std');
const days = (value: number): Limit => ({ value, unit: 'workingDay' });
const timed = (startMs: number, limit: Limit, pauses: readonly Pause[] = [], extraDays = 0): Timed => ({
  ...{ startMs, limit, pauses, extraDays },
});
const gapOf = (ask: () => unknown): CalendarGap['fault'] | undefined => {
  try {
    ask();
  } catch (error) {
    if (error instanceof CalendarGap) return error.fault;
    throw error;
  }
  return undefined;
};

const places = fc.constantFrom(...placeNames.map((name) => ({ name, clock: placeClock(name) })));
const instants = fc.integer({ min: at('2024-01-05T00:00'), max: at('2026-06-01T00:00') });
const limits: fc.Arbitrary<Limit> = fc.oneof(
  fc.record({ value: fc.integer({ min: 1, max: 30 }), unit: fc.constant('workingDay' as const) }),
  fc.record({ value: fc.integer({ min: 1, max: 40 }), unit: fc.constant('calendarDay' as const) }),
  fc.record({ value: fc.integer({ min: 1, max: 80 }), unit: fc.constant('hour' as const) }),
  fc.record({ value: fc.integer({ min: 1, max: 900 }), unit: fc.constant('minute' as const) }),
  fc.record({ value: fc.integer({ min: 1, max: 2 }), unit: fc.constant('month' as const) }),
);
/** Around a start, in ms from it. */
const pauses = fc.array(
  fc.record({
    from: fc.integer({ min: -3 * DAY, max: 20 * DAY }),
    length: fc.integer({ min: 1, max: 10 * DAY }),
    atMost: fc.option(
      fc.record({ value: fc.integer({ min: 1, max: 5 }), unit: fc.constant('workingDay' as const) }),
    ),
  }),
  { maxLength: 4 },
);
const clocked = fc
  .record({ startMs: instants, limit: limits, pauses, extraDays: fc.constantFrom(0, 0, 1, 7) })
  .map(
    ({ pauses: relative, ...one }): Timed => ({
      ...one,
      pauses: relative.map(({ from, length, atMost }) => ({
        fromMs: one.startMs + from,
        toMs: one.startMs + from + length,
        atMost,
      })),
    }),
  );

/**
 * How far, in ms of the limit, an instant in whole ms may lie from a share of it: roundings alone come to 2. The days of
 * an extension count in full however short they are (a calendar day is 24 h), so there one ms of a short day is several.
 */
const coarseness = ({ extraDays }: Timed): number => (extraDays > 0 ? 12 : 2);

describe('whatever the place, the limit and the pauses', () => {
  it('at the deadline no more than the limit is used, and as much of it as whole ms let; one ms later more', () => {
    fc.assert(
      fc.property(places, clocked, ({ clock }, one) => {
        const due = clock.dueMs(one);
        expect(Number.isInteger(due)).toBe(true);
        const { usedMs, limitMs } = clock.used(one, due);
        expect(Math.abs(usedMs - limitMs)).toBeLessThanOrEqual(coarseness(one));
        // Somewhere later there is more: the first moment after the deadline at which the clock runs again.
        expect(clock.used(one, due + 40 * DAY).usedMs).toBeGreaterThan(limitMs);
      }),
      { numRuns: 300 },
    );
  });

  it('never runs backwards, nor beyond 24 hours a day', () => {
    fc.assert(
      fc.property(
        places,
        clocked,
        fc.integer({ min: 0, max: 60 * DAY }),
        fc.integer({ min: 0, max: DAY }),
        ({ clock }, one, first, more) => {
          const from = clock.used(one, one.startMs + first).usedMs;
          const to = clock.used(one, one.startMs + first + more).usedMs;
          expect(to).toBeGreaterThanOrEqual(from);
          expect(to - from).toBeLessThanOrEqual(DAY + 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('a longer limit, a pause more or an extension never end earlier', () => {
    fc.assert(
      fc.property(places, clocked, pauses, ({ clock }, one, more) => {
        const due = clock.dueMs(one);
        const { value, unit } = one.limit;
        expect(clock.dueMs({ ...one, limit: { value: value + 1, unit } })).toBeGreaterThanOrEqual(due);
        expect(clock.dueMs({ ...one, extraDays: one.extraDays + 1 })).toBeGreaterThanOrEqual(due);
        const added = more.map(({ from, length, atMost }) => ({
          fromMs: one.startMs + from,
          toMs: one.startMs + from + length,
          atMost,
        }));
        expect(clock.dueMs({ ...one, pauses: [...one.pauses, ...added] })).toBeGreaterThanOrEqual(due);
      }),
      { numRuns: 300 },
    );
  });

  it('pauses count the same in any order, and twice the same one once', () => {
    fc.assert(
      fc.property(places, clocked, ({ clock }, one) => {
        const due = clock.dueMs(one);
        const turned = [...one.pauses].reverse();
        expect(clock.dueMs({ ...one, pauses: [...turned, ...one.pauses] })).toBe(due);
      }),
      { numRuns: 200 },
    );
  });

  it('marks lie between start and what they are counted from, in order', () => {
    fc.assert(
      fc.property(places, clocked, fc.integer({ min: 1, max: 12 }), ({ clock }, one, value) => {
        const due = clock.dueMs(one);
        for (const unit of ['workingDay', 'calendarDay', 'hour'] as const) {
          const before = clock.markMs(one, { kind: 'offset', value: -value, unit });
          const after = clock.markMs(one, { kind: 'offset', value, unit });
          expect([before >= one.startMs, before <= due, after > due]).toEqual([true, true, true]);
        }
        const [half, most] = [0.5, 0.9].map((share) => clock.markMs(one, { kind: 'share', share }));
        expect([one.startMs, half, most, due]).toEqual(
          [one.startMs, half, most, due].sort((a, b) => Number(a) - Number(b)),
        );
        const { usedMs, limitMs } = clock.used(one, most ?? 0);
        expect(Math.abs(usedMs - 0.9 * limitMs)).toBeLessThanOrEqual(coarseness(one));
      }),
      { numRuns: 200 },
    );
  });

  it('between is additive, and what the spans add up to', () => {
    const steps = fc.tuple(
      instants,
      fc.integer({ min: 0, max: 30 * DAY }),
      fc.integer({ min: 0, max: 30 * DAY }),
    );
    fc.assert(
      fc.property(places, steps, ({ clock }, [a, first, second]) => {
        const [b, c] = [a + first, a + first + second];
        expect(clock.between(a, b) + clock.between(b, c)).toBe(clock.between(a, c));
        const within = clock
          .spans(a, 200)
          .reduce((sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, c) - fromMs), 0);
        expect(within).toBe(clock.between(a, c));
        expect(clock.between(a, clock.after(a, { value: 17, unit: 'hour' }))).toBe(17 * HOUR);
      }),
      { numRuns: 300 },
    );
  });
});

describe('against counting day by day, for calendars and hours of any kind', () => {
  const spansOf = fc.constantFrom('08:30-12:00 13:30-18:00', '09:00-12:00', '09:00-17:00', '00:00-24:00', '');
  const officeDay = spansOf.map(
    (one): OfficeDay => (one === '' ? { morning: null, afternoon: null } : hours(one)),
  );
  const dayText = (n: number) => new Date(Date.UTC(2025, 0, 1) + n * DAY).toISOString().slice(0, 10);
  const somePlace = fc
    .record({
      marks: fc.uniqueArray(fc.integer({ min: 0, max: 364 }), { maxLength: 60 }),
      week: fc
        .tuple(...Array.from({ length: 7 }, () => officeDay))
        .filter((week) => week.some((one) => one.morning)),
      exceptions: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 364 }), officeDay), {
        maxLength: 20,
        selector: ([n]) => n,
      }),
    })
    .map(
      ({ marks, week, exceptions }): PlaceTime => ({
        ...{ hallId: null, regionCode: '445200', zone: 'Asia/Shanghai' },
        years: [
          {
            year: 2025,
            days: marks.map((n) => ({
              day: dayText(n),
              kind: [5, 6].includes((n + 2) % 7) ? 'workday' : 'holiday',
              name: 'x',
            })),
          },
        ],
        hours: [[{ validFrom: '1970-01-01', week }]],
        exceptions: exceptions.map(([n, one]) => ({ day: dayText(n), hours: one })),
      }),
    );

  /** 1 January 2025 was a Wednesday. */
  const openOn = (place: PlaceTime, n: number): OfficeDay | undefined => {
    const mark = place.years[0]?.days.find(({ day }) => day === dayText(n));
    const weekday = (n + 2) % 7;
    if (mark === undefined ? weekday > 4 : mark.kind === 'holiday') return undefined;
    const exception = place.exceptions.find(({ day }) => day === dayText(n));
    if (exception) return exception.hours;
    const week = place.hours[0]?.[0]?.week ?? [];
    const own = week[weekday];
    return own?.morning || own?.afternoon || weekday < 5
      ? own
      : week.find((one) => one.morning || one.afternoon);
  };
  const naive = (place: PlaceTime, fromMs: number, toMs: number): number => {
    let sum = 0;
    for (let n = 0; n < 365; n += 1)
      for (const span of Object.values(openOn(place, n) ?? {}))
        if (span !== null) {
          const [from, to] = [span.from, span.to].map((time: string) => {
            const [h = 0, m = 0] = time.split(':').map(Number);
            return at('2025-01-01T00:00') + n * DAY + h * HOUR + m * 60_000;
          });
          sum += Math.max(0, Math.min(to ?? 0, toMs) - Math.max(from ?? 0, fromMs));
        }
    return sum;
  };

  it('agrees', () => {
    const from = fc.integer({ min: at('2025-01-01T00:00'), max: at('2025-11-30T00:00') });
    fc.assert(
      fc.property(somePlace, from, fc.integer({ min: 0, max: 31 * DAY }), (place, fromMs, length) => {
        const clock = new PlaceClock({ key: 'x', version: 1, place, today: '2025-01-01' });
        expect(clock.between(fromMs, fromMs + length)).toBe(naive(place, fromMs, fromMs + length));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what cannot be told', () => {
  const noHours = new PlaceClock({
    ...{ key: 'x', version: 1, today: '2026-01-01' },
    place: {
      ...placeTime('std'),
      hours: [[{ validFrom: '2026-03-02', week: placeTime('std').hours[0]?.[0]?.week ?? [] }]],
    },
  });

  it('is a deadline in a year nobody announced; one before it is told', () => {
    expect(text(std.dueMs(timed(at('2026-12-30T17:00'), days(1))))).toBe('2026-12-31T17:00:00.000');
    expect(text(std.dueMs(timed(at('2026-12-30T18:00'), days(1))))).toBe('2026-12-31T18:00:00.000');
    expect(gapOf(() => std.dueMs(timed(at('2026-12-30T17:00'), days(2))))).toMatchObject({
      code: 'year_unannounced',
      day: '2027-01-01',
    });
    expect(gapOf(() => std.dueMs(timed(at('2026-12-01T09:00'), days(45))))?.day).toBe('2027-01-01');
    expect(gapOf(() => std.dueMs(timed(at('2023-12-29T09:00'), days(1))))?.day).toBe('2023-12-29');
    expect(
      gapOf(() => std.used(timed(at('2026-12-30T17:00'), days(1)), at('2027-01-01T00:00'))),
    ).toBeUndefined();
    expect(
      gapOf(() => std.used(timed(at('2026-12-30T17:00'), days(1)), at('2027-01-01T00:00') + 1))?.day,
    ).toBe('2027-01-01');
  });

  it('does not stop what needs no calendar, nor marks that come before', () => {
    const one = timed(at('2026-12-21T10:00'), days(20));
    expect(gapOf(() => std.dueMs(one))?.code).toBe('year_unannounced');
    expect(text(std.markMs(one, { kind: 'offset', value: -15, unit: 'workingDay' }))).toBe(
      '2026-12-28T10:00:00.000',
    );
    const through = timed(at('2026-12-21T10:00'), { value: 45, unit: 'calendarDay' });
    expect(text(std.dueMs(through))).toBe('2027-02-04T10:00:00.000');
  });

  it('is working days without hours; a pause or a start there, too', () => {
    expect(gapOf(() => noHours.dueMs(timed(at('2026-02-26T10:00'), days(1))))).toMatchObject({
      code: 'no_hours',
      day: '2026-02-26',
    });
    expect(text(noHours.dueMs(timed(at('2026-03-02T10:00'), days(1))))).toBe('2026-03-03T10:00:00.000');
    const pause = { fromMs: at('2026-02-26T10:00'), toMs: null, atMost: days(2) };
    expect(gapOf(() => noHours.dueMs(timed(at('2026-03-02T10:00'), days(1), [pause])))?.code).toBe(
      'no_hours',
    );
  });

  it('is a year between two known ones', () => {
    const years = loadShipped().years.filter(({ year }) => year !== 2025);
    const clock = new PlaceClock({
      ...{ key: 'x', version: 1, today: '2026-01-01', place: { ...placeTime('std'), years } },
    });
    expect(gapOf(() => clock.dueMs(timed(at('2024-12-31T10:00'), days(1))))?.day).toBe('2025-01-01');
    expect(text(clock.dueMs(timed(at('2026-01-05T10:00'), days(1))))).toBe('2026-01-06T10:00:00.000');
    const late = timed(at('2026-01-05T10:00'), days(4));
    expect(text(clock.markMs(late, { kind: 'offset', value: -2, unit: 'workingDay' }))).toBe(
      '2026-01-07T10:00:00.000',
    );
  });

  it('is when nobody knows how long a pause lasts, which is no fault', () => {
    const open = timed(at('2026-03-02T10:00'), days(5), [
      { fromMs: at('2026-03-03T10:00'), toMs: null, atMost: null },
    ]);
    expect(std.dueMs(open)).toBe(Number.POSITIVE_INFINITY);
    const clock = clockFor(
      {
        acceptedAt: new Date(open.startMs),
        completedAt: null,
        promisedLimit: open.limit,
        statutoryLimit: days(20),
        pauses: open.pauses,
        extraDays: 0,
      },
      at('2026-03-09T12:00'),
      std,
    );
    expect(clock).toMatchObject({ dueAt: null, nearAt: null, statutoryDueAt: null, fault: null, ahead: [] });
    expect(clock.suspended).toEqual({ since: new Date(at('2026-03-03T10:00')).toISOString(), until: null });
    expect(clock.elapsedMs).toBe(8 * HOUR);
  });
});

describe('words', () => {
  it('names holidays that took working time, once each, and not those that fell on a weekend alone', () => {
    const named = (from: string, to: string) => std.holidays(at(from), at(to)).map(({ name }) => name);
    expect(named('2026-02-11T15:20', '2026-02-25T15:20')).toEqual(['春节']);
    expect(named('2026-09-18T10:00', '2026-10-09T10:00')).toEqual(['中秋节', '国庆节']);
    expect(named('2026-04-06T10:00', '2026-04-06T11:00')).toEqual(['清明节']);
    expect(named('2026-04-03T10:00', '2026-04-05T11:00')).toEqual([]);
  });
});
