import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Attention, USUAL_ATTENTION } from '../../../../server/contract/duty.ts';
import { takeOldChoice } from './old-choice.ts';

const usual: Attention = { rules: [...USUAL_ATTENTION], volume: 0.6, quiet: null };
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    removeItem: (key: string) => kept.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

const rulesOf = (attention: Attention | undefined) =>
  Object.fromEntries(
    (attention?.rules ?? []).map(({ kind, sound, desktop }) => [kind, `${sound} ${desktop}`]),
  );

test('takes over what was chosen for cards, once, and leaves the rest as it is', () => {
  const before = { sound: true, volume: 0.3, desktop: false, levels: ['warning', 'red'] };
  kept.set('mc.told.li', JSON.stringify(before));
  const moved = takeOldChoice('li', usual);
  expect(moved?.volume).toBe(0.3);
  expect(rulesOf(moved)).toMatchObject({
    ...{ redCard: 'urgent false', yellowCard: 'none false', warning: 'soft false' },
    ...{ lead: 'soft true', unattended: 'urgent true' },
  });
  expect(takeOldChoice('li', usual)).toBeUndefined();
});

test('keeps silence silent, and another person’s choice with that person', () => {
  kept.set('mc.told.li', JSON.stringify({ sound: false, volume: 1, desktop: true, levels: ['red'] }));
  expect(takeOldChoice('zhao', usual)).toBeUndefined();
  expect(rulesOf(takeOldChoice('li', usual))).toMatchObject({
    ...{ redCard: 'none true', yellowCard: 'none false', warning: 'none false' },
  });
});

test.each(['{"sound":tr', '"old"', '{"sound":1}'])('forgets %s, which is no choice', (text) => {
  kept.set('mc.told.li', text);
  expect(takeOldChoice('li', usual)).toBeUndefined();
  expect(kept.size).toBe(0);
});
