import { expect, test } from 'vitest';
import { usccLooksWrong } from './uscc.ts';

test('a code whose check character fits is right, one that does not is warned of, an unfinished one is neither', () => {
  expect(usccLooksWrong('91350100M000100Y43')).toBe(false);
  expect(usccLooksWrong('91350100M000100Y44')).toBe(true);
  expect(usccLooksWrong('91350100M000100Y4')).toBe(false);
  expect(usccLooksWrong('')).toBe(false);
});
