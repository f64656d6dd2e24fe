import { expect, test } from 'vitest';
import { asTime, dayOf, valuesOf } from './day-fields.tsx';
import { todayIn } from './days.ts';

test('times as they are typed', () => {
  expect(['830', '8:30', '08:30', '１４：３０', '', 'x'].map(asTime)).toEqual([
    '08:30',
    '08:30',
    '08:30',
    '14:30',
    '',
    'x',
  ]);
});

test('empty fields are a half day closed, and back', () => {
  const day = { morning: { from: '08:30', to: '12:00' }, afternoon: null };
  expect(dayOf(valuesOf(day))).toEqual(day);
  expect(dayOf({ morning: { from: '9:00', to: '' } })).toEqual({ morning: null, afternoon: null });
});

test('today is the hall’s day, not the browser’s', () => {
  expect(todayIn('Asia/Shanghai', new Date('2026-11-22T16:30:00Z'))).toBe('2026-11-23');
});
