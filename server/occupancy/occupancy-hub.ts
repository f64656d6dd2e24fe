/** Who follows which windows, and what they are told of them. Nothing is resumed: a page that was away follows anew. */
import type { OccupancySpan } from '../contract/occupancy.ts';
import type { Logger } from '../platform/log.ts';
import { type Span, toWire } from './window-spans.ts';

export interface Follower {
  send(span: OccupancySpan): void;
  /** Asked again when a window changes hands: which of these it may still be told of. */
  mayFollow(windowIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export class OccupancyHub {
  readonly #log: Pick<Logger, 'warn'>;
  readonly #windows = new Map<string, Set<Follower>>();

  constructor(options: { readonly log: Pick<Logger, 'warn'> }) {
    this.#log = options.log;
  }

  follow(follower: Follower, windowIds: readonly string[]): void {
    for (const windowId of windowIds) {
      const followers = this.#windows.get(windowId) ?? new Set<Follower>();
      this.#windows.set(windowId, followers.add(follower));
    }
  }

  unfollow(follower: Follower, windowIds: readonly string[]): void {
    for (const windowId of windowIds) {
      const followers = this.#windows.get(windowId);
      followers?.delete(follower);
      if (followers?.size === 0) this.#windows.delete(windowId);
    }
  }

  /** The follower is gone. */
  leave(follower: Follower): void {
    this.unfollow(follower, [...this.#windows.keys()]);
  }

  tell(spans: readonly Span[]): void {
    for (const span of spans) {
      const followers = this.#windows.get(span.windowId);
      if (followers === undefined) continue;
      const wire = toWire(span);
      for (const follower of followers) follower.send(wire);
    }
  }

  /** Another department runs these windows: nobody is told of them until it is known who still sees them. */
  reconsider(windowIds: readonly string[]): void {
    const asked = new Map<Follower, string[]>();
    for (const windowId of windowIds)
      for (const follower of this.#windows.get(windowId) ?? [])
        asked.set(follower, [...(asked.get(follower) ?? []), windowId]);
    for (const [follower, mine] of asked) {
      this.unfollow(follower, mine);
      follower
        .mayFollow(mine)
        .then((may) => this.follow(follower, [...may]))
        .catch((error: unknown) =>
          this.#log.warn({ err: error }, 'a follower of windows’ occupancy could not be asked about again'),
        );
    }
  }
}
