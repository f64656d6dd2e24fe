import { describe, expect, test } from 'vitest';
import type { Trouble } from '../../../../server/contract/walls.ts';
import { goBy, INTERRUPT_MS, interrupt, nextStepOf, roundOf, startRun, stepOf, tick } from './tour-run.ts';

const steps = [3, 1, 1].map((priority, page) => ({ wallId: 'wall', page, dwellSeconds: 10, priority }));
const NOW = Date.parse('2026-11-23T02:00:00.000Z');
const trouble = (alertId: string, cameraId: string, agoMs = 1000): Trouble => ({
  ...{
    windowId: alertId,
    windowCode: '1',
    hallId: 'h',
    hallName: '厅',
    departmentName: null,
    cameraId,
    score: 90,
  },
  reasons: [{ kind: 'card', level: 'red', alertId, since: new Date(NOW - agoMs).toISOString() }],
});

describe('the order of a round', () => {
  test('each step as often as its priority, spread over the round', () => {
    const round = roundOf(steps);
    expect(round).toEqual([0, 0, 1, 2, 0]);
    const ten = roundOf([{ priority: 5 }, { priority: 5 }]);
    expect(ten).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
    const one = roundOf([{ priority: 2 }, { priority: 1 }, { priority: 1 }, { priority: 1 }]);
    expect(one.filter((index) => index === 0)).toHaveLength(2);
    expect(Math.abs(one.indexOf(0) - one.lastIndexOf(0))).toBeGreaterThan(1);
  });
});

describe('a tour', () => {
  const always = () => true;
  test('goes on after its dwell, not while it is paused, and begins anew after the last', () => {
    let run = startRun(steps.slice(1));
    run = tick(run, 9000, steps.slice(1), always);
    expect([stepOf(run), nextStepOf(run)]).toEqual([0, 1]);
    expect(tick({ ...run, paused: true }, 5000, steps.slice(1), always).elapsedMs).toBe(9000);
    run = tick(run, 1000, steps.slice(1), always);
    expect([stepOf(run), run.elapsedMs, nextStepOf(run)]).toEqual([1, 0, 0]);
    expect(stepOf(goBy(goBy(run, 1), -2))).toBe(0);
  });
  test('passes over what cannot be shown, and stands still where nothing can', () => {
    const run = startRun(steps.map((one) => ({ ...one, priority: 1 })));
    expect(stepOf(tick(run, 10_000, steps, (index) => index !== 1))).toBe(2);
    expect(stepOf(tick(run, 10, steps, (index) => index === 2))).toBe(2);
    expect(() => tick(run, 10_000, steps, () => false)).not.toThrow();
  });
  test('a fresh card in one of its pictures is shown for twenty seconds, once, and the page goes on where it was', () => {
    const cameras = new Set(['a']);
    const begun = tick(startRun(steps), 4000, steps, always);
    const run = interrupt(
      begun,
      [trouble('elsewhere', 'b'), trouble('old', 'a', 300_000), trouble('x', 'a')],
      cameras,
      NOW,
    );
    expect(run.shown?.trouble.windowId).toBe('x');
    const over = tick(run, INTERRUPT_MS, steps, always);
    expect([over.shown, over.elapsedMs]).toEqual([undefined, 4000]);
    expect(interrupt(over, [trouble('x', 'a')], cameras, NOW).shown).toBeUndefined();
    expect(interrupt({ ...begun, paused: true }, [trouble('x', 'a')], cameras, NOW).shown).toBeUndefined();
  });
});
