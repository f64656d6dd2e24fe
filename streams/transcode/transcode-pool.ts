import { availableParallelism } from 'node:os';
import { PlaceQueue } from '../stream/place-queue.ts';

export interface TranscodePoolOptions {
  /** How many pictures are encoded at once. Default: one core is left for everything else. */
  readonly slots?: number;
}

/** The encoders of this process: so many at once, the rest wait in order of how much they are wanted. */
export class TranscodePool {
  readonly slots: number;
  readonly #queue: PlaceQueue;
  readonly #listeners = new Set<() => void>();

  constructor({ slots = defaultSlots() }: TranscodePoolOptions = {}) {
    this.slots = slots;
    this.#queue = new PlaceQueue({
      places: slots,
      onChange: () => {
        for (const listener of [...this.#listeners]) listener();
      },
    });
  }

  /** Whoever comes now need not wait. */
  get hasRoom(): boolean {
    return this.#queue.taken < this.slots;
  }

  get figures(): { readonly running: number; readonly queued: number } {
    return { running: this.#queue.taken, queued: this.#queue.queued };
  }

  /** The line moved: who waits may have another place. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Waits for an encoder. Returns the way to give it back, which is idempotent. `onQueued` is given the way to learn
   * one's place: 1 is the next.
   * @throws the signal's reason when it aborts first
   */
  enter(
    request: { readonly rank?: () => number; readonly signal: AbortSignal },
    onQueued?: (place: () => number) => void,
  ): Promise<() => void> {
    return this.#queue.enter(request, onQueued);
  }
}

function defaultSlots(): number {
  return Math.max(1, availableParallelism() - 1);
}
