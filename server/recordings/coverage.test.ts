/** Spans touch, cover the range and say the truth of every instant, whatever files and gaps there are. */
import { expect, test } from 'vitest';
import {
  type CoverageInput,
  coarsened,
  percentOf,
  type Run,
  SEAM_MS,
  type Span,
  spansOf,
} from './coverage.ts';

/** The same numbers each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const T0 = Date.UTC(2026, 10, 23, 8);
const CAUSES = ['camera', 'line', 'server', 'disk', 'off'] as const;

function someInput(seed: number): CoverageInput {
  const next = numbers(seed);
  const upTo = (most: number) => Math.floor(next() * most);
  const runs: Run[] = [];
  const gaps: CoverageInput['gaps'][number][] = [];
  let at = T0 - upTo(60_000);
  for (let i = 0; i < 3 + upTo(12); i += 1) {
    const runMs = 500 + upTo(60_000);
    runs.push({ fromMs: at, toMs: at + runMs, sound: next() < 0.5, codec: next() < 0.8 ? 'h264' : 'h265' });
    // Files overlap a little, follow each other, leave a seam, or a hole.
    const kind = next();
    const holeMs = kind < 0.2 ? -upTo(400) : kind < 0.5 ? upTo(SEAM_MS) : SEAM_MS + 1 + upTo(90_000);
    const endMs = at + runMs;
    if (holeMs > SEAM_MS && next() < 0.7)
      gaps.push({
        fromMs: endMs + upTo(300),
        toMs: next() < 0.1 ? null : endMs + Math.floor(holeMs * (0.3 + next())),
        cause: CAUSES[upTo(CAUSES.length)] ?? 'camera',
        code: next() < 0.5 ? 'camera_unreachable' : null,
      });
    at = endMs + holeMs;
  }
  const track =
    next() < 0.9 ? { sinceMs: T0 - upTo(50_000) + 20_000, purgedBeforeMs: T0 + upTo(99_000) } : undefined;
  return { fromMs: T0, toMs: T0 + 100_000 + upTo(500_000), runs, gaps, track };
}

const kindAt = (spans: readonly Span[], ms: number) =>
  spans.find((one) => one.fromMs <= ms && ms < one.toMs)?.kind;

test('spans touch and cover the range; what is recorded is footage, and what is not is a gap', () => {
  for (let seed = 1; seed <= 150; seed += 1) {
    const input = someInput(seed);
    const spans = spansOf(input);
    expect(spans[0]?.fromMs, `seed ${seed}`).toBe(input.fromMs);
    expect(spans.at(-1)?.toMs, `seed ${seed}`).toBe(input.toMs);
    const apart = spans.filter(
      (span, i) => span.toMs <= span.fromMs || (i > 0 && span.fromMs !== spans[i - 1]?.toMs),
    );
    expect(apart, `seed ${seed}`).toEqual([]);
    let recordedMs = 0;
    const wrong: number[] = [];
    const stepMs = 97;
    for (let ms = input.fromMs; ms < input.toMs; ms += stepMs) {
      let [seen, next, isRecorded] = [0, Number.POSITIVE_INFINITY, false];
      for (const run of input.runs) {
        if (run.fromMs <= ms && ms < run.toMs) isRecorded = true;
        if (run.toMs <= ms) seen = Math.max(seen, run.toMs);
        if (run.fromMs > ms) next = Math.min(next, run.fromMs);
      }
      const isFootage = isRecorded || next - seen <= SEAM_MS;
      if (isFootage) recordedMs += stepMs;
      if (kindAt(spans, ms) !== (isFootage ? 'footage' : 'gap')) wrong.push(ms - T0);
    }
    expect(wrong, `seed ${seed}`).toEqual([]);
    const percent = (recordedMs / (input.toMs - input.fromMs)) * 100;
    expect(Math.abs(percentOf(spans) - percent), `seed ${seed}`).toBeLessThan(1);
  }
});

test('joined to what a page can show, spans still touch, and a gap longer than a pixel is never lost', () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const input = someInput(seed);
    const spans = spansOf(input);
    const { spans: shown } = coarsened(spans, 20_000, 50);
    expect(shown[0]?.fromMs).toBe(input.fromMs);
    expect(shown.at(-1)?.toMs).toBe(input.toMs);
    for (const [i, span] of shown.entries()) if (i > 0) expect(span.fromMs).toBe(shown[i - 1]?.toMs);
    for (const span of spans)
      if (span.kind === 'gap' && span.toMs - span.fromMs >= 20_000)
        expect(kindAt(shown, (span.fromMs + span.toMs) / 2), `seed ${seed}`).toBe('gap');
  }
  const many = Array.from(
    { length: 4000 },
    (_, i): Span =>
      i % 2 === 0
        ? { kind: 'footage', fromMs: i * 5000, toMs: (i + 1) * 5000, sound: false, codec: 'h264' }
        : { kind: 'gap', fromMs: i * 5000, toMs: (i + 1) * 5000, cause: 'camera', code: null },
  );
  const { spans, isCoarse } = coarsened(many, 0, 1000);
  expect(spans.length).toBeLessThanOrEqual(1000);
  expect(isCoarse).toBe(true);
  expect(coarsened(many.slice(0, 10), 0, 1000)).toEqual({ spans: many.slice(0, 10), isCoarse: false });
});

test('a hole that nothing explains: nobody wanted it yet, retention took it, or we were not there', () => {
  const spans = spansOf({
    fromMs: 0,
    toMs: 400_000,
    runs: [{ fromMs: 300_000, toMs: 350_000, sound: true, codec: 'h264' }],
    gaps: [{ fromMs: 350_200, toMs: null, cause: 'camera', code: 'camera_unreachable' }],
    track: { sinceMs: 100_000, purgedBeforeMs: 200_000 },
  });
  expect(spans.map((one) => [one.kind === 'gap' ? one.cause : one.codec, one.fromMs, one.toMs])).toEqual([
    ['off', 0, 100_000],
    ['purged', 100_000, 200_000],
    ['server', 200_000, 300_000],
    ['h264', 300_000, 350_000],
    ['camera', 350_000, 400_000],
  ]);
  expect(percentOf(spans)).toBe(12.5);
  expect(percentOf(spansOf({ fromMs: 0, toMs: 9, runs: [], gaps: [], track: undefined }))).toBe(0);
});
