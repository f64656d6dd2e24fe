import { expect, test } from 'vitest';
import { behindText } from './behind-text.ts';

test('is a minus, minutes and seconds, never less than nothing', () => {
  expect(behindText(192_400)).toBe('−03:12');
  expect(behindText(9_600)).toBe('−00:10');
  expect(behindText(600_000)).toBe('−10:00');
  expect(behindText(-500)).toBe('−00:00');
});
