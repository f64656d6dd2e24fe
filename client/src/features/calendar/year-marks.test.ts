import { expect, test } from 'vitest';
import { differing, isWorked, marksOf, moved, paint, weeksOf, workdaysOf } from './year-marks.ts';

const spring = marksOf([
  { day: '2026-02-16', kind: 'holiday', name: '春节' },
  { day: '2026-02-14', kind: 'workday', name: '春节' },
]);

test('a month begins on its weekday and is whole', () => {
  const weeks = weeksOf(2026, 1);
  expect(weeks[0]).toEqual([null, null, null, null, null, null, '2026-02-01']);
  expect(weeks.flat().filter((day) => day !== null)).toHaveLength(28);
  expect(weeks.every((week) => week.length === 7)).toBe(true);
});

test('what is worked', () => {
  expect(
    ['2026-02-13', '2026-02-14', '2026-02-15', '2026-02-16'].map((day) => isWorked(day, spring)),
  ).toEqual([...[true, true, false, false]]);
  expect(workdaysOf(2026, new Map())).toBe(261);
  expect(workdaysOf(2026, spring)).toBe(261);
});

test('painting, and what differs then', () => {
  const painted = paint(paint(spring, '2026-02-17', { kind: 'holiday', name: '春节' }), '2026-02-14', {
    kind: 'normal',
  });
  expect([...differing(spring, painted)].sort()).toEqual(['2026-02-14', '2026-02-17']);
  expect(paint(spring, '2026-02-16', { kind: 'workday', name: '' }).has('2026-02-16')).toBe(false);
});

test('keys stay within the year', () => {
  expect(moved('2026-12-31', 1)).toBeUndefined();
  expect(moved('2026-02-28', 1)).toBe('2026-03-01');
});
