/** Time on an axis with stretches taken out. */
import type { Axis } from './axis.ts';

/** A stretch in which a clock stands; where it ends is worked out when somebody gets that far. */
export interface Stand {
  readonly fromMs: number;
  /** `Infinity`: nobody knows. @throws CalendarGap */
  readonly toMs: () => number;
}

/** In order of `fromMs`; overlapping ones are deducted once. */
export type Stands = readonly Stand[];

/** The first instant by which so much has run since another. `Infinity`: it stands before that, for good. */
export function runAfter(axis: Axis, fromMs: number, amount: number, stands: Stands): number {
  let at = fromMs;
  let left = amount;
  for (const stand of stands) {
    if (left <= axis.grain) break;
    if (stand.fromMs > at) {
      const end = firstOf(axis, at, left, stand.fromMs);
      if (end !== undefined) return end;
      left -= axis.between(at, stand.fromMs);
      at = stand.fromMs;
    }
    at = Math.max(at, stand.toMs());
    if (at === Number.POSITIVE_INFINITY) return at;
  }
  return axis.after(at, left);
}

/** Undefined: not before `untilMs`. Time up to the end is all that is looked at: what comes later may not be known. */
function firstOf(axis: Axis, fromMs: number, amount: number, untilMs: number): number | undefined {
  let end: number;
  try {
    end = axis.after(fromMs, amount);
  } catch (error) {
    // Not within what is known. Where all up to `untilMs` is known, it is not before that.
    if (axis.between(fromMs, untilMs) < amount) return undefined;
    throw error;
  }
  return end <= untilMs ? end : undefined;
}

/** How much has run between two instants. */
export function runBetween(axis: Axis, fromMs: number, toMs: number, stands: Stands): number {
  let at = fromMs;
  let run = 0;
  for (const stand of stands) {
    if (stand.fromMs >= toMs) break;
    if (stand.fromMs > at) {
      run += axis.between(at, stand.fromMs);
      at = stand.fromMs;
    }
    at = Math.min(toMs, Math.max(at, stand.toMs()));
    if (at >= toMs) return run;
  }
  return run + (toMs > at ? axis.between(at, toMs) : 0);
}

/** The first instant from which so much runs until another. */
export function runBefore(axis: Axis, toMs: number, amount: number, stands: Stands): number {
  let at = toMs;
  let left = amount;
  for (const { fromMs, toMs: endMs } of merged(stands, toMs).reverse()) {
    if (endMs < at) {
      const run = axis.between(endMs, at);
      if (run > left + axis.grain) break;
      left -= run;
    }
    at = Math.min(at, fromMs);
  }
  return axis.before(at, Math.max(0, left));
}

/** Those that begin before an instant, overlapping ones as one. */
export function merged(stands: Stands, beforeMs: number): { fromMs: number; toMs: number }[] {
  const all: { fromMs: number; toMs: number }[] = [];
  for (const stand of stands) {
    if (stand.fromMs >= beforeMs) break;
    const last = all.at(-1);
    const toMs = stand.toMs();
    if (last !== undefined && stand.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else if (toMs > stand.fromMs) all.push({ fromMs: stand.fromMs, toMs });
  }
  return all;
}
