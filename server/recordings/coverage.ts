/** From files, gaps and what is known of a camera's footage to spans that touch and cover a range. Pure. */
import type { CoverageSpan, GapCause } from '../contract/recordings.ts';

/** The recorder ends a file at a silence longer than this: less between two files is no gap. */
export const SEAM_MS = 1500;

/** Footage without a hole, of one codec, with sound or without. */
export interface Run {
  readonly fromMs: number;
  readonly toMs: number;
  readonly sound: boolean;
  readonly codec: string;
}

export interface KnownGap {
  readonly fromMs: number;
  /** Null: it lasts. */
  readonly toMs: number | null;
  readonly cause: GapCause;
  readonly code: string | null;
}

/** Of the camera profile as a whole; undefined: it was never recorded. */
export interface Track {
  readonly sinceMs: number;
  readonly purgedBeforeMs: number | null;
}

export interface CoverageInput {
  readonly fromMs: number;
  /** Not beyond now. */
  readonly toMs: number;
  /** In the order of time; they may overlap. */
  readonly runs: readonly Run[];
  /** In the order of time. */
  readonly gaps: readonly KnownGap[];
  readonly track: Track | undefined;
}

interface Footage extends Run {
  readonly kind: 'footage';
}
interface Hole {
  readonly kind: 'gap';
  readonly fromMs: number;
  readonly toMs: number;
  readonly cause: GapCause;
  readonly code: string | null;
}
export type Span = Footage | Hole;

/** Every instant of the range lies in exactly one span. */
export function spansOf(input: CoverageInput): Span[] {
  const { fromMs, toMs } = input;
  const spans: Span[] = [];
  let at = fromMs;
  for (const run of footageOf(input)) {
    if (run.fromMs > at) spans.push(...holesOf(at, run.fromMs, input));
    spans.push({ kind: 'footage', ...run });
    at = run.toMs;
  }
  if (at < toMs) spans.push(...holesOf(at, toMs, input));
  return spans;
}

/** Runs within the range that neither overlap nor leave a seam open. */
function footageOf({ fromMs, toMs, runs }: CoverageInput): Run[] {
  const found: Run[] = [];
  for (const run of runs) {
    const last = found.at(-1);
    const isSeam = last !== undefined && run.fromMs - last.toMs <= SEAM_MS;
    const from = isSeam ? last.toMs : run.fromMs;
    if (run.toMs <= from) continue;
    if (isSeam && last.sound === run.sound && last.codec === run.codec)
      found[found.length - 1] = { ...last, toMs: run.toMs };
    else found.push({ ...run, fromMs: from });
  }
  return found.flatMap((run) => {
    const clipped = { ...run, fromMs: Math.max(run.fromMs, fromMs), toMs: Math.min(run.toMs, toMs) };
    return clipped.toMs > clipped.fromMs ? [clipped] : [];
  });
}

/** What gap rows say of a hole, and for the rest what its time says. */
function holesOf(fromMs: number, toMs: number, { gaps, track }: CoverageInput): Hole[] {
  const holes: Hole[] = [];
  let at = fromMs;
  const explainedUntil = (until: number): void => {
    // Before the first known gap or after it, by less than a seam: the same gap, measured by another hand.
    const last = holes.at(-1);
    if (until - at <= SEAM_MS && last !== undefined) holes[holes.length - 1] = { ...last, toMs: until };
    else holes.push(...unexplained(at, until, track));
    at = until;
  };
  for (const gap of gaps) {
    const from = Math.max(gap.fromMs, at);
    const to = Math.min(gap.toMs ?? toMs, toMs);
    if (to <= from) continue;
    const isFirst = holes.length === 0 && from - at <= SEAM_MS;
    if (from > at && !isFirst) explainedUntil(from);
    holes.push({ kind: 'gap', fromMs: isFirst ? at : from, toMs: to, cause: gap.cause, code: gap.code });
    at = to;
  }
  if (at < toMs) explainedUntil(toMs);
  return joined(holes);
}

/** Before it was ever wanted; what retention took; and what nobody can tell: we were not there to see it. */
function unexplained(fromMs: number, toMs: number, track: Track | undefined): Hole[] {
  const since = track?.sinceMs ?? Number.POSITIVE_INFINITY;
  const purged = Math.max(track?.purgedBeforeMs ?? since, since);
  const parts = [
    { from: fromMs, to: Math.min(toMs, since), cause: 'off' as const },
    { from: Math.max(fromMs, since), to: Math.min(toMs, purged), cause: 'purged' as const },
    { from: Math.max(fromMs, purged), to: toMs, cause: 'server' as const },
  ];
  return parts.flatMap(({ from, to, cause }) =>
    to > from ? [{ kind: 'gap' as const, fromMs: from, toMs: to, cause, code: null }] : [],
  );
}

function joined(holes: readonly Hole[]): Hole[] {
  const found: Hole[] = [];
  for (const hole of holes) {
    const last = found.at(-1);
    if (last && last.cause === hole.cause && last.code === hole.code)
      found[found.length - 1] = { ...last, toMs: hole.toMs };
    else found.push(hole);
  }
  return found;
}

/** Of the time, 0–100 with one decimal; 100 only where nothing is missing. */
export function percentOf(spans: readonly Span[]): number {
  let footage = 0;
  let whole = 0;
  for (const { kind, fromMs, toMs } of spans) {
    whole += toMs - fromMs;
    if (kind === 'footage') footage += toMs - fromMs;
  }
  if (whole === 0) return 0;
  return Math.floor((footage / whole) * 1000) / 10;
}

/**
 * Not more than `most` spans. Joined are gaps shorter than the grain with the footage around them, then gaps with their
 * neighbours, then footage of another kind; the grain grows until it fits. `isCoarse`: something was joined.
 */
export function coarsened(
  spans: readonly Span[],
  grainMs: number,
  most: number,
): { readonly spans: Span[]; readonly isCoarse: boolean } {
  let found = [...spans];
  let grain = grainMs;
  while (grain > 0 || found.length > most) {
    if (grain > 0) found = joinedWithin(found, grain);
    if (found.length <= most) break;
    grain = Math.max(grain * 2, 1000);
  }
  return { spans: found, isCoarse: found.length < spans.length };
}

function joinedWithin(spans: readonly Span[], grainMs: number): Span[] {
  const found: Span[] = [];
  for (const [at, span] of spans.entries()) {
    const last = found.at(-1);
    const isShort = span.toMs - span.fromMs < grainMs;
    const next = spans[at + 1];
    const isBetween = span.kind === 'gap' && last?.kind === 'footage' && next?.kind === 'footage';
    if (last && isShort && (isBetween || last.kind === span.kind))
      found[found.length - 1] = { ...last, toMs: span.toMs };
    else if (
      last?.kind === 'footage' &&
      span.kind === 'footage' &&
      last.sound === span.sound &&
      last.codec === span.codec
    )
      found[found.length - 1] = { ...last, toMs: span.toMs };
    else found.push(span);
  }
  return found;
}

const iso = (ms: number): string => new Date(ms).toISOString();

export const toWire = (span: Span): CoverageSpan =>
  span.kind === 'footage'
    ? { kind: 'footage', from: iso(span.fromMs), to: iso(span.toMs), sound: span.sound, codec: span.codec }
    : { kind: 'gap', from: iso(span.fromMs), to: iso(span.toMs), cause: span.cause, code: span.code };
