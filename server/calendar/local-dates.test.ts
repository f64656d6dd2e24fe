import { expect, it } from 'vitest';
import { addDays, addMonths, localTimeIn } from './local-dates.ts';

it('adds days and months on the clocks of a zone that changes its own', () => {
  // 2026-10-25: Berlin's clocks go back at night.
  const berlin = localTimeIn('Europe/Berlin');
  const friday = Date.parse('2026-10-23T12:00:00+02:00');
  expect(addDays(friday, 3, berlin)).toBe(Date.parse('2026-10-26T12:00:00+01:00'));
  expect(addMonths(Date.parse('2026-10-31T09:00:00+01:00'), 1, berlin)).toBe(
    Date.parse('2026-11-30T09:00:00+01:00'),
  );
  expect(addMonths(Date.parse('2026-03-31T09:00:00+02:00'), -1, berlin)).toBe(
    Date.parse('2026-02-28T09:00:00+01:00'),
  );
});

it('knows a zone that keeps its offset by addition', () => {
  const shanghai = localTimeIn('Asia/Shanghai');
  const at = Date.parse('2026-11-23T00:00:00Z');
  expect(shanghai.toLocal(at) - at).toBe(8 * 3_600_000);
  expect(shanghai.toUtc(shanghai.toLocal(at))).toBe(at);
});
