import { describe, expect, test } from 'vitest';
import type { TimelineMark } from '../../../../../server/contract/playback.ts';
import { shuttleRate } from '../use-playback-commands.ts';
import { hitAt, lanesOf, markBeside } from './lanes.ts';
import { following, LEAST_SPAN_MS, MOST_SPAN_MS, msOf, rangeToAsk, spanOf, xOf, zoomAbout } from './scale.ts';
import { hoverText, ticksOf } from './ticks.ts';

const AT = new Date(2026, 10, 23, 9, 15).getTime();
const view = { fromMs: AT, toMs: AT + 600_000 };

const mark = (kind: TimelineMark['kind'], atMs: number, toMs?: number): TimelineMark => ({
  ...{ kind, id: `${kind}${atMs}`, at: new Date(atMs).toISOString(), what: kind, count: 1 },
  to: toMs === undefined ? null : new Date(toMs).toISOString(),
  ...{ text: null, stage: null, level: null, caseId: null, caseNo: null, windowId: null, cameraId: null },
});

describe('the scale', () => {
  test('what is under the cursor stays under it while zooming, from a month to a tenth of a second', () => {
    const cursor = msOf(view, 1000, 730);
    let zoomed: typeof view = view;
    for (let turn = 0; turn < 60; turn += 1) zoomed = zoomAbout(zoomed, cursor, 0.7);
    expect(spanOf(zoomed)).toBeCloseTo(LEAST_SPAN_MS, 3);
    expect(xOf(zoomed, 1000, cursor)).toBeCloseTo(730, 0);
    for (let turn = 0; turn < 120; turn += 1) zoomed = zoomAbout(zoomed, cursor, 1.4);
    expect(spanOf(zoomed)).toBe(MOST_SPAN_MS);
    expect(xOf(zoomed, 1000, cursor)).toBeCloseTo(730, 0);
  });

  test('turns a page before the playhead leaves the view, and leaves alone who looks elsewhere', () => {
    const near = view.toMs - 5000;
    const turned = following(view, near - 100, near);
    expect(xOf(turned, 1000, near)).toBeCloseTo(150, 0);
    const elsewhere = view.toMs + 60_000;
    expect(following(view, elsewhere - 100, elsewhere)).toBe(view);
  });

  test('asks for the same range while the view moves a little', () => {
    const asks = new Set<string>();
    for (let ms = 0; ms < 400_000; ms += 10_000)
      asks.add(JSON.stringify(rangeToAsk({ fromMs: view.fromMs + ms, toMs: view.toMs + ms })));
    expect(asks.size).toBeLessThanOrEqual(2);
    const asked = rangeToAsk(view);
    expect(asked.fromMs).toBeLessThan(view.fromMs);
    expect(asked.toMs).toBeGreaterThan(view.toMs);
    expect(spanOf(asked) / asked.grainMs).toBeGreaterThan(4000);
  });
});

describe('the ruler', () => {
  test('labels whole units of the reader’s day, with room for each', () => {
    for (const span of [200, 5000, 60_000, 600_000, 7_200_000, 86_400_000, MOST_SPAN_MS]) {
      const ticks = ticksOf({ fromMs: AT, toMs: AT + span }, 1200);
      const labelled = ticks.filter(({ label }) => label !== undefined);
      expect(labelled.length, String(span)).toBeGreaterThan(2);
      expect(labelled.length, String(span)).toBeLessThanOrEqual(1200 / 84 + 1);
      expect(ticks.length).toBeLessThan(150);
    }
    expect(ticksOf(view, 1200).map(({ label }) => label)).toContain('09:20');
    const days = ticksOf({ fromMs: AT, toMs: AT + 10 * 86_400_000 }, 1200).flatMap(
      ({ label }) => label ?? [],
    );
    expect(days[0]).toBe('11-24');
  });

  test('says the millisecond only where it can be seen', () => {
    expect(hoverText(AT + 3250, 5)).toBe('2026-11-23 09:15:03.250');
    expect(hoverText(AT + 3250, 500)).toBe('2026-11-23 09:15:03');
  });
});

describe('lanes', () => {
  const cameras = [{ id: 'a', name: 'A' }];
  const marks = [mark('session', AT, AT + 60_000), mark('step', AT + 30_000), mark('step', AT + 300_000)];
  const lanes = lanesOf(cameras, marks);

  test('one a camera, and of marks only those there are', () => {
    expect(lanes.map(({ kind }) => kind)).toEqual(['coverage', 'session', 'step']);
  });

  test('a mark is hit from near by, a gap where it lies', () => {
    const step = lanes[2];
    const y = (step?.top ?? 0) + 5;
    const x = xOf(view, 1000, AT + 30_000);
    expect(hitAt({ x: x + 4, y, width: 1000 }, view, lanes, marks, new Map()).mark?.id).toBe(
      `step${AT + 30_000}`,
    );
    expect(hitAt({ x: x + 40, y, width: 1000 }, view, lanes, marks, new Map()).mark).toBeUndefined();
    const gap = {
      ...{ kind: 'gap' as const, cause: 'camera' as const, code: null },
      from: new Date(AT).toISOString(),
      to: new Date(AT + 60_000).toISOString(),
    };
    const found = hitAt({ x: 50, y: 30, width: 1000 }, view, lanes, marks, new Map([['a', [gap]]]));
    expect(found.gap).toBe(gap);
  });

  test('the next mark, and the one before also while it plays on from one', () => {
    expect(markBeside(marks, AT + 30_000, 1)?.id).toBe(`step${AT + 300_000}`);
    expect(markBeside(marks, AT + 30_400, -1)?.id).toBe(`session${AT}`);
    expect(markBeside(marks, AT + 300_000, 1)).toBeUndefined();
  });
});

test('the shuttle goes faster with each press, and turns round at once', () => {
  expect(shuttleRate(false, 1, 1)).toBe(1);
  expect(shuttleRate(true, 1, 1)).toBe(2);
  expect(shuttleRate(true, 16, 1)).toBe(16);
  expect(shuttleRate(true, 8, -1)).toBe(-1);
  expect(shuttleRate(true, -1, -1)).toBe(-2);
  expect(shuttleRate(true, 0.5, 1)).toBe(1);
});
