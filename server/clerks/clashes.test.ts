import { expect, test } from 'vitest';
import type { Shift } from '../contract/clerks.ts';
import { type OfficeHours, openSpans, REGION_ZONE } from '../contract/office-hours.ts';
import { clashesOf, instantOf, without } from './clashes.ts';

const MONDAY = '2026-11-23';
const hours: OfficeHours = {
  hallId: 'h',
  zone: REGION_ZONE,
  terms: [
    {
      validFrom: '2026-01-01',
      week: [0, 1, 2, 3, 4, 5, 6].map((weekday) =>
        weekday > 4
          ? { morning: null, afternoon: null }
          : { morning: { from: '08:30', to: '12:00' }, afternoon: { from: '14:30', to: '17:30' } },
      ),
    },
  ],
  exceptions: [{ day: '2026-11-24', hours: { morning: null, afternoon: null }, note: null }],
};
const at = (time: string, day = MONDAY) => new Date(instantOf(day, time, REGION_ZONE)).toISOString();
let made = 0;
const shift = (windowId: string, clerkId: string, from: string, to: string, day = MONDAY): Shift => {
  made += 1;
  return {
    ...{ id: `s${made}`, windowId, clerkId, clerkName: clerkId, staffNo: clerkId, day },
    startsAt: at(from, day),
    endsAt: at(to, day),
  };
};
const ask = (shifts: Shift[], elsewhere: Shift[] = [], days = [MONDAY]) =>
  clashesOf({ shifts, elsewhere, windowIds: ['1', '2'], days, hours });

test('a time of day is an instant of its zone', () => {
  expect(at('08:30')).toBe('2026-11-23T00:30:00.000Z');
  expect(at('24:00')).toBe('2026-11-23T16:00:00.000Z');
  // Where clocks are put forward and back.
  expect(new Date(instantOf('2026-03-29', '08:00', 'Europe/Berlin')).toISOString()).toBe(
    '2026-03-29T06:00:00.000Z',
  );
});

test('one clerk at two windows at once is told, from when to when, in another hall too', () => {
  const whole = [shift('1', 'a', '08:30', '12:00'), shift('1', 'a', '14:30', '17:30')];
  const here = [...whole, shift('2', 'b', '08:30', '17:30')];
  expect(ask(here)).toEqual([]);
  expect(ask([...here, shift('2', 'a', '11:00', '13:00')])).toMatchObject([
    { kind: 'twice', clerkId: 'a', windowIds: ['1', '2'], from: at('11:00'), to: at('12:00') },
  ]);
  expect(ask(here, [...here, shift('far', 'a', '17:00', '18:00')])).toMatchObject([
    { kind: 'twice', windowIds: ['1', 'far'], from: at('17:00'), to: at('17:30') },
  ]);
  // One after the other is none.
  expect(
    ask([...here.slice(1), shift('1', 'a', '08:30', '10:00'), shift('1', 'a', '10:00', '12:00')]),
  ).toEqual([]);
});

test('a window with nobody while the hall is open is told, on days with a roster', () => {
  const one = shift('1', 'a', '09:00', '17:30');
  expect(ask([one])).toMatchObject([
    { kind: 'vacant', windowId: '1', from: at('08:30'), to: at('09:00') },
    { kind: 'vacant', windowId: '2', from: at('08:30'), to: at('12:00') },
    { kind: 'vacant', windowId: '2', from: at('14:30'), to: at('17:30') },
  ]);
  // Closed that day; nobody said when it is open; nobody is rostered.
  expect(ask([shift('1', 'a', '09:00', '10:00', '2026-11-24')], [], ['2026-11-24'])).toEqual([]);
  expect(ask([])).toEqual([]);
  expect(openSpans({ ...hours, terms: [] }, MONDAY)).toBeUndefined();
});

test('what is left of a range', () => {
  const range = { fromMs: 0, toMs: 10 };
  expect(without(range, [])).toEqual([range]);
  expect(
    without(range, [
      { fromMs: -5, toMs: 3 },
      { fromMs: 2, toMs: 4 },
      { fromMs: 9, toMs: 20 },
    ]),
  ).toEqual([{ fromMs: 4, toMs: 9 }]);
  expect(without(range, [{ fromMs: 0, toMs: 10 }])).toEqual([]);
});
