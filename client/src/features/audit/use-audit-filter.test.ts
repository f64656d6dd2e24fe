import { expect, test } from 'vitest';
import { filterOf } from './use-audit-filter.ts';

const noon = new Date(2026, 10, 23, 12, 34, 56).getTime();
const midnight = (day: number) => new Date(2026, 10, day).toISOString();

test('a span begins with a whole day, so that what is asked stays the same for a while', () => {
  expect(filterOf({ span: 'today' }, noon)).toMatchObject({ from: midnight(23), to: undefined });
  expect(filterOf({ span: 'week' }, noon).from).toBe(midnight(17));
  expect(filterOf({ span: 'all', from: '2026-11-01' }, noon).from).toBeUndefined();
});

test('chosen days are meant with the whole of the last one; what is no day is not asked', () => {
  const days = { span: 'days', from: '2026-11-01', to: '2026-11-02' } as const;
  expect(filterOf(days, noon)).toMatchObject({ from: midnight(1), to: midnight(3) });
  expect(filterOf({ span: 'days', from: 'nonsense' }, noon)).toMatchObject({
    from: undefined,
    to: undefined,
  });
});

test('the rest goes on as it was chosen, the search text by its own way', () => {
  const filter = filterOf({ span: 'all', actor: 'user:li', place: 'hall:1', q: '搬迁' }, noon);
  expect(filter).toMatchObject({ actor: 'user:li', place: 'hall:1', group: undefined });
  expect(filter).not.toHaveProperty('q');
});
