/** Follows what is seen of windows over the page's socket: the last quarter of an hour of each, as it goes on. */
import {
  OCCUPANCY_RECENT_MS,
  type OccupancyFollowed,
  type OccupancySpan,
} from '../../../../server/contract/occupancy.ts';
import type { Asker } from '../connection.ts';

interface Followed {
  spans: readonly OccupancySpan[];
  readonly listeners: Set<() => void>;
}

const RETRY_MS = 3000;
/** One request takes so many. */
const MOST_AT_ONCE = 200;
const none: readonly OccupancySpan[] = [];

export class OccupancyStore {
  readonly #asker: Asker;
  readonly #windows = new Map<string, Followed>();
  readonly #detach: (() => void)[];
  /** Windows mounted in one turn are followed with one request. */
  #due = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(options: { asker: Asker }) {
    this.#asker = options.asker;
    const again = () => {
      for (const windowId of this.#windows.keys()) this.#schedule(windowId, 0);
    };
    this.#detach = [
      this.#asker.on('occupancy:update', (span) => this.#onUpdate(span)),
      this.#asker.onConnect(again),
      this.#asker.on('rights:changed', again),
    ];
  }

  /** Of the last quarter of an hour, in the order of time; empty: nothing is known, or may be. */
  spans(windowId: string): readonly OccupancySpan[] {
    return this.#windows.get(windowId)?.spans ?? none;
  }

  /** Follows a window while anyone listens to it. */
  follow(windowId: string, listener: () => void): () => void {
    let window = this.#windows.get(windowId);
    if (window === undefined) {
      window = { spans: none, listeners: new Set() };
      this.#windows.set(windowId, window);
      this.#schedule(windowId, 0);
    }
    const held = window;
    held.listeners.add(listener);
    return () => {
      held.listeners.delete(listener);
      if (held.listeners.size === 0 && this.#windows.get(windowId) === held) this.#leave(windowId);
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const detach of this.#detach) detach();
    this.#windows.clear();
  }

  #leave(windowId: string): void {
    this.#windows.delete(windowId);
    this.#due.delete(windowId);
    if (this.#asker.connected)
      this.#asker.ask('occupancy:unfollow', { windowIds: [windowId] }).catch(() => {
        // Not followed any more when the connection ends; and what is still pushed is ignored.
      });
  }

  #onUpdate(span: OccupancySpan): void {
    const window = this.#windows.get(span.windowId);
    if (window === undefined) return;
    window.spans = withSpan(window.spans, span);
    for (const listener of window.listeners) listener();
  }

  #schedule(windowId: string, delayMs: number): void {
    this.#due.add(windowId);
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#ask();
    }, delayMs);
  }

  async #ask(): Promise<void> {
    if (!this.#asker.connected) return;
    const windowIds = [...this.#due].slice(0, MOST_AT_ONCE);
    for (const windowId of windowIds) this.#due.delete(windowId);
    if (this.#due.size > 0) this.#schedule([...this.#due][0] ?? '', 0);
    const wanted = windowIds.filter((windowId) => this.#windows.has(windowId));
    if (wanted.length === 0) return;
    try {
      this.#take(wanted, await this.#asker.ask('occupancy:follow', { windowIds: wanted }));
    } catch {
      // Timed out or refused as a whole: asked again; a lost connection asks anew when it is back.
      for (const windowId of wanted) this.#schedule(windowId, RETRY_MS);
    }
  }

  #take(wanted: readonly string[], answer: OccupancyFollowed): void {
    for (const windowId of wanted) {
      const window = this.#windows.get(windowId);
      if (window === undefined) continue;
      const told = answer.windows.find((each) => each.windowId === windowId)?.spans ?? none;
      // What was pushed while the answer was on its way is newer.
      const pushed = window.spans.filter(({ from }) => told.length > 0 && from > (told.at(-1)?.from ?? ''));
      window.spans = pushed.reduce(withSpan, told);
      for (const listener of window.listeners) listener();
    }
  }
}

/** A span is told by where it begins; what was told of a later time stays, what overlaps gives way. */
export function withSpan(spans: readonly OccupancySpan[], span: OccupancySpan): readonly OccupancySpan[] {
  const before = spans
    .filter(({ from }) => from < span.from)
    .map((each) => (each.to > span.from || each.open ? { ...each, to: span.from, open: false } : each));
  const after = spans.filter(({ from }) => from > span.from);
  const all = [...before, span, ...after];
  const oldest = Date.parse(all.at(-1)?.to ?? span.to) - OCCUPANCY_RECENT_MS - 60_000;
  return all.filter(({ to }) => Date.parse(to) > oldest);
}
