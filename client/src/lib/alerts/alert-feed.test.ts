import { describe, expect, test } from 'vitest';
import type { AlertMessage, AlertsFollowed } from '../../../../server/contract/alerts.ts';
import { testAlert } from '../testing/alert.ts';
import { FakeAsker } from '../testing/fake-asker.ts';
import { AlertFeed } from './alert-feed.ts';

const counts = {
  ...{ pending: 1, appealed: 0, replied: 0, proposed: 0, ordered: 0 },
  issued: { warning: 0, yellow: 2, red: 1 },
};
const followed = (change: Partial<AlertsFollowed> = {}): AlertsFollowed => ({
  ...{ now: '2026-11-23T01:00:00.000Z', counts, missed: [], reset: false },
  ...change,
});
const settled = () => new Promise((done) => setTimeout(done, 0));

async function start(answers: AlertsFollowed[]) {
  const asker = new FakeAsker();
  asker.answer('alerts:follow', () => answers.shift());
  asker.answer('alerts:unfollow', () => null);
  const feed = new AlertFeed({ asker });
  const heard: AlertMessage[] = [];
  let resets = 0;
  const leave = feed.listen({
    onCard: (message) => heard.push(message),
    onReset: () => {
      resets += 1;
    },
  });
  await settled();
  return { asker, feed, heard, leave, resets: () => resets };
}

describe('the feed of cards', () => {
  test('tells each version of a card once, and the counts', async () => {
    const { asker, feed, heard } = await start([followed()]);
    expect(feed.store.getState().counts).toEqual(counts);
    const card = testAlert({ version: 2 });
    asker.push('alerts:card', { alert: card, isNews: true });
    asker.push('alerts:card', { alert: card, isNews: true });
    asker.push('alerts:card', { alert: { ...card, version: 1 }, isNews: true });
    expect(heard).toEqual([{ alert: card, isNews: true }]);
    feed.close();
  });

  test('asks after a gap for what was missed: what was issued meanwhile is news, what only changed is not', async () => {
    const changed = testAlert({ version: 3 });
    const made = testAlert({
      id: '00000000-0000-4000-8000-000000000001',
      issuedAt: '2026-11-23T01:05:00.000Z',
      updatedAt: '2026-11-23T01:05:00.000Z',
    });
    const { asker, feed, heard } = await start([followed(), followed({ missed: [changed, made] })]);
    asker.disconnect();
    asker.connect();
    await settled();
    expect(asker.asked('alerts:follow')).toEqual([{ since: null }, { since: '2026-11-23T01:00:00.000Z' }]);
    expect(heard.map(({ alert, isNews }) => [alert.id, isNews])).toEqual([
      [changed.id, false],
      [made.id, true],
    ]);
    feed.close();
  });

  test('says that everything is to be asked anew when too much was missed, or rights changed', async () => {
    const { asker, feed, resets } = await start([followed(), followed({ reset: true }), followed()]);
    expect(resets()).toBe(1);
    asker.connect();
    await settled();
    expect(resets()).toBe(2);
    asker.push('rights:changed');
    await settled();
    expect(asker.asked('alerts:follow').at(-1)).toEqual({ since: null });
    expect(resets()).toBe(3);
    feed.close();
  });

  test('follows no more when nobody listens', async () => {
    const { asker, feed, leave } = await start([followed()]);
    leave();
    expect(asker.asked('alerts:unfollow')).toHaveLength(1);
    asker.connect();
    await settled();
    expect(asker.asked('alerts:follow')).toHaveLength(1);
    feed.close();
  });
});
