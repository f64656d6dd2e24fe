import { describe, expect, it } from 'vitest';
import { cycleAt, loadScenario, windowAt } from './scenario.ts';

const scenario = loadScenario(new URL('./scenario.json', import.meta.url));
const start = Date.UTC(2026, 10, 23, 1, 0, 0);

describe('scenario', () => {
  it('gives every visit its moments in order, inside its cycle', () => {
    for (const window of scenario.windows) {
      for (let n = 0; n < 200; n++) {
        const cycle = cycleAt(scenario, window, start + n * window.periodMs);
        if (cycle.visit === null) continue;
        const { calledAtMs, arrivedAtMs, startedAtMs, finishedAtMs, leftAtMs, stages } = cycle.visit;
        const moments = [
          cycle.startMs,
          calledAtMs,
          arrivedAtMs,
          startedAtMs,
          ...stages.map((stage) => stage.atMs),
          finishedAtMs,
          leftAtMs,
          cycle.endMs,
        ];
        expect(moments).toEqual([...moments].sort((a, b) => a - b));
        expect(finishedAtMs - startedAtMs).toBeGreaterThan(30_000);
      }
    }
  });

  it('leaves places empty for long enough that a camera learns how they look', () => {
    const { idleBeforeCallMs, idleAfterMs, clerkWalkMs } = scenario.timing;
    // Less, and something stirred within the minute before at any time: an applicant who never leaves.
    expect(idleBeforeCallMs + idleAfterMs).toBeGreaterThanOrEqual(25_000);
    // The first empty place is known after a minute and a half; the steps come in the last cycle.
    for (const { kind, window, cycles } of scenario.mismatches) {
      if (kind !== 'away' && kind !== 'absentStep') continue;
      const { periodMs = 0 } = scenario.windows.find(({ number }) => number === window) ?? {};
      expect(cycles * periodMs - 2 * clerkWalkMs).toBeGreaterThan(150_000);
    }
  });

  it('names phases that follow one another without a gap', () => {
    for (const window of scenario.windows) {
      let moment = windowAt(scenario, window, start);
      for (let n = 0; n < 100; n++) {
        const next = windowAt(scenario, window, moment.untilMs);
        expect(next.sinceMs).toBe(moment.untilMs);
        moment = next;
      }
    }
  });

  it('has a window that closes for a while, cases near their limit and cases over it', () => {
    const kinds = new Set(scenario.windows.flatMap((window) => window.visits));
    expect([...kinds].sort()).toEqual(['closed', 'near', 'onTheSpot', 'over', 'promised']);
  });
});
