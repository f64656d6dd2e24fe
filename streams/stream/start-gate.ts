/** Lets only so many sources start at once: 200 cameras coming back together would starve each other. */
export class StartGate {
  readonly #limit: number;
  #inside = 0;
  #first: (() => void)[] = [];
  #again: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Waits for a place. First attempts go before repeated ones, so that dead cameras do not keep healthy
   * ones waiting. Returns the way out, which is idempotent.
   * @throws the signal's reason when it aborts first
   */
  async enter(attempt: number, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#inside >= this.#limit) await this.#wait(attempt === 0 ? this.#first : this.#again, signal);
    else this.#inside += 1;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#leave();
    };
  }

  #wait(queue: (() => void)[], signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        queue.splice(queue.indexOf(go), 1);
        reject(signal.reason);
      };
      const go = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      queue.push(go);
    });
  }

  /** Hands the place on, or gives it back. */
  #leave(): void {
    const next = this.#first.shift() ?? this.#again.shift();
    if (next) next();
    else this.#inside -= 1;
  }
}
