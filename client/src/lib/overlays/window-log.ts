/**
 * The statuses of one window in version order: each exactly once, nothing skipped, whatever order replays and
 * pushes arrive in. A push ahead of its turn waits; the missing ones are asked for.
 */
import type { WindowStatus } from '../../../../server/contract/overlays.ts';

const KEEP = 50;
/** Pushes that wait for a replay; past this the oldest go, since the replay brings them anyway. */
const MOST_WAITING = 500;

export class WindowLog {
  #statuses: WindowStatus[] = [];
  #last = 0;
  readonly #waiting = new Map<number, WindowStatus>();

  /** The newest ~50, oldest first. A new array after every change. */
  get statuses(): readonly WindowStatus[] {
    return this.#statuses;
  }

  /** The last version taken over without a gap; 0: none. */
  get last(): number {
    return this.#last;
  }

  /** Something newer is here but what comes before it is not. */
  get hasGap(): boolean {
    return this.#waiting.size > 0;
  }

  /** A pushed update. Returns what was taken over, in order. */
  push(status: WindowStatus): WindowStatus[] {
    if (status.version <= this.#last) return [];
    this.#waiting.set(status.version, status);
    if (this.#waiting.size > MOST_WAITING) this.#waiting.delete(Math.min(...this.#waiting.keys()));
    return this.#drain();
  }

  /** The server's answer to a follow after `last`. Returns what was taken over, in order. */
  followed(answer: { reset: boolean; updates: readonly WindowStatus[] }): WindowStatus[] {
    const updates = [...answer.updates].sort((a, b) => a.version - b.version);
    const [first] = updates;
    if (first === undefined) return this.#drain();
    if (first.version === 0 && updates.length === 1 && this.#last === 0 && this.#statuses.length === 0) {
      // `unknown` counts no version; it stands until the first real one.
      this.#statuses = [first];
      return [first, ...this.#drain()];
    }
    const newest = updates[updates.length - 1] ?? first;
    // What the server can no longer replay it answers with its newest; so an answer that begins past our turn
    // is where we go on, or we would ask for ever.
    const jumps = (answer.reset && newest.version > this.#last) || first.version > this.#last + 1;
    if (jumps) {
      this.#statuses = [];
      this.#last = first.version - 1;
      for (const version of [...this.#waiting.keys()])
        if (version <= this.#last) this.#waiting.delete(version);
    }
    for (const update of updates) if (update.version > this.#last) this.#waiting.set(update.version, update);
    return this.#drain();
  }

  #drain(): WindowStatus[] {
    const taken: WindowStatus[] = [];
    for (;;) {
      const next = this.#waiting.get(this.#last + 1);
      if (next === undefined) break;
      this.#waiting.delete(next.version);
      this.#last = next.version;
      taken.push(next);
    }
    if (taken.length > 0) this.#statuses = [...this.#statuses, ...taken].slice(-KEEP);
    return taken;
  }
}
