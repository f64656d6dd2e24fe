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
 * The runs that show a range: from the keyframe at or before its beginning to the GOP its end lies in. They are cut at
 * the same places of the file whatever the range, but for its ends, so that a player knows again what it has; the
 * first is one GOP alone, so that a picture is there soon.
 */
export function runsOf({ table, fromMs, toMs, open, targetMs }: RunsRequest): Run[] {
  const { fragments } = table;
  const end = fragments.at(-1);
  if (!end || (!open && end.atMs + end.durationMs <= fromMs)) return [];
  const first = startOf(fragments, fromMs);
  const runs: Run[] = [];
  let start = nextKeyframe(fragments, 0);
  while (start < fragments.length && (fragments[start] as Fragment).atMs < toMs) {
    const cuts = cutsFrom(table, start, targetMs);
    const next = cuts.at(-1) ?? fragments.length;
    if (next > first) runs.push(...within(table, [start, ...cuts], { first, toMs }));
    // Of a growing file what ends with it is not at its end yet.
    if (open && next >= fragments.length)
      while ((runs.at(-1)?.offset ?? 0) + (runs.at(-1)?.bytes ?? 0) >= end.offset + end.bytes) runs.pop();
    start = next;
  }
  return runs;
}

/** Where GOPs end, from one beginning to where they are as long as is wanted. */
function cutsFrom(table: FragmentTable, start: number, targetMs: number): number[] {
  const { fragments, timescale } = table;
  const cuts: number[] = [];
  const begin = ticksAt(table, start);
  for (let at = start; at < fragments.length; ) {
    at = nextKeyframe(fragments, at + 1);
    cuts.push(at);
    if (((ticksAt(table, at) - begin) * 1000) / timescale >= targetMs) break;
  }
  return cuts;
}

/** Of one run, cut into its GOPs, what of the range lies in it. */
function within(
  table: FragmentTable,
  cuts: readonly number[],
  { first, toMs }: { readonly first: number; readonly toMs: number },
): Run[] {
  const { fragments } = table;
  const starts = cuts.slice(0, -1).filter((at) => at >= first && (fragments[at] as Fragment).atMs < toMs);
  const [from] = starts;
  const last = starts.at(-1);
  if (from === undefined || last === undefined) return [];
  const end = cuts[cuts.indexOf(last) + 1] ?? fragments.length;
  const second = starts[1];
  if (from !== first || second === undefined) return [runOf(table, from, end)];
  return [runOf(table, from, second), runOf(table, second, end)];
}

function runOf(table: FragmentTable, from: number, to: number): Run {
  const first = table.fragments[from] as Fragment;
  const last = table.fragments[to - 1] as Fragment;
  return {
    offset: first.offset,
    bytes: last.offset + last.bytes - first.offset,
    atMs: first.atMs,
    durationMs: ((ticksAt(table, to) - first.decodeTime) * 1000) / table.timescale,
  };
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
