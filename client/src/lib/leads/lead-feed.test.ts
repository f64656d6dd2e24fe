import { expect, test } from 'vitest';
import type { Lead } from '../../../../server/contract/leads.ts';
import { FakeAsker } from '../testing/fake-asker.ts';
import { testLead } from '../testing/lead.ts';
import { LeadFeed } from './lead-feed.ts';

const counts = { new: 1, watched: 0, mine: 0, explained: 0 };
const settled = () => new Promise((done) => setTimeout(done, 0));
const later = (minutes: number) =>
  new Date(Date.parse('2026-11-23T01:00:00.000Z') + minutes * 60_000).toISOString();

async function start(open: readonly Lead[]) {
  const asker = new FakeAsker();
  asker.answer('leads:follow', () => ({ counts }));
  asker.answer('leads:unfollow', () => null);
  const feed = new LeadFeed({ asker, fetchOpen: async () => open });
  const heard: string[] = [];
  const leave = feed.listen({ onLead: ({ lead }) => heard.push(`${lead.state} ${lead.strength}`) });
  await settled();
  return {
    asker,
    feed,
    heard,
    leave,
    at: (windowId: string) => feed.store.getState().byWindow.get(windowId),
  };
}

test('knows the strongest that waits at a window, and forgets it once it is decided or explained', async () => {
  const weak = testLead({ id: 'weak', strength: 40 });
  const { asker, feed, at } = await start([weak, testLead({ id: 'strong', strength: 90 })]);
  expect(feed.store.getState().counts).toEqual(counts);
  expect(at('w1')?.id).toBe('strong');
  const decided = testLead({ id: 'strong', state: 'dismissed', version: 2, updatedAt: later(1) });
  asker.push('leads:lead', { lead: decided, isNews: false });
  expect(at('w1')?.id).toBe('weak');
  const explained = { ...weak, explainedAt: later(2), explainedBy: 'lateFeed' as const };
  asker.push('leads:lead', { lead: { ...explained, version: 2, updatedAt: later(2) }, isNews: false });
  expect(at('w1')).toBeUndefined();
});

test('tells each change once, also one that only grew longer and kept its version', async () => {
  const { asker, heard, leave } = await start([]);
  const lead = testLead();
  asker.push('leads:lead', { lead, isNews: true });
  asker.push('leads:lead', { lead, isNews: false });
  asker.push('leads:lead', { lead: { ...lead, strength: 80, updatedAt: later(1) }, isNews: false });
  expect(heard).toEqual(['new 70', 'new 80']);
  leave();
  await settled();
  expect(asker.asked('leads:unfollow')).toHaveLength(1);
});
