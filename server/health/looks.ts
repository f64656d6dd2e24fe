import type { Actor } from '../platform/http/route.ts';

/** A page that shows the same picture again and again is one look in the trail. */
const SAME_LOOK_MS = 10 * 60_000;
const MOST = 50_000;

/** Who looked at what lately. */
export class Looks {
  readonly #now: () => number;
  readonly #seen = new Map<string, number>();

  constructor(options: { readonly now: () => number }) {
    this.#now = options.now;
  }

  /** True: it belongs into the audit trail. */
  isNew(actor: Actor, what: string): boolean {
    const nowMs = this.#now();
    const key = `${actor.kind === 'user' ? actor.sessionId : actor.tokenId} ${what}`;
    const atMs = this.#seen.get(key);
    if (atMs !== undefined && nowMs - atMs < SAME_LOOK_MS) return false;
    // The oldest first, as they were put in.
    this.#seen.delete(key);
    this.#seen.set(key, nowMs);
    for (const [old, lookedMs] of this.#seen) {
      if (this.#seen.size <= MOST && nowMs - lookedMs < SAME_LOOK_MS) break;
      this.#seen.delete(old);
    }
    return true;
  }
}
