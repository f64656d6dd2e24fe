/** How much of a time at a window at least one camera has, and why not the rest. Pure. */
import type { NoFootage } from '../contract/playback.ts';
import type { CoverageSpan, GapCause } from '../contract/recordings.ts';
import { intersect, lengthMs, type Span, subtract, union } from './spans.ts';

export interface SeenBy extends Span {
  /** What there is of its pictures; undefined: they are not for the asker. */
  readonly coverage: readonly CoverageSpan[] | undefined;
}

export interface WatchedSession {
  readonly windowId: string | null;
  readonly fromMs: number;
  /** Not beyond now. */
  readonly toMs: number;
  readonly seenBy: readonly SeenBy[];
}

export interface SessionGap extends Span {
  readonly reason: NoFootage;
  readonly cause: GapCause | null;
  readonly code: string | null;
  readonly windowId: string | null;
}

export interface Completeness {
  /** What counts: without the times that only cameras looked at which the asker may not see. */
  readonly wholeMs: number;
  readonly coveredMs: number;
  readonly percent: number | null;
  readonly gaps: readonly SessionGap[];
  /** Null: there is footage. */
  readonly noFootage: NoFootage | null;
}

/** Shorter ones are between two files, not in the picture. */
const GAP_LEAST_MS = 1;

export function completenessOf(session: WatchedSession): Completeness {
  const { windowId, fromMs, toMs, seenBy } = session;
  const whole: Span[] = toMs > fromMs ? [{ fromMs, toMs }] : [];
  const footage = union(seenBy.flatMap(({ coverage, ...span }) => intersect([span], spansOf(coverage))));
  const covered = intersect(whole, footage);
  const allowed = seenBy.filter((one) => one.coverage !== undefined);
  const hidden = subtract(
    intersect(
      whole,
      seenBy.filter((one) => one.coverage === undefined),
    ),
    allowed,
  );
  const counted = subtract(whole, hidden);
  const placed = intersect(whole, seenBy);
  const noWhere: NoFootage = windowId === null ? 'no_window' : 'no_camera_then';
  const lasting = (span: Span) => span.toMs - span.fromMs >= GAP_LEAST_MS;
  const gaps: SessionGap[] = [
    ...subtract(whole, placed).map((span) => ({
      ...span,
      windowId,
      reason: noWhere,
      cause: null,
      code: null,
    })),
    ...hidden.map((span) => ({ ...span, windowId, reason: 'not_allowed' as const, cause: null, code: null })),
    ...subtract(intersect(counted, allowed), footage).flatMap((span) =>
      byCause(span, allowed).map((gap) => ({ ...gap, windowId })),
    ),
  ]
    .filter(lasting)
    .sort((a, b) => a.fromMs - b.fromMs);
  const wholeMs = lengthMs(counted);
  const coveredMs = lengthMs(covered);
  return {
    ...{ wholeMs, coveredMs, gaps },
    percent: percentOf(coveredMs, wholeMs),
    noFootage: coveredMs > 0 ? null : (gravest(gaps) ?? noWhere),
  };
}

/** One decimal; all of it only where nothing is missing. */
export function percentOf(partMs: number, wholeMs: number): number | null {
  if (wholeMs <= 0) return null;
  if (partMs >= wholeMs) return 100;
  return Math.min(99.9, Math.round((partMs / wholeMs) * 1000) / 10);
}

const spansOf = (coverage: readonly CoverageSpan[] = []): Span[] =>
  coverage.flatMap((one) => (one.kind === 'footage' ? [spanOf(one)] : []));
const spanOf = ({ from, to }: CoverageSpan): Span => ({ fromMs: Date.parse(from), toMs: Date.parse(to) });

/** A gap that every camera had, cut where its cause or code changes; of several causes at once the first camera's. */
function byCause(gap: Span, seenBy: readonly SeenBy[]): Omit<SessionGap, 'windowId'>[] {
  const found: Omit<SessionGap, 'windowId'>[] = [];
  let left: Span[] = [gap];
  for (const { coverage = [], ...camera } of seenBy)
    for (const span of coverage) {
      if (span.kind !== 'gap') continue;
      const told = intersect(left, intersect([camera], [spanOf(span)]));
      for (const part of told)
        found.push({ ...part, cause: span.cause, code: span.code, reason: reasonOf(span.cause) });
      left = subtract(left, told);
    }
  return joined([
    ...found,
    ...left.map((part) => ({ ...part, cause: null, code: null, reason: 'gap' as const })),
  ]);
}

function joined(gaps: readonly Omit<SessionGap, 'windowId'>[]): Omit<SessionGap, 'windowId'>[] {
  const made: Omit<SessionGap, 'windowId'>[] = [];
  for (const gap of [...gaps].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = made.at(-1);
    if (last !== undefined && last.toMs === gap.fromMs && last.cause === gap.cause && last.code === gap.code)
      made[made.length - 1] = { ...last, toMs: gap.toMs };
    else made.push(gap);
  }
  return made;
}

const reasonOf = (cause: GapCause): NoFootage =>
  cause === 'purged' ? 'purged' : cause === 'off' ? 'not_recorded' : 'gap';

/** Of several reasons the one of the longest time. */
function gravest(gaps: readonly SessionGap[]): NoFootage | undefined {
  const lengths = new Map<NoFootage, number>();
  for (const { reason, fromMs, toMs } of gaps)
    lengths.set(reason, (lengths.get(reason) ?? 0) + toMs - fromMs);
  return [...lengths].sort(([, a], [, b]) => b - a)[0]?.[0];
}
