import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FeedEnd } from './feed.ts';
import { FeedAhead } from './feed-ahead.ts';

const main = { cameraId: 'a', profile: 'main' } as const;
let opened: { closed: boolean; ended: (end: FeedEnd) => void }[];
let ahead: FeedAhead;

beforeEach(() => {
  vi.useFakeTimers();
  opened = [];
  ahead = new FeedAhead({
    open: async (_request, ended) => {
      const feed = { closed: false, ended };
      opened.push(feed);
      const close = () => {
        feed.closed = true;
      };
      return { track: {} as MediaStreamTrack, close };
    },
  });
});
afterEach(() => vi.useRealTimers());

describe('a feed asked for ahead', () => {
  test('is taken once, by whoever wanted just that, and its end is then theirs', async () => {
    ahead.ask(main);
    expect(ahead.take({ ...main, profile: 'sub' }, () => undefined)).toBeUndefined();
    expect(ahead.take({ ...main, kind: 'audio' }, () => undefined)).toBeUndefined();
    const ends: FeedEnd[] = [];
    expect(await ahead.take(main, (end) => ends.push(end))).toBeDefined();
    expect(ahead.take(main, () => undefined)).toBeUndefined();
    opened[0]?.ended({ code: 'line_full', message: '' });
    expect(ends).toEqual([{ code: 'line_full', message: '' }]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(opened[0]?.closed).toBe(false);
  });

  test('is let go when nobody takes it, or another is asked for', async () => {
    ahead.ask(main);
    ahead.ask({ cameraId: 'b', profile: 'main' });
    await vi.advanceTimersByTimeAsync(0);
    expect(opened.map((feed) => feed.closed)).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(3100);
    expect(opened.map((feed) => feed.closed)).toEqual([true, true]);
  });

  test('that has ended again is not given', async () => {
    ahead.ask(main);
    await vi.advanceTimersByTimeAsync(0);
    opened[0]?.ended({ code: 'live_replaced', message: '' });
    expect(ahead.take(main, () => undefined)).toBeUndefined();
  });
});
