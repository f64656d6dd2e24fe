import { expect, it } from 'vitest';
import type { CoverageSpan } from '../contract/recordings.ts';
import { completenessOf, type SeenBy } from './completeness.ts';
import { intersect, lengthMs, type Span, subtract, union } from './spans.ts';

/** The same at every run. */
function randoms(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SECOND = 1000;
const TOTAL = 300;
const spanOf = (from: number, to: number): Span => ({ fromMs: from * SECOND, toMs: to * SECOND });
const covers = (spans: readonly Span[], second: number) =>
  spans.some((one) => one.fromMs <= second * SECOND && one.toMs > second * SECOND);
const secondsOf = (spans: readonly Span[]) =>
  Array.from({ length: TOTAL }, (_, at) => at).filter((at) => covers(spans, at));

it('computes with spans as one does second by second', () => {
  const below = randoms(6);
  for (let round = 0; round < 300; round++) {
    const some = () =>
      Array.from({ length: below(7) }, () => {
        const from = below(TOTAL);
        return spanOf(from, Math.min(TOTAL, from + below(60)));
      });
    const [a, b] = [some(), some()];
    const [inA, inB] = [new Set(secondsOf(a)), new Set(secondsOf(b))];
    expect(secondsOf(union(a))).toEqual(secondsOf(a));
    expect(secondsOf(intersect(a, b))).toEqual([...inA].filter((at) => inB.has(at)));
    expect(secondsOf(subtract(a, b))).toEqual([...inA].filter((at) => !inB.has(at)));
    expect(lengthMs(a)).toBe(inA.size * SECOND);
    for (const spans of [union(a), intersect(a, b), subtract(a, b)])
      for (const [at, one] of spans.entries()) {
        expect(one.toMs).toBeGreaterThan(one.fromMs);
        expect(one.fromMs).toBeGreaterThan(spans[at - 1]?.toMs ?? -1);
      }
  }
});

it('tells of each second of a session whether it is covered, or why not', () => {
  const below = randoms(7);
  const causes = ['camera', 'line', 'server', 'disk', 'off', 'purged'] as const;
  for (let round = 0; round < 200; round++) {
    const seenBy: SeenBy[] = Array.from({ length: below(4) }, () => {
      const from = below(TOTAL - 1);
      const to = from + 1 + below(TOTAL - from - 1);
      return {
        ...spanOf(from, to),
        coverage: below(4) === 0 ? undefined : coverageOf(from, to, below, causes),
      };
    });
    const session = spanOf(20, 280);
    const found = completenessOf({ windowId: 'w', ...session, seenBy });
    let [whole, covered] = [0, 0];
    for (let second = 20; second < 280; second++) {
      const placed = seenBy.filter((one) => covers([one], second));
      const allowed = placed.filter((one) => one.coverage !== undefined);
      const there = allowed.some((one) => covers(footageIn(one), second));
      const gap = found.gaps.find((one) => covers([one], second));
      if (there) covered += 1;
      if (placed.length === 0 || allowed.length > 0) whole += 1;
      if (there) expect(gap).toBeUndefined();
      else if (placed.length === 0) expect(gap?.reason).toBe('no_camera_then');
      else if (allowed.length === 0) expect(gap?.reason).toBe('not_allowed');
      else expect(['gap', 'purged', 'not_recorded']).toContain(gap?.reason);
    }
    expect(found.coveredMs).toBe(covered * SECOND);
    expect(found.wholeMs).toBe(whole * SECOND);
    if (covered < whole) expect(found.percent ?? 0).toBeLessThan(100);
    expect(found.noFootage === null).toBe(covered > 0);
  }
});

const footageIn = ({ coverage = [] }: SeenBy): Span[] =>
  coverage.flatMap((one) =>
    one.kind === 'footage' ? [{ fromMs: Date.parse(one.from), toMs: Date.parse(one.to) }] : [],
  );

function coverageOf(
  from: number,
  to: number,
  below: (most: number) => number,
  causes: readonly ['camera', 'line', 'server', 'disk', 'off', 'purged'],
): CoverageSpan[] {
  const spans: CoverageSpan[] = [];
  for (let at = from; at < to; ) {
    const end = Math.min(to, at + 1 + below(50));
    const times = { from: iso(at), to: iso(end) };
    spans.push(
      below(2) === 0
        ? { kind: 'footage', ...times, sound: false, codec: 'h264' }
        : { kind: 'gap', ...times, cause: causes[below(6)] ?? 'camera', code: null },
    );
    at = end;
  }
  return spans;
}
const iso = (second: number): string => new Date(second * SECOND).toISOString();
