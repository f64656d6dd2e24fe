import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { WindowStatus } from '../../../../server/contract/overlays.ts';
import { BASE, statusOf } from '../../lib/testing/status.ts';
import { createWallTally } from './wall-tally.ts';

const HOUR = 3_600_000;

/** A status with a case near its limit `nearInMs` after BASE and over it an hour later. */
function withCase(windowId: string, nearInMs: number): WindowStatus {
  return {
    ...statusOf(1, BASE - 1000, windowId),
    state: 'serving',
    case: {
      id: '00000000-0000-4000-8000-0000000000c1',
      caseNo: 'JY-2026-000001',
      matterName: '企业设立登记',
      applicant: null,
      stage: 'accepted',
      card: null,
      startedAt: new Date(BASE - HOUR).toISOString(),
      clock: {
        startedAt: new Date(BASE - HOUR).toISOString(),
        limit: { value: 1, unit: 'workingDay' as const },
        workingDayMs: 8 * HOUR,
        measuredAt: new Date(BASE).toISOString(),
        elapsedMs: HOUR,
        nearAt: new Date(BASE + nearInMs).toISOString(),
        dueAt: new Date(BASE + nearInMs + HOUR).toISOString(),
        stoppedAt: null,
        statutoryDueAt: null,
        suspended: null,
        limitMs: 0,
        fault: null,
        ahead: [],
      },
    },
  } as WindowStatus;
}

/** What the tally asks of the overlays, filled by hand. */
class HandOverlays {
  readonly held = new Map<string, WindowStatus[]>();
  readonly listeners = new Map<string, () => void>();
  statuses = (windowId: string) => this.held.get(windowId) ?? [];
  follow = (windowId: string, listener: () => void) => {
    this.listeners.set(windowId, listener);
    return () => this.listeners.delete(windowId);
  };
  put(status: WindowStatus): void {
    this.held.set(status.windowId, [status]);
    this.listeners.get(status.windowId)?.();
  }
}

beforeEach(() => vi.useFakeTimers({ now: BASE }));
afterEach(() => vi.useRealTimers());

describe('the tally of a wall', () => {
  test('counts every window it watches, whether or not a tile shows it', () => {
    const overlays = new HandOverlays();
    const tally = createWallTally({ overlays, serverNow: () => Date.now() });
    overlays.put(withCase('a', -2 * HOUR));
    const stop = tally.watch(['a', 'b', 'c']);
    expect(tally.store.getState()).toMatchObject({ near: [], over: ['a'] });
    overlays.put(withCase('b', -HOUR / 2));
    overlays.put(withCase('c', HOUR));
    expect(tally.store.getState()).toMatchObject({ near: ['b'], over: ['a'] });
    stop();
    expect(overlays.listeners.size).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('a clock that passes its limit is counted without a message', () => {
    const overlays = new HandOverlays();
    const tally = createWallTally({ overlays, serverNow: () => Date.now() });
    overlays.put(withCase('a', HOUR));
    const stop = tally.watch(['a']);
    vi.advanceTimersByTime(HOUR + 3000);
    expect(tally.store.getState()).toMatchObject({ near: ['a'], over: [] });
    vi.advanceTimersByTime(HOUR);
    expect(tally.store.getState()).toMatchObject({ near: [], over: ['a'] });
    stop();
  });

  test('counts windows by the card on their case, whatever their clock says', () => {
    const overlays = new HandOverlays();
    const tally = createWallTally({ overlays, serverNow: () => Date.now() });
    const carded = (windowId: string, level: 'warning' | 'yellow' | 'red'): WindowStatus => {
      const status = withCase(windowId, HOUR);
      const card = { id: '00000000-0000-4000-8000-0000000000a1', level, issuedAt: status.at };
      return { ...status, case: status.case && { ...status.case, card } };
    };
    const stop = tally.watch(['a', 'b', 'c']);
    overlays.put(carded('a', 'red'));
    overlays.put(carded('b', 'yellow'));
    overlays.put(carded('c', 'warning'));
    expect(tally.store.getState()).toMatchObject({ red: ['a'], yellow: ['b'], near: [] });
    overlays.put(withCase('a', HOUR));
    expect(tally.store.getState()).toMatchObject({ red: [], yellow: ['b'] });
    stop();
  });

  test('tells pictures apart by their state', () => {
    const tally = createWallTally({ overlays: new HandOverlays(), serverNow: () => Date.now() });
    tally.onState('x', 'live');
    tally.onState('y', 'offline');
    tally.onState('z', 'starting');
    expect(tally.store.getState()).toMatchObject({ live: 1, troubled: 1 });
    tally.onState('y', undefined);
    expect(tally.store.getState()).toMatchObject({ live: 1, troubled: 0 });
  });
});
