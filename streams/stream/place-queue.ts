export interface PlaceRequest {
  /** The larger goes first; asked whenever a place is given, as it may change while one waits. Default 0. */
  readonly rank?: () => number;
  readonly signal: AbortSignal;
}

interface Waiting {
  readonly rank: () => number;
  readonly go: () => void;
}

/** A number of places, given by rank and then by who came first. */
export class PlaceQueue {
  readonly #places: number;
  readonly #onChange: () => void;
  readonly #waiting: Waiting[] = [];
  #taken = 0;

  /** `onChange`: somebody came, went in or left. */
  constructor(options: { readonly places: number; readonly onChange?: () => void }) {
    this.#places = options.places;
    this.#onChange = options.onChange ?? (() => undefined);
  }

  get taken(): number {
    return this.#taken;
  }

  get queued(): number {
    return this.#waiting.length;
  }

  /**
   * Waits for a place. Returns the way out, which is idempotent. `onQueued` is given the way to learn one's place
   * in the queue: 1 is the next.
   * @throws the signal's reason when it aborts first
   */
  async enter(request: PlaceRequest, onQueued?: (place: () => number) => void): Promise<() => void> {
    const { rank = () => 0, signal } = request;
    signal.throwIfAborted();
    if (this.#taken < this.#places) this.#taken += 1;
    else await this.#wait(rank, signal, onQueued);
    let left = false;
    this.#onChange();
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  #wait(
    rank: () => number,
    signal: AbortSignal,
    onQueued: ((place: () => number) => void) | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
        this.#onChange();
      };
      const waiting: Waiting = {
        rank,
        go: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiting);
      onQueued?.(() => this.#inOrder().indexOf(waiting) + 1);
      this.#onChange();
    });
  }

  /** Sorting keeps the order of equals: who came first. */
  #inOrder(): Waiting[] {
    const ranked = this.#waiting.map((waiting) => ({ waiting, rank: waiting.rank() }));
    return ranked.sort((a, b) => b.rank - a.rank).map(({ waiting }) => waiting);
  }

  /** Hands the place on, or gives it back. */
  #leave(): void {
    const [next] = this.#inOrder();
    if (next) {
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      next.go();
    } else this.#taken -= 1;
    this.#onChange();
  }
}
