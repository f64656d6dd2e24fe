/** Times of cameras put together: what was held and what is to be held, without overlaps. Pure. */
export interface HeldRange {
  readonly cameraId: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Times so near to each other are held as one: between them lies less than a file. */
const JOIN_MS = 60_000;

/**
 * Everything of `held` and of `wanted`, by camera and time. Nothing that was held is left out: what a case no longer
 * needs (a step was put right) may be what it is argued about. With more than `most` ranges, those nearest to each
 * other are joined, so that a hold rather keeps too much.
 */
export function growRanges(
  held: readonly HeldRange[],
  wanted: readonly HeldRange[],
  most: number,
): HeldRange[] {
  const sorted = [...held, ...wanted]
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .sort((a, b) => compare(a.cameraId, b.cameraId) || a.fromMs - b.fromMs);
  let joined = join(sorted, JOIN_MS);
  for (let joinMs = JOIN_MS; joined.length > most && joinMs < LONGEST_MS; joinMs *= 4)
    joined = join(joined, joinMs);
  return joined;
}

const LONGEST_MS = 100 * 365 * 86_400_000;
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function join(sorted: readonly HeldRange[], joinMs: number): HeldRange[] {
  const joined: HeldRange[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last?.cameraId === range.cameraId && range.fromMs <= last.toMs + joinMs)
      joined[joined.length - 1] = { ...last, toMs: Math.max(last.toMs, range.toMs) };
    else joined.push(range);
  }
  return joined;
}

/** Whether they are the same times of the same cameras; both as `growRanges` answers. */
export const sameRanges = (a: readonly HeldRange[], b: readonly HeldRange[]): boolean =>
  a.length === b.length &&
  a.every((one, at) => {
    const other = b[at];
    return other?.cameraId === one.cameraId && other.fromMs === one.fromMs && other.toMs === one.toMs;
  });
