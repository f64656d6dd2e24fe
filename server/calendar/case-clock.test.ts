import { describe, expect, it } from 'vitest';
import { colourAt, type Limit } from '../contract/clock.ts';
import { clockFor } from './index.ts';
import { placeClock } from './testing/places.ts';
import type { Pause } from './working-clock.ts';

/** 2026-11-23 is a Monday. Mon–Fri 08:30–12:00, 13:30–18:00. */
const std = placeClock('std');
const at = (text: string) => new Date(`${text}+08:00`);
const HOUR = 3_600_000;
const days = (value: number): Limit => ({ value, unit: 'workingDay' });

const clock = (
  acceptedAt: string,
  limit: Limit,
  nowAt: string,
  more: { completedAt?: string; pauses?: readonly Pause[]; extraDays?: number } = {},
) =>
  clockFor(
    {
      acceptedAt: at(acceptedAt),
      completedAt: more.completedAt === undefined ? null : at(more.completedAt),
      promisedLimit: limit,
      statutoryLimit: days(20),
      pauses: more.pauses ?? [],
      extraDays: more.extraDays ?? 0,
    },
    at(nowAt).getTime(),
    std,
  );

describe('clockFor', () => {
  it('tells what is used, both deadlines, and when it runs on', () => {
    const made = clock('2026-11-23T10:00:00', days(5), '2026-11-24T11:30:00');
    expect(made).toMatchObject({
      elapsedMs: 9.5 * HOUR,
      limitMs: 40 * HOUR,
      workingDayMs: 8 * HOUR,
      dueAt: at('2026-11-30T10:00:00').toISOString(),
      statutoryDueAt: at('2026-12-21T10:00:00').toISOString(),
      ...{ suspended: null, stoppedAt: null, fault: null },
    });
    expect(made.ahead[0]).toEqual({
      from: at('2026-11-24T11:30:00').toISOString(),
      to: at('2026-11-24T12:00:00').toISOString(),
    });
    expect(made.ahead).toHaveLength(14);
  });

  it('is over one moment past the limit, and not before', () => {
    const made = clock('2026-11-23T08:30:00', days(3), '2026-11-23T08:30:00');
    const due = at('2026-11-25T18:00:00').getTime();
    expect(Date.parse(made.dueAt ?? '')).toBe(due);
    expect(colourAt(made, due)).toBe('near');
    expect(colourAt(made, due + 1)).toBe('over');
  });

  it.each([
    [days(5), '2026-11-26T10:00:00'],
    [days(1), '2026-11-23T15:30:00'],
    [days(2), '2026-11-24T10:00:00'],
    [{ value: 10, unit: 'calendarDay' }, '2026-12-01T10:00:00'],
    [{ value: 2, unit: 'calendarDay' }, '2026-11-24T10:00:00'],
    [{ value: 24, unit: 'hour' }, '2026-11-24T10:00:00'],
    [{ value: 90, unit: 'minute' }, '2026-11-23T10:45:00'],
  ] as const)(
    'is near 2 working days before the limit, from half way where there are none: %j',
    (limit, near) => {
      expect(clock('2026-11-23T10:00:00', limit, '2026-11-23T10:00:00').nearAt).toBe(at(near).toISOString());
    },
  );

  it('stands at completion: a case completed in time never becomes over', () => {
    const made = clock('2026-11-23T10:00:00', days(1), '2026-12-23T10:00:00', {
      completedAt: '2026-11-23T12:00:00',
    });
    expect(made).toMatchObject({ elapsedMs: 2 * HOUR, ahead: [] });
    expect(colourAt(made, at('2027-01-01T00:00:00').getTime())).toBe('normal');
  });

  it('used no time when a sender says it was completed before it was accepted', () => {
    const made = clock('2026-11-23T10:00:00', days(1), '2026-11-23T16:00:00', {
      completedAt: '2026-11-20T10:00:00',
    });
    expect(made.elapsedMs).toBe(0);
  });

  it('stands in a special procedure for the days applied for, and goes on by itself after them', () => {
    const pauses: Pause[] = [{ fromMs: at('2026-11-24T10:00:00').getTime(), toMs: null, atMost: days(2) }];
    const during = clock('2026-11-23T10:00:00', days(5), '2026-11-25T09:00:00', { pauses });
    expect(during).toMatchObject({
      elapsedMs: 8 * HOUR,
      dueAt: at('2026-12-02T10:00:00').toISOString(),
      suspended: {
        since: at('2026-11-24T10:00:00').toISOString(),
        until: at('2026-11-26T10:00:00').toISOString(),
      },
    });
    expect(during.ahead[0]?.from).toBe(at('2026-11-26T10:00:00').toISOString());
    const after = clock('2026-11-23T10:00:00', days(5), '2026-11-26T11:00:00', { pauses });
    expect(after).toMatchObject({ elapsedMs: 9 * HOUR, suspended: null });
  });

  it('an extension moves both limits; a limit that runs through is worded in whole days', () => {
    const made = clock('2026-11-23T10:00:00', days(5), '2026-11-23T10:00:00', { extraDays: 5 });
    expect([made.dueAt, made.statutoryDueAt, made.limitMs]).toEqual([
      at('2026-12-07T10:00:00').toISOString(),
      at('2026-12-28T10:00:00').toISOString(),
      80 * HOUR,
    ]);
    const through = clock('2026-11-23T10:00:00', { value: 7, unit: 'calendarDay' }, '2026-11-28T10:00:00');
    expect(through).toMatchObject({ workingDayMs: 24 * HOUR, limitMs: 168 * HOUR, elapsedMs: 120 * HOUR });
    expect(through.ahead).toHaveLength(1);
  });

  it('tells what it can where the calendar ends, and why not the rest', () => {
    const made = clock('2026-12-14T10:00:00', days(5), '2026-12-15T10:00:00');
    expect(made).toMatchObject({
      dueAt: at('2026-12-21T10:00:00').toISOString(),
      statutoryDueAt: null,
      elapsedMs: 8 * HOUR,
      fault: { code: 'year_unannounced', day: '2027-01-01', regionCode: '445200', hallId: null },
    });
  });
});
