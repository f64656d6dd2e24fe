/** Which lanes a timeline has, where they lie, and what is at a place in them. Pure. */
import type { OccupancySpan } from '../../../../../server/contract/occupancy.ts';
import type { TimelineMark } from '../../../../../server/contract/playback.ts';
import type { CoverageSpan } from '../../../../../server/contract/recordings.ts';
import type { OccupancyLane } from './occupancy-lane.ts';
import { msOf, type Span, spanOf } from './scale.ts';

export interface LineCamera {
  readonly id: string;
  readonly name: string;
}

export type MarkKind = TimelineMark['kind'];
export interface Lane {
  readonly kind: 'coverage' | 'occupancy' | MarkKind;
  readonly cameraId: string | undefined;
  /** Of `occupancy`. */
  readonly windowId?: string;
  readonly top: number;
  readonly height: number;
}

/** In the order they lie below each other. */
export const MARK_LANES = ['session', 'step', 'card', 'lead', 'note', 'hold', 'outage'] as const;
export const RULER_PX = 24;
const MARK_PX = 20;
const OCCUPANCY_PX = 14;

export function lanesOf(
  cameras: readonly LineCamera[],
  marks: readonly TimelineMark[],
  occupancy: readonly OccupancyLane[] = [],
): Lane[] {
  const height = cameras.length > 6 ? 12 : cameras.length > 3 ? 14 : 20;
  const lanes: Lane[] = [];
  let top = RULER_PX + 2;
  for (const { id } of cameras) {
    lanes.push({ kind: 'coverage', cameraId: id, top, height });
    top += height + 3;
  }
  for (const { windowId } of occupancy) {
    lanes.push({ kind: 'occupancy', cameraId: undefined, windowId, top, height: OCCUPANCY_PX });
    top += OCCUPANCY_PX + 2;
  }
  for (const kind of MARK_LANES) {
    if (!marks.some((mark) => mark.kind === kind)) continue;
    lanes.push({ kind, cameraId: undefined, top, height: MARK_PX });
    top += MARK_PX + 2;
  }
  return lanes;
}

export function heightOf(lanes: readonly Lane[]): number {
  const last = lanes.at(-1);
  return (last === undefined ? RULER_PX : last.top + last.height) + 6;
}

export interface Hit {
  readonly atMs: number;
  readonly lane: Lane | undefined;
  readonly mark: TimelineMark | undefined;
  readonly gap: (CoverageSpan & { kind: 'gap' }) | undefined;
  /** What was seen of the lane's window then. */
  readonly seen?: OccupancySpan | undefined;
}

/** A mark is hit from so many pixels away. */
const REACH_PX = 6;

export function hitAt(
  place: { readonly x: number; readonly y: number; readonly width: number },
  view: Span,
  lanes: readonly Lane[],
  marks: readonly TimelineMark[],
  coverage: ReadonlyMap<string, readonly CoverageSpan[]>,
  occupancy: readonly OccupancyLane[] = [],
): Hit {
  const atMs = msOf(view, place.width, place.x);
  const lane = lanes.find(({ top, height }) => place.y >= top - 1 && place.y < top + height + 1);
  if (lane === undefined) return { atMs, lane, mark: undefined, gap: undefined };
  if (lane.kind === 'occupancy') {
    const spans = occupancy.find(({ windowId }) => windowId === lane.windowId)?.spans;
    const seen = spans?.find(({ from, to }) => Date.parse(from) <= atMs && atMs < Date.parse(to));
    return { atMs, lane, mark: undefined, gap: undefined, seen };
  }
  if (lane.kind === 'coverage') {
    const spans = coverage.get(lane.cameraId ?? '') ?? [];
    const span = spans.find((each) => Date.parse(each.from) <= atMs && atMs < Date.parse(each.to));
    return { atMs, lane, mark: undefined, gap: span?.kind === 'gap' ? span : undefined };
  }
  const reachMs = (REACH_PX / place.width) * spanOf(view);
  let mark: TimelineMark | undefined;
  let nearestMs = Number.POSITIVE_INFINITY;
  for (const each of marks) {
    if (each.kind !== lane.kind) continue;
    const from = Date.parse(each.at);
    const to = each.to === null ? from : Date.parse(each.to);
    const away = atMs < from ? from - atMs : atMs > to ? atMs - to : 0;
    // Of those that overlap, the one that began last: a band never hides what lies in it.
    if (
      away <= reachMs &&
      (away < nearestMs || (away === nearestMs && mark !== undefined && each.at > mark.at))
    ) {
      mark = each;
      nearestMs = away;
    }
  }
  return { atMs, lane, mark, gap: undefined };
}

/** The mark to jump to: the next one begins later than where the playhead is, the one before earlier by a little. */
export function markBeside(
  marks: readonly TimelineMark[],
  atMs: number,
  direction: 1 | -1,
): TimelineMark | undefined {
  let best: TimelineMark | undefined;
  let bestMs = direction * Number.POSITIVE_INFINITY;
  for (const mark of marks) {
    if (mark.kind === 'outage' || mark.kind === 'hold') continue;
    const at = Date.parse(mark.at);
    // Who has just jumped to a mark and plays on wants the one before it, not the same one again.
    const fits = direction > 0 ? at > atMs + 50 && at < bestMs : at < atMs - 1500 && at > bestMs;
    if (!fits) continue;
    best = mark;
    bestMs = at;
  }
  return best;
}
