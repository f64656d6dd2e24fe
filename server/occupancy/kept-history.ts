/** The past of windows, from what is written and what is not yet. */
import type { OccupancySpan } from '../contract/occupancy.ts';
import type { Visible } from '../places/index.ts';
import type { OccupancyHistory } from './history.ts';
import type { SpanKeeper } from './span-keeper.ts';
import type { SpansStore } from './spans.store.ts';
import { withoutHoles } from './timeline.ts';
import { type Span, toWire } from './window-spans.ts';

export interface KeptHistoryOptions {
  readonly spans: Pick<SpansStore, 'between' | 'placed' | 'visibleTimes'>;
  readonly keeper: Pick<SpanKeeper, 'unwritten'>;
  readonly now: () => number;
}

export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  /** Whose; left out: everything. */
  readonly visible?: Visible;
}

export interface Past {
  /** Windows of which something may be told, each without holes up to now. */
  readonly windows: ReadonlyMap<string, Span[]>;
  readonly cut: boolean;
}

export class KeptHistory implements OccupancyHistory {
  readonly #options: KeptHistoryOptions;
  readonly #listeners = new Set<(windowIds: readonly string[]) => void>();

  constructor(options: KeptHistoryOptions) {
    this.#options = options;
  }

  async spans(windowId: string, fromMs: number, toMs: number): Promise<OccupancySpan[]> {
    return (await this.spansOf([windowId], fromMs, toMs)).get(windowId) ?? [];
  }

  async spansOf(
    windowIds: readonly string[],
    fromMs: number,
    toMs: number,
  ): Promise<ReadonlyMap<string, OccupancySpan[]>> {
    const { windows } = await this.past(windowIds, { fromMs, toMs });
    return new Map([...windows].map(([windowId, spans]) => [windowId, spans.map(toWire)]));
  }

  onKept(listener: (windowIds: readonly string[]) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  tellKept(windowIds: readonly string[]): void {
    for (const listener of this.#listeners) listener(windowIds);
  }

  async past(windowIds: readonly string[], { fromMs, toMs, visible }: Asked): Promise<Past> {
    const { spans, keeper, now } = this.#options;
    const ids = [...new Set(windowIds)];
    const stretch = { fromMs, toMs: Math.min(toMs, now()) };
    if (ids.length === 0 || stretch.toMs <= stretch.fromMs)
      return { windows: new Map(ids.map((id) => [id, []])), cut: false };
    // What is not written yet first: what is written meanwhile is then there twice, rather than not at all.
    const unwritten = keeper.unwritten(new Set(ids));
    const [kept, placed, times] = await Promise.all([
      spans.between(ids, stretch),
      spans.placed(ids, stretch),
      visible && spans.visibleTimes(ids, visible),
    ]);
    const byWindow = new Map<string, Map<number, Span>>();
    for (const span of [...kept.spans, ...unwritten]) {
      const mine = byWindow.get(span.windowId) ?? new Map<number, Span>();
      const known = mine.get(span.fromMs);
      if (known === undefined || span.toMs >= known.toMs) mine.set(span.fromMs, span);
      byWindow.set(span.windowId, mine);
    }
    const last = kept.spans.at(-1);
    // What is left out is no hole.
    const told = kept.cut && last ? { fromMs, toMs: last.toMs } : stretch;
    const windows = new Map<string, Span[]>();
    for (const windowId of ids) {
      const mine = times?.get(windowId);
      if (times && !mine) continue;
      const all = [...(byWindow.get(windowId)?.values() ?? [])].sort((a, b) => a.fromMs - b.fromMs);
      const about = { windowId, spans: all, placed: placed.get(windowId) ?? [], visible: mine };
      windows.set(windowId, withoutHoles(about, told));
    }
    return { windows, cut: kept.cut };
  }
}
