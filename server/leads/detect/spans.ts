/** Arithmetic of spans of time. All functions take and answer spans in the order of time that do not overlap. */

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export const lengthOf = (spans: readonly Span[]): number =>
  spans.reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);

/** In any order, overlapping or not; those no further apart than `gapMs` become one. */
export function joined(spans: readonly Span[], gapMs = 0): Span[] {
  const made: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    if (toMs < fromMs) continue;
    const last = made.at(-1);
    if (last !== undefined && fromMs - last.toMs <= gapMs) last.toMs = Math.max(last.toMs, toMs);
    else made.push({ fromMs, toMs });
  }
  return made;
}

export function common(a: readonly Span[], b: readonly Span[]): Span[] {
  const made: Span[] = [];
  for (let i = 0, j = 0; ; ) {
    const [one, other] = [a[i], b[j]];
    if (one === undefined || other === undefined) return made;
    const [fromMs, toMs] = [Math.max(one.fromMs, other.fromMs), Math.min(one.toMs, other.toMs)];
    if (fromMs < toMs) made.push({ fromMs, toMs });
    if (one.toMs < other.toMs) i += 1;
    else j += 1;
  }
}

export function without(spans: readonly Span[], taken: readonly Span[]): Span[] {
  const made: Span[] = [];
  for (const span of spans) {
    let { fromMs } = span;
    for (const one of taken) {
      if (one.toMs <= fromMs) continue;
      if (one.fromMs >= span.toMs) break;
      if (one.fromMs > fromMs) made.push({ fromMs, toMs: one.fromMs });
      fromMs = one.toMs;
    }
    if (fromMs < span.toMs) made.push({ fromMs, toMs: span.toMs });
  }
  return made;
}

export const covers = (spans: readonly Span[], atMs: number): boolean =>
  spans.some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
export const touches = (spans: readonly Span[], { fromMs, toMs }: Span): boolean =>
  spans.some((one) => one.fromMs < toMs && one.toMs > fromMs);
export const widened = (spans: readonly Span[], beforeMs: number, afterMs: number): Span[] =>
  joined(spans.map(({ fromMs, toMs }) => ({ fromMs: fromMs - beforeMs, toMs: toMs + afterMs })));
