import { expect, it } from 'vitest';
import { allowedSpan } from './allowed-span.ts';

const whole = { fromMs: 0, toMs: 3_600_000 };
const within = (from: number, to: number) => async (at: number) => at >= from && at < to;

it('is all, nothing, or what lies within the borders, to the second', async () => {
  expect(await allowedSpan(whole, within(0, 3_600_000))).toEqual(whole);
  expect(await allowedSpan(whole, within(5_000_000, 6_000_000))).toBeUndefined();
  const first = await allowedSpan(whole, within(-1, 1_234_567));
  expect(first?.fromMs).toBe(0);
  expect(Math.abs((first?.toMs ?? 0) - 1_234_567)).toBeLessThanOrEqual(1000);
  const last = await allowedSpan(whole, within(2_000_000, 9_000_000));
  expect(Math.abs((last?.fromMs ?? 0) - 2_000_000)).toBeLessThanOrEqual(1000);
  expect(last?.toMs).toBe(3_600_000);
  const middle = await allowedSpan(whole, within(1_000_000, 2_500_000));
  expect(Math.abs((middle?.fromMs ?? 0) - 1_000_000)).toBeLessThanOrEqual(1000);
  // Never beyond what was asked: what is answered is permitted at both ends.
  expect(middle?.toMs).toBeLessThanOrEqual(2_500_000);
});
