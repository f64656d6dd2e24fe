/** What of time a timeline shows, and how pixels and instants turn into one another. Pure. */

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export const LEAST_SPAN_MS = 100;
export const MOST_SPAN_MS = 31 * 86_400_000;

export const spanOf = ({ fromMs, toMs }: Span): number => toMs - fromMs;

export function xOf(view: Span, width: number, atMs: number): number {
  return ((atMs - view.fromMs) / spanOf(view)) * width;
}

export function msOf(view: Span, width: number, x: number): number {
  return view.fromMs + (x / Math.max(1, width)) * spanOf(view);
}

/** `factor` above 1 shows more; the instant under the cursor stays under it. */
export function zoomAbout(view: Span, atMs: number, factor: number): Span {
  const span = Math.min(MOST_SPAN_MS, Math.max(LEAST_SPAN_MS, spanOf(view) * factor));
  const share = (atMs - view.fromMs) / spanOf(view);
  const fromMs = atMs - share * span;
  return { fromMs, toMs: fromMs + span };
}

export function pan(view: Span, byMs: number): Span {
  return { fromMs: view.fromMs + byMs, toMs: view.toMs + byMs };
}

export function around(atMs: number, spanMs: number): Span {
  return { fromMs: atMs - spanMs / 2, toMs: atMs + spanMs / 2 };
}

/** While it plays the view turns a page before the playhead leaves it; forwards and backwards. */
export function following(view: Span, beforeMs: number, atMs: number): Span {
  const span = spanOf(view);
  const wasIn = beforeMs >= view.fromMs && beforeMs <= view.toMs;
  if (!wasIn) return view;
  if (atMs > view.toMs - span * 0.06) return pan(view, atMs - (view.fromMs + span * 0.15));
  if (atMs < view.fromMs + span * 0.06) return pan(view, atMs - (view.toMs - span * 0.15));
  return view;
}

/**
 * What is asked for to draw a view: wider than it and in steps, so that a little panning or zooming asks for nothing
 * new. `grainMs` is about half a pixel of the widest screen.
 */
export function rangeToAsk(view: Span): Span & { readonly grainMs: number } {
  const bucket = 2 ** Math.ceil(Math.log2(Math.max(10_000, spanOf(view))));
  const fromMs = (Math.floor(view.fromMs / bucket) - 1) * bucket;
  return { fromMs, toMs: fromMs + 4 * bucket, grainMs: Math.floor(bucket / 4096) };
}
