import { expect, test } from 'vitest';
import { FINDING_UNDO_MS } from '../contract/findings.ts';
import { nextTellingMs } from './deadlines.ts';
import { type FindingMoment, possible, transition } from './states.ts';

const noted: FindingMoment = { state: 'noted', notedAtMs: 0, endedAtMs: null };
const all = { decide: true, reply: true, own: true };

test('it goes from being noted to being put right, and back as often as a reply is not accepted', () => {
  const path = ['order', 'reply', 'send_back', 'reply', 'rectify'] as const;
  let state = noted.state;
  const seen = path.map((action) => {
    state = transition({ ...noted, state }, action, 1) ?? state;
    return state;
  });
  expect(seen).toEqual(['ordered', 'replied', 'ordered', 'replied', 'rectified']);
  expect(possible({ ...noted, state: 'rectified' }, all, 1)).toEqual([]);
});

test('whoever noted it changes and withdraws it for ten minutes, and brings it back for ten more', () => {
  expect(possible(noted, { decide: false, reply: false, own: true }, FINDING_UNDO_MS)).toEqual([
    'change',
    'withdraw',
  ]);
  expect(possible(noted, { decide: false, reply: false, own: true }, FINDING_UNDO_MS + 1)).toEqual([]);
  const gone: FindingMoment = { state: 'withdrawn', notedAtMs: 0, endedAtMs: 1000 };
  expect(transition(gone, 'restore', 1000 + FINDING_UNDO_MS)).toBe('noted');
  expect(transition(gone, 'restore', 1001 + FINDING_UNDO_MS)).toBeUndefined();
});

test('each does what is his: departments answer, who decides orders, accepts and closes', () => {
  const ordered: FindingMoment = { ...noted, state: 'ordered' };
  expect(possible(ordered, { decide: false, reply: true, own: false }, 1)).toEqual(['reply']);
  expect(possible(ordered, { decide: true, reply: false, own: false }, 1)).toEqual(['close']);
  const replied: FindingMoment = { ...noted, state: 'replied' };
  expect(possible(replied, { decide: true, reply: false, own: false }, 1)).toEqual([
    'send_back',
    'rectify',
    'close',
  ]);
});

test('without a calendar those in line are told by the plain clock, until all were', () => {
  const day = 86_400_000;
  const none = {
    after: () => Number.POSITIVE_INFINITY,
  } as unknown as Parameters<typeof nextTellingMs>[0];
  expect([0, 1, 2, 3].map((told) => nextTellingMs(none, 5, told))).toEqual([6, 6 + day, 6 + 2 * day, null]);
});
