import type { Fragment, FragmentTable } from '../recorder/types.ts';

/** Whole GOPs, one after the other: what a player asks for at once. */
export interface Run {
  readonly offset: number;
  readonly bytes: number;
  /** Wall clock of its first picture. */
  readonly atMs: number;
  /** Of its media time; wall clock differs by the camera's drift. */
  readonly durationMs: number;
}

export interface RunsRequest {
  readonly table: FragmentTable;
  readonly fromMs: number;
  readonly toMs: number;
  /** What comes after the last keyframe may still grow: that GOP is left out. */
  readonly open: boolean;
  /** A run ends with the GOP that makes it as long as this. */
  readonly targetMs: number;
}

/**
 * The runs that show a range: from the keyframe at or before its beginning to the GOP its end lies in. The first is one
 * GOP alone, so that a picture is there soon. The same beginning gives the same runs, however the file has grown.
 */
export function runsOf({ table, fromMs, toMs, open, targetMs }: RunsRequest): Run[] {
  const { fragments } = table;
  const runs: Run[] = [];
  const end = fragments.at(-1);
  if (!end || (!open && end.atMs + end.durationMs <= fromMs)) return runs;
  const first = startOf(fragments, fromMs);
  const endsAt = (index: number) => ticksAt(table, index);
  let from = first;
  while (from < fragments.length) {
    const start = fragments[from] as Fragment;
    if (start.atMs >= toMs && runs.length > 0) break;
    if (runs.length === 0 && start.atMs >= toMs) return [];
    const wantMs = runs.length === 0 && from === first ? 0 : targetMs;
    let to = from;
    let durationMs = 0;
    do {
      to = nextKeyframe(fragments, to + 1);
      durationMs = ((endsAt(to) - start.decodeTime) * 1000) / table.timescale;
    } while (durationMs < wantMs && to < fragments.length && (fragments[to] as Fragment).atMs < toMs);
    if (open && to >= fragments.length) break;
    const last = fragments[to - 1] as Fragment;
    const bytes = last.offset + last.bytes - start.offset;
    runs.push({ offset: start.offset, bytes, atMs: start.atMs, durationMs });
    from = to;
  }
  return runs;
}

/** The keyframe at or before `atMs`, or the first there is. */
export function startOf(fragments: readonly Fragment[], atMs: number): number {
  const at = lastAtOrBefore(fragments, atMs);
  for (let index = at; index >= 0; index--) if (fragments[index]?.keyframe) return index;
  return nextKeyframe(fragments, 0);
}

/** The last fragment that begins at or before an instant; -1: none does. */
export function lastAtOrBefore(fragments: readonly Fragment[], atMs: number): number {
  let low = 0;
  let high = fragments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((fragments[middle] as Fragment).atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function nextKeyframe(fragments: readonly Fragment[], from: number): number {
  for (let index = from; index < fragments.length; index++) if (fragments[index]?.keyframe) return index;
  return fragments.length;
}

/** Decode time at which fragment `index` begins; past the last, where that one ends. */
function ticksAt({ fragments, timescale }: FragmentTable, index: number): number {
  const fragment = fragments[index];
  if (fragment) return fragment.decodeTime;
  const last = fragments.at(-1);
  return last ? last.decodeTime + (last.durationMs * timescale) / 1000 : 0;
}
