import { expect, test } from 'vitest';
import { addDays, asTime, dayOf, endOf, isSpan, mondayOf, spanText } from './week.ts';

test('weeks begin on Monday, in the region’s zone', () => {
  expect(mondayOf('2026-11-23')).toBe('2026-11-23');
  expect(mondayOf('2026-11-29')).toBe('2026-11-23');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayOf(Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
});

test('times of day are read and written as people do', () => {
  expect(spanText('2026-11-23T00:30:00.000Z', '2026-11-23T04:00:00.000Z')).toBe('08:30–12:00');
  expect(endOf('2026-11-23T16:00:00.000Z')).toBe('24:00');
  expect(asTime('830')).toBe('08:30');
  expect(asTime('１４：３０')).toBe('14:30');
  expect(isSpan('08:30', '24:00')).toBe(true);
  expect(isSpan('12:00', '08:30')).toBe(false);
  expect(isSpan('8:30', '12:00')).toBe(false);
});
