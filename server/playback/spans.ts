/** Times as half-open spans in ms, and what one computes with them. Pure. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** In order, none touching another. */
export function union(spans: readonly Span[]): Span[] {
  const merged: { fromMs: number; toMs: number }[] = [];
  const ordered = spans.filter((one) => one.toMs > one.fromMs).sort((a, b) => a.fromMs - b.fromMs);
  for (const { fromMs, toMs } of ordered) {
    const last = merged.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}

/** What of `spans` lies in `others`. */
export function intersect(spans: readonly Span[], others: readonly Span[]): Span[] {
  const met = union(others);
  return union(spans).flatMap((one) =>
    met.flatMap((other) => {
      const fromMs = Math.max(one.fromMs, other.fromMs);
      const toMs = Math.min(one.toMs, other.toMs);
      return toMs > fromMs ? [{ fromMs, toMs }] : [];
    }),
  );
}

/** What of `spans` lies in none of `others`. */
export function subtract(spans: readonly Span[], others: readonly Span[]): Span[] {
  let left = union(spans);
  for (const cut of union(others))
    left = left.flatMap((one) =>
      cut.toMs <= one.fromMs || cut.fromMs >= one.toMs
        ? [one]
        : [
            { fromMs: one.fromMs, toMs: cut.fromMs },
            { fromMs: cut.toMs, toMs: one.toMs },
          ].filter((part) => part.toMs > part.fromMs),
    );
  return left;
}

export const lengthMs = (spans: readonly Span[]): number =>
  union(spans).reduce((sum, one) => sum + one.toMs - one.fromMs, 0);
