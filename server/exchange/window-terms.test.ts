import { expect, test } from 'vitest';
import type { KnownTerm } from './exchange.store.ts';
import { WindowTerms } from './window-terms.ts';

const HALL = '11111111-1111-4111-8111-111111111111';
const term = (id: string, code: string, fromMs: number, more: Partial<KnownTerm> = {}): KnownTerm => ({
  ...{ id, hallId: HALL, code, departmentId: 'd', successorId: null, fromMs, toMs: null },
  ...{ movedTo: null, closed: false, ...more },
});
const windowAt = (terms: readonly KnownTerm[], code: string, atMs: number) => {
  const found = new WindowTerms(terms).at(HALL, code, atMs);
  return typeof found === 'object' ? found.id : found;
};

test('a code stands for the window that had it then, whatever it is called now', () => {
  const terms = [
    term('a', '3', 100, { toMs: 200 }),
    term('a', '5', 200),
    term('b', '3', 300),
    term('b', '4', 50, { toMs: 300 }),
  ];
  expect(windowAt(terms, '3', 150)).toBe('a');
  expect(windowAt(terms, '3', 200)).toBeUndefined();
  expect(windowAt(terms, '3', 300)).toBe('b');
  expect(windowAt(terms, '5', 250)).toBe('a');
  expect(windowAt(terms, '4', 300)).toBeUndefined();
  expect(windowAt(terms, '9', 300)).toBeUndefined();
});

test('what is told of the time before a window was registered belongs to the first under its code', () => {
  expect(windowAt([term('a', '3', 100)], '3', 1)).toBe('a');
});

test('after it was closed: the one that goes on in its place, or nothing', () => {
  const closed = term('a', '3', 100, { toMs: 200, closed: true });
  expect(windowAt([closed], '3', 199)).toBe('a');
  expect(windowAt([closed], '3', 200)).toBe('closed');
  const moved = { ...closed, movedTo: 'b' };
  const next = term('b', '31', 200, { hallId: 'another', toMs: 400, movedTo: 'c', closed: true });
  const last = term('c', '7', 400, { hallId: 'another' });
  expect(windowAt([moved, next, last], '3', 300)).toBe('b');
  expect(windowAt([moved, next, last], '3', 500)).toBe('c');
  // A ring, which nothing makes, ends.
  expect(windowAt([moved, { ...next, movedTo: 'a' }], '3', 500)).toBe('closed');
});
