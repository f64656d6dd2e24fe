/** When the record says somebody was served at a window. */
import type { RecordEvent } from './facts.ts';
import { joined, type Span } from './spans.ts';

export interface OnRecordOptions {
  /** A session nobody ended is taken to go on for so long, or until the next one. */
  readonly openSessionMs: number;
  readonly nowMs: number;
}

const BESIDE: ReadonlySet<string> = new Set(['opened', 'closed']);

/** Calls, sessions, and whatever else was reported there; what is a mere instant is a span of no length. */
export function onRecord(events: readonly RecordEvent[], { openSessionMs, nowMs }: OnRecordOptions): Span[] {
  const spans: Span[] = [];
  let begun: number | undefined;
  const end = (toMs: number) => {
    if (begun !== undefined) spans.push({ fromMs: begun, toMs: Math.max(begun, toMs) });
    begun = undefined;
  };
  for (const { type, atMs } of [...events].sort((a, b) => a.atMs - b.atMs)) {
    if (BESIDE.has(type)) continue;
    if (type === 'called' || type === 'started') {
      if (type === 'called' || begun === undefined) {
        if (begun !== undefined) end(Math.min(atMs, begun + openSessionMs));
        begun = atMs;
      }
    } else if (type === 'finished') {
      if (begun === undefined) spans.push({ fromMs: atMs, toMs: atMs });
      end(atMs);
    } else spans.push({ fromMs: atMs, toMs: atMs });
  }
  if (begun !== undefined) end(Math.min(nowMs, begun + openSessionMs));
  return joined(spans);
}
