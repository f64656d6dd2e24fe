import { expect, test } from 'vitest';
import { mustWait } from './waiting.ts';

const ready = { needed: true, ready: true };
const late = { needed: true, ready: false };
const gap = { needed: false, ready: false };

test('after a jump all begin together; later one that lags holds up nobody', () => {
  expect(mustWait([ready, late], 200)).toBe(true);
  expect(mustWait([ready, late], 5000)).toBe(false);
  expect(mustWait([late, late], 5000)).toBe(true);
});

test('a camera in a gap is not waited for, and gaps alone are passed', () => {
  expect(mustWait([ready, gap], 0)).toBe(false);
  expect(mustWait([gap, gap], 0)).toBe(false);
  expect(mustWait([late, gap], 9000)).toBe(true);
});
