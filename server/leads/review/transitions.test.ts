import { expect, it } from 'vitest';
import { LEAD_UNDO_MS } from '../../contract/leads.ts';
import { needsReason, possible, transition } from './transitions.ts';

it('lets people decide what waits, and reopen what was dismissed, but never what was confirmed', () => {
  expect(transition('new', 'confirm')).toBe('confirmed');
  expect(transition('watched', 'unwatch')).toBe('new');
  expect(transition('dismissed', 'confirm')).toBeUndefined();
  expect(transition('dismissed', 'reopen')).toBe('new');
  expect(possible('confirmed')).toEqual([]);
  expect(possible('new')).toEqual(['confirm', 'dismiss', 'watch']);
});

it('asks for no reason when one takes back one’s own dismissal within ten minutes', () => {
  const mine = { by: 'sun', atMs: 1000 };
  expect(needsReason(mine, 'sun', 1000 + LEAD_UNDO_MS)).toBe(false);
  expect(needsReason(mine, 'sun', 1001 + LEAD_UNDO_MS)).toBe(true);
  expect(needsReason(mine, 'wang', 1000)).toBe(true);
});
