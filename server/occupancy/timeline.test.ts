import { describe, expect, it } from 'vitest';
import { coarse, totalsOf, withoutHoles } from './timeline.ts';
import type { Span } from './window-spans.ts';

const S = 1000;
const span = (state: Span['state'], from: number, to: number, more: Partial<Span> = {}): Span => ({
  ...{ windowId: 'w1', cameraId: 'a', state, applicant: null, cause: state === 'unknown' ? 'offline' : null },
  ...{ fromMs: from * S, toMs: to * S, open: false, activity: null, ...more },
});
const brief = (spans: readonly Span[]) =>
  spans.map(({ state, cause, fromMs, toMs }) => `${cause ?? state} ${fromMs / S}-${toMs / S}`);
const all = { fromMs: 0, toMs: 100 * S };
const placed = [{ fromMs: 20 * S, toMs: 90 * S }];

describe('what is answered of a window', () => {
  it('has no holes: nobody looked, or there was no camera', () => {
    const spans = [span('present', 30, 40), span('vacant', 50, 60)];
    expect(brief(withoutHoles({ windowId: 'w1', spans, placed }, all))).toEqual([
      ...['no_camera 0-20', 'not_analysed 20-30', 'present 30-40', 'not_analysed 40-50', 'vacant 50-60'],
      ...['not_analysed 60-90', 'no_camera 90-100'],
    ]);
  });

  it('is cut to what is asked for and may be told, and does not go on where it may not', () => {
    const spans = [span('present', 30, 40), span('vacant', 40, 95, { open: true })];
    const mine = [{ fromMs: Number.NEGATIVE_INFINITY, toMs: 50 * S }];
    const shown = withoutHoles(
      { windowId: 'w1', spans, placed, visible: mine },
      { fromMs: 35 * S, toMs: 80 * S },
    );
    expect(brief(shown)).toEqual(['present 35-40', 'vacant 40-50', 'not_analysed 50-80']);
    expect(shown[1]?.open).toBe(false);
    const open = withoutHoles({ windowId: 'w1', spans, placed }, { fromMs: 35 * S, toMs: 99 * S });
    expect([brief(open).at(-1), open.at(-1)?.open]).toEqual(['vacant 40-95', true]);
  });

  it('joins neighbours that say the same, and short ones when coarse', () => {
    const spans = [
      ...[span('present', 0, 40, { activity: 10 }), span('present', 40, 60, { activity: 40 })],
      ...[span('vacant', 60, 62), span('present', 62, 90)],
    ];
    const whole = withoutHoles({ windowId: 'w1', spans, placed: [] }, { fromMs: 0, toMs: 90 * S });
    expect(brief(whole)).toEqual(['present 0-60', 'vacant 60-62', 'present 62-90']);
    expect(whole[0]?.activity).toBe(20);
    expect(brief(coarse(whole, 5 * S))).toEqual(['present 0-90']);
    expect(totalsOf(whole)).toEqual({ servingMs: 0, presentMs: 88 * S, vacantMs: 2 * S, unknownMs: 0 });
  });
});
