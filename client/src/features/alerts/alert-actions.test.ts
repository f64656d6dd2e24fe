import { expect, test } from 'vitest';
import { decisionOf, keyOf, possible } from './alert-actions.ts';

const card = { state: 'issued', order: 'none', revocationProposed: null } as const;

test.each([
  [{ ...card, state: 'pending' } as const, ['issue', 'cancel', 'note']],
  [card, ['order', 'note']],
  [{ ...card, state: 'appealed' } as const, ['uphold', 'reject_appeal', 'order', 'note']],
  [{ ...card, order: 'replied' } as const, ['rectify', 'send_back', 'note']],
  [
    { ...card, revocationProposed: '2026-11-23T01:00:00.000Z' },
    ['uphold', 'dismiss_proposal', 'order', 'note'],
  ],
  [{ ...card, state: 'revoked' } as const, ['note']],
])('what can be done with %o', (one, actions) => {
  expect(possible(one)).toEqual(actions);
});

test('a key means what is possible of its meanings', () => {
  expect(decisionOf('r', ['dismiss_proposal', 'note'])).toBe('dismiss_proposal');
  expect(decisionOf('i', ['note'])).toBeUndefined();
  expect(keyOf('reject_appeal')).toBe('r');
});
