import { expect, test } from 'vitest';
import { testAlert } from '../../lib/testing/alert.ts';
import { Burst } from './burst.ts';

test('cards that come together are one word of the gravest; a later one stands for itself', () => {
  const burst = new Burst();
  const red = testAlert({ level: 'red' });
  expect(burst.add(testAlert(), 0)).toMatchObject({ count: 1, card: { level: 'yellow' } });
  expect(burst.add(red, 1000)).toMatchObject({ count: 2, card: { level: 'red' } });
  expect(burst.add(testAlert(), 2000)).toMatchObject({
    count: 3,
    card: { level: 'red' },
    byLevel: { warning: 0, yellow: 2, red: 1 },
  });
  expect(burst.add(testAlert(), 9000)).toMatchObject({ count: 1, card: { level: 'yellow' } });
});
