/** What a batch tells of the system that sent it. Pure. */

export interface FeedState {
  readonly firstHeardAt: Date;
  readonly lastHeardAt: Date;
  readonly lastSequence: number | null;
  /** Sequence numbers that never came, as [from, to], the lowest first. */
  readonly missing: readonly (readonly [number, number])[];
  /** Its clock less ours, ms, the newest first. */
  readonly offsets: readonly number[];
}

export interface Heard {
  readonly at: Date;
  readonly sentAt: Date | null;
  readonly sequence: number | null;
}

const OFFSETS_KEPT = 20;
/** A sender whose numbers jump about is at fault; it must not make us remember every jump. */
const GAPS_KEPT = 100;

export function heard(known: FeedState | undefined, { at, sentAt, sequence }: Heard): FeedState {
  const offset = sentAt === null ? [] : [sentAt.getTime() - at.getTime()];
  return {
    firstHeardAt: known?.firstHeardAt ?? at,
    lastHeardAt: known === undefined || at > known.lastHeardAt ? at : known.lastHeardAt,
    offsets: [...offset, ...(known?.offsets ?? [])].slice(0, OFFSETS_KEPT),
    ...sequenceAfter(known, sequence),
  };
}

/** A number below the last one is a batch that was missing, or sent again, or, when it is 1, a sender that begins anew. */
function sequenceAfter(
  known: FeedState | undefined,
  sequence: number | null,
): Pick<FeedState, 'lastSequence' | 'missing'> {
  const last = known?.lastSequence ?? null;
  const missing = known?.missing ?? [];
  if (sequence === null) return { lastSequence: last, missing };
  if (last === null) return { lastSequence: sequence, missing };
  if (sequence === last + 1) return { lastSequence: sequence, missing };
  if (sequence > last)
    return {
      lastSequence: sequence,
      missing: [...missing, [last + 1, sequence - 1] as const].slice(-GAPS_KEPT),
    };
  const wasMissing = missing.some(([from, to]) => from <= sequence && sequence <= to);
  if (wasMissing) return { lastSequence: last, missing: without(missing, sequence).slice(-GAPS_KEPT) };
  return sequence === 1 && last > 1 ? { lastSequence: 1, missing } : { lastSequence: last, missing };
}

const without = (missing: FeedState['missing'], sequence: number): FeedState['missing'] =>
  missing.flatMap(([from, to]): (readonly [number, number])[] =>
    sequence < from || sequence > to
      ? [[from, to]]
      : [[from, sequence - 1] as const, [sequence + 1, to] as const].filter(([a, b]) => a <= b),
  );

export const missingBatches = (missing: FeedState['missing']): number =>
  Math.min(
    missing.reduce((sum, [from, to]) => sum + (to - from + 1), 0),
    Number.MAX_SAFE_INTEGER,
  );

/** Null: it never said when it sent. */
export function medianOffset(offsets: readonly number[]): number | null {
  if (offsets.length === 0) return null;
  const sorted = [...offsets].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}
