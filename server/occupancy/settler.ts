/**
 * Turns what single pictures say of one place into times: a change counts once it has lasted, and then from when it was
 * first seen. What is not sure yet is not told: `throughMs` says how far it is.
 */
import type { UnknownCause } from '../contract/occupancy.ts';

/** Somebody there, nobody, or why it cannot be told. */
export type Sight = 'yes' | 'no' | UnknownCause;

/** A change counts once it was seen for so long. */
export const SETTLE_MS = 3000;
/** As long as nothing is seen for no longer than that, what was seen before goes on. */
export const BRIDGE_MS = 12_000;

interface Mark {
  readonly fromMs: number;
  readonly sight: Sight;
}

export class Settler {
  /** What is sure, oldest first; never empty. */
  #marks: Mark[];
  #pending: Mark | undefined;
  #heardMs: number;
  #throughMs: number;

  constructor(begin: Mark) {
    this.#marks = [begin];
    this.#heardMs = begin.fromMs;
    this.#throughMs = begin.fromMs;
  }

  /** Sure up to here; never goes back. */
  get throughMs(): number {
    return this.#throughMs;
  }

  /** A picture of then said so. What comes late is of no use any more. */
  see(atMs: number, sight: Sight): void {
    if (atMs <= this.#heardMs) return;
    if (atMs - this.#heardMs > BRIDGE_MS) this.blind(this.#heardMs, 'offline');
    this.#heardMs = atMs;
    const known = this.#marks.at(-1)?.sight;
    if (sight === known) {
      this.#pending = undefined;
      this.#throughMs = Math.max(this.#throughMs, atMs);
    } else if (this.#pending?.sight !== sight) {
      this.#pending = { fromMs: Math.max(atMs, this.#throughMs), sight };
      this.#throughMs = this.#pending.fromMs;
    } else if (atMs - this.#pending.fromMs >= SETTLE_MS) {
      this.#marks.push(this.#pending);
      this.#pending = undefined;
      this.#throughMs = atMs;
    }
  }

  /** No picture can tell from then on. What was about to count does not: it was not seen for long enough. */
  blind(sinceMs: number, cause: UnknownCause): void {
    const fromMs = Math.max(sinceMs, this.#throughMs);
    this.#pending = undefined;
    if (this.#marks.at(-1)?.sight !== cause) this.#marks.push({ fromMs, sight: cause });
    this.#throughMs = fromMs;
    this.#heardMs = Math.max(this.#heardMs, fromMs);
  }

  /** It stays as it is until then: of one that is blind. */
  goOn(untilMs: number): void {
    this.#throughMs = Math.max(this.#throughMs, untilMs);
    this.#heardMs = Math.max(this.#heardMs, untilMs);
  }

  /** What is sure of then. */
  at(atMs: number): Sight {
    return (this.#marks.findLast(({ fromMs }) => fromMs <= atMs) ?? this.#marks[0])?.sight ?? 'offline';
  }

  /** The instants between at which it changed. */
  changes(afterMs: number, beforeMs: number): number[] {
    return this.#marks.map(({ fromMs }) => fromMs).filter((at) => at > afterMs && at < beforeMs);
  }

  /** What was before is asked no more. */
  forget(beforeMs: number): void {
    const kept = this.#marks.findLastIndex(({ fromMs }) => fromMs <= beforeMs);
    if (kept > 0) this.#marks = this.#marks.slice(kept);
  }
}
