import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FakeAsker } from '../testing/fake-asker.ts';
import { statusOf, WINDOW } from '../testing/status.ts';
import { OverlayStore } from './overlay-store.ts';

interface Follow {
  windows: { windowId: string; after: number }[];
}

let asker: FakeAsker;
let store: OverlayStore;
/** What the server has of every window. */
let newest: number;

beforeEach(() => {
  vi.useFakeTimers();
  asker = new FakeAsker();
  newest = 3;
  asker.answer('overlays:follow', ((request: Follow) => ({
    windows: request.windows.map(({ windowId, after }) => ({
      windowId,
      reset: false,
      updates: Array.from({ length: Math.max(0, newest - after) }, (_, i) =>
        statusOf(after + 1 + i, undefined, windowId),
      ),
    })),
    refused: [],
  })) as never);
  asker.answer('overlays:unfollow', () => null);
  store = new OverlayStore({ asker });
});
afterEach(() => {
  store.close();
  vi.useRealTimers();
});

const shown = (windowId = WINDOW) => store.statuses(windowId).map((status) => status.version);
const settle = () => vi.advanceTimersByTimeAsync(5);

describe('following windows', () => {
  test('windows mounted together are followed with one request', async () => {
    store.follow(WINDOW, () => undefined);
    store.follow('b', () => undefined);
    await settle();
    expect(asker.asked('overlays:follow')).toHaveLength(1);
    expect(shown()).toEqual([1, 2, 3]);
  });

  test('a reconnect resumes after the last version and misses nothing', async () => {
    store.follow(WINDOW, () => undefined);
    await settle();
    asker.disconnect();
    newest = 7;
    asker.connect();
    asker.push('overlays:update', statusOf(8));
    newest = 8;
    await settle();
    expect(asker.asked('overlays:follow')).toEqual([
      { windows: [{ windowId: WINDOW, after: 0 }] },
      { windows: [{ windowId: WINDOW, after: 3 }] },
    ]);
    expect(shown()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('a gap in the pushes is filled by asking', async () => {
    let heard = 0;
    store.follow(WINDOW, () => {
      heard += 1;
    });
    await settle();
    newest = 5;
    asker.push('overlays:update', statusOf(5));
    expect(shown()).toEqual([1, 2, 3]);
    await settle();
    expect(shown()).toEqual([1, 2, 3, 4, 5]);
    expect(heard).toBe(2);
  });

  test('what was before is brought back for a picture that goes back, each status once', async () => {
    store.follow(WINDOW, () => undefined);
    await settle();
    asker.push('overlays:update', statusOf(4));
    expect(shown()).toEqual([1, 2, 3, 4]);
    store.recall(WINDOW, [statusOf(2), statusOf(1)]);
    expect(shown()).toEqual([1, 2, 3, 4]);
  });

  test('a follow that fails is tried again', async () => {
    asker.answer('overlays:follow', () => {
      throw new Error('timeout');
    });
    store.follow(WINDOW, () => undefined);
    await settle();
    expect(shown()).toEqual([]);
    asker.answer('overlays:follow', () => ({
      windows: [{ windowId: WINDOW, reset: true, updates: [statusOf(40)] }],
      refused: [],
    }));
    await vi.advanceTimersByTimeAsync(2500);
    expect(shown()).toEqual([40]);
  });

  test('a window of which nothing was ever reported is unknown, not forever being fetched', async () => {
    newest = 0;
    store.follow(WINDOW, () => undefined);
    await settle();
    expect(store.statuses(WINDOW)[0]?.state).toBe('unknown');
    asker.push('overlays:update', statusOf(1));
    expect(store.statuses(WINDOW).at(-1)?.version).toBe(1);
  });

  test('a refused window says so and is not asked for again and again', async () => {
    asker.answer('overlays:follow', () => ({ windows: [], refused: [WINDOW] }));
    store.follow(WINDOW, () => undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(store.refused(WINDOW)).toBe(true);
    expect(asker.asked('overlays:follow')).toHaveLength(1);
  });

  test('the last listener leaving unfollows; what is still pushed is ignored', async () => {
    const leave = [store.follow(WINDOW, () => undefined), store.follow(WINDOW, () => undefined)];
    await settle();
    leave[0]?.();
    expect(asker.asked('overlays:unfollow')).toHaveLength(0);
    leave[1]?.();
    expect(asker.asked('overlays:unfollow')).toHaveLength(1);
    asker.push('overlays:update', statusOf(4));
    expect(shown()).toEqual([]);
  });
});
