import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Presence } from '../../streams/occupancy/types.ts';
import { SpanKeeper } from './span-keeper.ts';
import type { Span } from './window-spans.ts';

const S = 1000;
const MINUTE = 60 * S;
const BEGIN = 1_800_000_000_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const kept = new Map<string, Span>();
  const clock = { ms: BEGIN };
  const keeper = new SpanKeeper({
    spans: {
      closeLeftOpen: async () => [],
      keep: async (spans) => {
        for (const span of spans) kept.set(`${span.windowId} ${span.fromMs}`, span);
      },
    },
    ...{ onSpans: () => {}, onKept: () => {}, log: { warn: () => {} } },
    now: () => clock.ms,
  });
  /** A picture a second, a little after it was taken, and whatever else goes on meanwhile. */
  const watched = async (seconds: number, clerk: Presence): Promise<void> => {
    for (let second = 0; second < seconds; second += 1) {
      clock.ms += S;
      await vi.advanceTimersByTimeAsync(S);
      const place = { key: 'p1', clerk, applicant: 'no', activity: 1 } as const;
      keeper.onReading({ cameraId: 'c1', atMs: clock.ms - 100, places: [place] });
    }
  };
  const brief = () =>
    [...kept.values()].map(
      ({ state, cause, fromMs, toMs, open }) =>
        `${cause ?? state} ${Math.round((fromMs - BEGIN) / S)}-${Math.round((toMs - BEGIN) / S)}${open ? ' …' : ''}`,
    );
  return { keeper, clock, watched, brief };
}

it('begins anew when the clock was set back by minutes: what was kept stays, and nobody is missed by it', async () => {
  const { keeper, clock, watched, brief } = setUp();
  await keeper.start();
  keeper.watch([
    { placementId: 'p1', windowId: 'w1', cameraId: 'c1' } as Parameters<typeof keeper.watch>[0][0],
  ]);
  await watched(600, 'no');
  clock.ms -= 4 * MINUTE;
  const late = { key: 'p1', clerk: 'no', applicant: 'no', activity: 1 } as const;
  // Taken before, told after.
  keeper.onReading({ cameraId: 'c1', atMs: clock.ms + 4 * MINUTE, places: [late] });
  await watched(60, 'yes');
  await keeper.keep();
  expect(brief()).toEqual(['learning 0-2', 'vacant 2-600', 'learning 361-362', 'present 362-420 …']);
  expect(keeper.sightOf('c1')).toMatchObject({ blind: null, pictureAtMs: clock.ms - 100 });
  await keeper.close();
});

it('takes no notice of a clock that is corrected by a little', async () => {
  const { keeper, clock, watched, brief } = setUp();
  await keeper.start();
  keeper.watch([
    { placementId: 'p1', windowId: 'w1', cameraId: 'c1' } as Parameters<typeof keeper.watch>[0][0],
  ]);
  await watched(60, 'yes');
  clock.ms -= 3 * S;
  await watched(60, 'yes');
  await keeper.keep();
  expect(brief()).toEqual(['learning 0-2', 'present 2-117 …']);
  await keeper.close();
});
