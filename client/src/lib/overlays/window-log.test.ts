import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { statusOf } from '../testing/status.ts';
import { WindowLog } from './window-log.ts';

const versions = (log: WindowLog) => log.statuses.map((status) => status.version);

describe('one window’s statuses', () => {
  test('a push ahead of its turn waits for the replay', () => {
    const log = new WindowLog();
    log.followed({ reset: false, updates: [statusOf(1), statusOf(2)] });
    expect(log.push(statusOf(4))).toEqual([]);
    expect(log.hasGap).toBe(true);
    expect(log.followed({ reset: false, updates: [statusOf(3)] }).map((s) => s.version)).toEqual([3, 4]);
    expect(log.hasGap).toBe(false);
  });

  test('a reset forgets what was before', () => {
    const log = new WindowLog();
    log.followed({ reset: false, updates: [statusOf(1)] });
    log.followed({ reset: true, updates: [statusOf(900)] });
    expect(versions(log)).toEqual([900]);
    expect(log.push(statusOf(901)).map((s) => s.version)).toEqual([901]);
  });

  test('unknown stands until the first real status', () => {
    const log = new WindowLog();
    log.followed({ reset: false, updates: [statusOf(0)] });
    expect(versions(log)).toEqual([0]);
    log.push(statusOf(1));
    expect(log.last).toBe(1);
  });

  test('keeps the newest fifty', () => {
    const log = new WindowLog();
    log.followed({ reset: false, updates: Array.from({ length: 80 }, (_, index) => statusOf(index + 1)) });
    expect(log.statuses).toHaveLength(50);
    expect(log.last).toBe(80);
  });

  /**
   * A server that pushes every version to a line that loses, doubles and reorders, and that answers a follow with
   * everything after what the client last had. Whatever happens in between: each version once, in order, and
   * after one last follow nothing is missing.
   */
  test('any interleaving of pushes and replays gives each version once, in order', () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), version: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ kind: fc.constant('follow' as const), upTo: fc.integer({ min: 1, max: 30 }) }),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
        const log = new WindowLog();
        const taken: number[] = [];
        const take = (statuses: { version: number }[]) => taken.push(...statuses.map((s) => s.version));
        for (const each of happenings)
          if (each.kind === 'push') take(log.push(statusOf(each.version)));
          else take(log.followed({ reset: false, updates: replay(log.last, each.upTo) }));
        take(log.followed({ reset: false, updates: replay(log.last, 30) }));
        expect(taken).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
        expect(log.hasGap).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('with a server that replays only its newest few, versions still never go back or double', () => {
    const happening = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), version: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ kind: fc.constant('follow' as const), upTo: fc.integer({ min: 1, max: 60 }) }),
    );
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 120 }), (happenings) => {
        const log = new WindowLog();
        const taken: number[] = [];
        for (const each of happenings) {
          const got =
            each.kind === 'push'
              ? log.push(statusOf(each.version))
              : log.followed(
                  each.upTo - log.last > 5
                    ? { reset: true, updates: [statusOf(each.upTo)] }
                    : { reset: false, updates: replay(log.last, each.upTo) },
                );
          taken.push(...got.map((s) => s.version));
        }
        for (let index = 1; index < taken.length; index += 1)
          expect(taken[index]).toBeGreaterThan(taken[index - 1] ?? 0);
        expect(versions(log)).toEqual([...versions(log)].sort((a, b) => a - b));
      }),
      { numRuns: 500 },
    );
  });
});

function replay(after: number, upTo: number) {
  return Array.from({ length: Math.max(0, upTo - after) }, (_, index) => statusOf(after + 1 + index));
}
