import dayjs from 'dayjs';
import { describe, expect, test } from 'vitest';
import { daysOf, queryOfDays } from './day-range.ts';

const named = (query: Parameters<typeof daysOf>[0]) =>
  daysOf(query).map((day) => day?.format('YYYY-MM-DD') ?? null);

describe('days of a list', () => {
  test('are shown again as they were chosen, the last one included', () => {
    const query = queryOfDays([dayjs('2026-11-02T15:00:00'), dayjs('2026-11-06T08:00:00')]);
    expect(query.from).toBe(dayjs('2026-11-02T00:00:00').toISOString());
    expect(query.to).toBe(dayjs('2026-11-07T00:00:00').toISOString());
    expect(named(query)).toEqual(['2026-11-02', '2026-11-06']);
  });

  test('of one day are that day twice', () => {
    expect(named(queryOfDays([dayjs('2026-11-02'), dayjs('2026-11-02')]))).toEqual([
      '2026-11-02',
      '2026-11-02',
    ]);
  });

  test('are none where the address says none, half, or no time', () => {
    expect(named({ from: undefined, to: undefined })).toEqual([null, null]);
    expect(named({ from: dayjs('2026-11-02').toISOString(), to: undefined })).toEqual(['2026-11-02', null]);
    expect(named({ from: 'yesterday', to: undefined })).toEqual([null, null]);
    expect(queryOfDays(null)).toEqual({ from: undefined, to: undefined });
  });
});
