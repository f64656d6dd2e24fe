import { expect, test } from 'vitest';
import { changesOf, freshRows, heldRows } from './held-rows.ts';

const row = (id: string, says = 'as it was') => ({ id, says });

test('what changed is shown where it stands, what is new waits, what went stays', () => {
  const before = freshRows([row('a'), row('b'), row('c')]);
  const items = [row('new'), row('c'), row('a', 'changed')];
  const held = heldRows(before, items);
  expect(held.order).toEqual(['a', 'b', 'c']);
  expect(held.known.get('a')?.says).toBe('changed');
  expect(held.known.get('b')?.says).toBe('as it was');
  expect(
    changesOf(
      held,
      items.map(({ id }) => id),
    ),
  ).toBe(2);
});

test('more rows fetched below are added there', () => {
  const held = heldRows(freshRows([row('a'), row('b')]), [row('new'), row('a'), row('b'), row('c')]);
  expect(held.order).toEqual(['a', 'b', 'c']);
  expect(changesOf(held, ['new', 'a', 'b', 'c'])).toBe(1);
});
