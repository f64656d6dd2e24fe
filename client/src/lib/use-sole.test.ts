import { expect, test } from 'vitest';
import { makeSole } from './use-sole.ts';

test('a second one may not begin until the first has left', () => {
  const sole = makeSole();
  expect([sole.enter(), sole.enter()]).toEqual([true, false]);
  sole.leave();
  expect(sole.enter()).toBe(true);
});
