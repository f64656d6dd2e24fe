/** What was kept of a window, as it is answered: without holes, without what is not the asker's, as coarse as asked for. Pure. */
import type { OccupancyTimeline } from '../contract/occupancy.ts';
import type { Stretch } from './spans.store.ts';
import type { Span } from './window-spans.ts';

export interface Kept {
  readonly windowId: string;
  /** In the order of time. */
  readonly spans: readonly Span[];
  /** When some camera was placed there. */
  readonly placed: readonly Stretch[];
  /** The times that may be told; left out: all. */
  readonly visible?: readonly Stretch[] | undefined;
}

/** From `fromMs` to `toMs` without a hole; the last one is `open` where it goes on. */
export function withoutHoles(kept: Kept, { fromMs, toMs }: Stretch): Span[] {
  const shown = kept.spans.flatMap((span) =>
    (kept.visible ?? [ALWAYS]).flatMap((stretch) => {
      const clipped = {
        ...span,
        fromMs: Math.max(span.fromMs, stretch.fromMs, fromMs),
        toMs: Math.min(span.toMs, stretch.toMs, toMs),
      };
      return clipped.toMs > clipped.fromMs
        ? [{ ...clipped, open: span.open && clipped.toMs === span.toMs }]
        : [];
    }),
  );
  const whole: Span[] = [];
  let doneMs = fromMs;
  for (const span of shown) {
    if (span.toMs <= doneMs) continue;
    if (span.fromMs > doneMs) whole.push(...hole(kept, doneMs, span.fromMs));
    whole.push({ ...span, fromMs: Math.max(span.fromMs, doneMs) });
    doneMs = span.toMs;
  }
  // An open one goes on: what comes after it is not known yet, rather than not looked at.
  if (doneMs < toMs && !whole.at(-1)?.open) whole.push(...hole(kept, doneMs, toMs));
  return merged(whole);
}

/** Shorter ones are joined with the one before them, the first with the one after. */
export function coarse(spans: readonly Span[], grainMs: number): Span[] {
  if (grainMs <= 0) return [...spans];
  const kept: Span[] = [];
  let fromMs: number | undefined;
  for (const span of spans) {
    const last = kept.at(-1);
    if (span.toMs - span.fromMs >= grainMs || span.open) {
      kept.push({ ...span, fromMs: last === undefined ? (fromMs ?? span.fromMs) : span.fromMs });
    } else if (last === undefined) fromMs ??= span.fromMs;
    else kept[kept.length - 1] = { ...last, toMs: span.toMs };
  }
  return kept.length === 0 ? [...spans] : merged(kept);
}

export function totalsOf(spans: readonly Span[]): OccupancyTimeline['totals'] {
  const of = (state: Span['state']) =>
    spans.reduce((sum, span) => sum + (span.state === state ? span.toMs - span.fromMs : 0), 0);
  return {
    servingMs: of('serving'),
    presentMs: of('present'),
    vacantMs: of('vacant'),
    unknownMs: of('unknown'),
  };
}

const ALWAYS: Stretch = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** Nobody looked: there was no camera, or it was not to be looked at. */
function hole({ windowId, placed }: Kept, fromMs: number, toMs: number): Span[] {
  const edges = placed
    .flatMap((stretch) => [stretch.fromMs, stretch.toMs])
    .filter((at) => at > fromMs && at < toMs)
    .sort((a, b) => a - b);
  const ends = [...new Set(edges), toMs];
  return ends.map((endMs, index) => {
    const beginMs = index === 0 ? fromMs : (ends[index - 1] ?? fromMs);
    const hasCamera = placed.some((stretch) => stretch.fromMs <= beginMs && stretch.toMs > beginMs);
    return {
      ...{ windowId, cameraId: null, state: 'unknown', applicant: null },
      cause: hasCamera ? 'not_analysed' : 'no_camera',
      ...{ fromMs: beginMs, toMs: endMs, open: false, activity: null },
    };
  });
}

/** Neighbours that say the same are one; activity is their mean, by their length. */
function merged(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of spans) {
    const last = all.at(-1);
    const same =
      last !== undefined &&
      last.toMs === span.fromMs &&
      last.state === span.state &&
      last.applicant === span.applicant &&
      last.cause === span.cause &&
      (last.cameraId === span.cameraId || span.state === 'unknown');
    if (!same) all.push(span);
    else
      all[all.length - 1] = {
        ...last,
        cameraId: last.cameraId ?? span.cameraId,
        toMs: span.toMs,
        open: span.open,
        activity: meanOf(last, span),
      };
  }
  return all;
}

function meanOf(a: Span, b: Span): number | null {
  if (a.activity === null || b.activity === null) return a.activity ?? b.activity;
  const [lengthA, lengthB] = [a.toMs - a.fromMs, b.toMs - b.fromMs];
  return Math.round(((a.activity * lengthA + b.activity * lengthB) / (lengthA + lengthB)) * 10) / 10;
}
