/**
 * Tells followers of windows what changes there, each version once and in order. It keeps for every follower and
 * window the version sent last, so it does not matter in which order, how often or whether at all the bus tells of
 * a change: doubles are dropped, and a gap is filled from the database.
 */
import type { WindowStatus } from '../contract/overlays.ts';
import type { Logger } from '../platform/log.ts';
import type { Missed } from './statuses.store.ts';

export interface Follower {
  send(status: WindowStatus): void;
  /** Asked again when a window changes hands: which of these it may still be told of. */
  mayFollow(windowIds: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface OverlayHubOptions {
  /** What of the database is needed. */
  readonly statuses: {
    missed(wants: readonly { windowId: string; after: number }[], recentFrom: Date): Promise<Missed[]>;
  };
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

/** How far back a newcomer is told: more than any player's pictures are behind. */
const RECENT_MS = 30_000;

interface Following {
  sent: number;
  /** What comes while the database is read waits here. */
  waiting: WindowStatus[] | null;
}

export class OverlayHub {
  readonly #options: OverlayHubOptions;
  readonly #windows = new Map<string, Map<Follower, Following>>();

  constructor(options: OverlayHubOptions) {
    this.#options = options;
  }

  /** Listens first and reads then, so nothing falls between. What is answered counts as sent. */
  async follow(follower: Follower, wants: readonly { windowId: string; after: number }[]): Promise<Missed[]> {
    const begun = new Map<string, Following>();
    for (const { windowId } of wants) {
      const following: Following = { sent: 0, waiting: [] };
      begun.set(windowId, following);
      this.#followers(windowId).set(follower, following);
    }
    let missed: Missed[];
    try {
      missed = await this.#missed(wants);
    } catch (error) {
      for (const [windowId, following] of begun) this.#drop(follower, windowId, following);
      throw error;
    }
    for (const one of missed) {
      const following = begun.get(one.windowId);
      if (following === undefined) continue;
      const want = wants.find(({ windowId }) => windowId === one.windowId);
      following.sent = one.updates.at(-1)?.version ?? (one.reset ? 0 : (want?.after ?? 0));
    }
    // The answer goes out in this turn of the event loop; what waited must come behind it.
    setImmediate(() => {
      for (const [windowId, following] of begun) this.#goOn(follower, windowId, following);
    });
    return missed;
  }

  unfollow(follower: Follower, windowIds: readonly string[]): void {
    for (const windowId of windowIds) this.#drop(follower, windowId);
  }

  /** The follower is gone. */
  leave(follower: Follower): void {
    this.unfollow(follower, [...this.#windows.keys()]);
  }

  /** Statuses that were made and committed, here or on another node. */
  deliver(statuses: readonly WindowStatus[]): void {
    for (const status of statuses)
      for (const [follower, following] of this.#windows.get(status.windowId) ?? [])
        this.#offer(follower, following, status);
  }

  /** Holds back what comes for these windows until each follower is known to see them still; the others are dropped. */
  reconsider(windowIds: readonly string[]): void {
    const asked = new Map<Follower, Map<string, Following>>();
    for (const windowId of windowIds)
      for (const [follower, following] of this.#windows.get(windowId) ?? []) {
        following.waiting ??= [];
        const mine = asked.get(follower) ?? new Map<string, Following>();
        asked.set(follower, mine.set(windowId, following));
      }
    for (const [follower, mine] of asked) void this.#askAgain(follower, mine);
  }

  async #askAgain(follower: Follower, mine: ReadonlyMap<string, Following>): Promise<void> {
    let may: ReadonlySet<string> = new Set();
    try {
      may = await follower.mayFollow([...mine.keys()]);
    } catch (error) {
      // Not known to see them: dropped, as it would be by a fresh question.
      this.#options.log.warn({ err: error }, 'a follower of windows could not be asked about again');
    }
    for (const [windowId, following] of mine)
      if (may.has(windowId)) this.#goOn(follower, windowId, following);
      else this.#drop(follower, windowId, following);
  }

  #offer(follower: Follower, following: Following, status: WindowStatus): void {
    if (following.waiting !== null) {
      following.waiting.push(status);
    } else if (status.version === following.sent + 1) {
      following.sent = status.version;
      follower.send(status);
    } else if (status.version > following.sent) {
      following.waiting = [];
      void this.#fill(follower, status.windowId, following);
    }
  }

  /** Something was not told: reads it. When that fails, the next change tries again. */
  async #fill(follower: Follower, windowId: string, following: Following): Promise<void> {
    try {
      const [missed] = await this.#missed([{ windowId, after: following.sent }]);
      for (const status of missed?.updates ?? [])
        if (this.#isCurrent(follower, windowId, following) && status.version > following.sent) {
          following.sent = status.version;
          follower.send(status);
        }
    } catch (error) {
      this.#options.log.warn({ err: error, windowId }, 'missed statuses could not be read');
      following.waiting = null;
      return;
    }
    this.#goOn(follower, windowId, following);
  }

  #goOn(follower: Follower, windowId: string, following: Following): void {
    const waiting = following.waiting ?? [];
    following.waiting = null;
    if (!this.#isCurrent(follower, windowId, following)) return;
    for (const status of waiting.sort((a, b) => a.version - b.version))
      this.#offer(follower, following, status);
  }

  #missed(wants: readonly { windowId: string; after: number }[]): Promise<Missed[]> {
    return this.#options.statuses.missed(wants, new Date(this.#options.now() - RECENT_MS));
  }

  #followers(windowId: string): Map<Follower, Following> {
    const known = this.#windows.get(windowId);
    if (known !== undefined) return known;
    const made = new Map<Follower, Following>();
    this.#windows.set(windowId, made);
    return made;
  }

  #isCurrent(follower: Follower, windowId: string, following: Following): boolean {
    return this.#windows.get(windowId)?.get(follower) === following;
  }

  #drop(follower: Follower, windowId: string, only?: Following): void {
    const followers = this.#windows.get(windowId);
    if (followers === undefined || (only !== undefined && followers.get(follower) !== only)) return;
    followers.delete(follower);
    if (followers.size === 0) this.#windows.delete(windowId);
  }
}
