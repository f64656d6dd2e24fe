/** Follows what is seen of windows over the page's socket: the last quarter of an hour of each, as it goes on. */
import {
  OCCUPANCY_RECENT_MS,
  type OccupancyFollowed,
  type OccupancySpan,
} from '../../../../server/contract/occupancy.ts';
import type { Asker } from '../connection.ts';
import { KeyedFollowing } from '../following/keyed-following.ts';

interface Known {
  spans: readonly OccupancySpan[];
}

const none: readonly OccupancySpan[] = [];

export class OccupancyStore {
  readonly #windows: KeyedFollowing<Known, OccupancyFollowed>;
  readonly #detach: () => void;

  constructor({ asker }: { asker: Asker }) {
    this.#windows = new KeyedFollowing({
      asker,
      create: (): Known => ({ spans: none }),
      ask: (wanted) => asker.ask('occupancy:follow', { windowIds: [...wanted.keys()] }),
      take: (windowId, known, { windows }) => {
        const told = windows.find((each) => each.windowId === windowId)?.spans ?? none;
        // What was pushed while the answer was on its way is newer.
        const pushed = known.spans.filter(({ from }) => told.length > 0 && from > (told.at(-1)?.from ?? ''));
        known.spans = pushed.reduce(withSpan, told);
      },
      unfollow: (windowIds) => asker.ask('occupancy:unfollow', { windowIds }),
    });
    this.#detach = asker.on('occupancy:update', (span) => {
      const known = this.#windows.get(span.windowId);
      if (known === undefined) return;
      known.spans = withSpan(known.spans, span);
      this.#windows.tell(span.windowId);
    });
  }

  /** Of the last quarter of an hour, in the order of time; empty: nothing is known, or may be. */
  spans(windowId: string): readonly OccupancySpan[] {
    return this.#windows.get(windowId)?.spans ?? none;
  }

  /** Follows a window while anyone listens to it. */
  follow(windowId: string, listener: () => void): () => void {
    return this.#windows.follow(windowId, listener);
  }

  close(): void {
    this.#detach();
    this.#windows.close();
  }
}

/**
 * A span is told by where it begins; what was told of a later time stays, what overlaps gives way. One that goes on is
 * the newest: what lies after it is of a clock that was set back since.
 */
export function withSpan(spans: readonly OccupancySpan[], span: OccupancySpan): readonly OccupancySpan[] {
  const before = spans
    .filter(({ from }) => from < span.from)
    .map((each) => (each.to > span.from || each.open ? { ...each, to: span.from, open: false } : each));
  const after = span.open ? [] : spans.filter(({ from }) => from > span.from);
  const all = [...before, span, ...after];
  const oldest = Date.parse(all.at(-1)?.to ?? span.to) - OCCUPANCY_RECENT_MS - 60_000;
  return all.filter(({ to }) => Date.parse(to) > oldest);
}
