/** All a playback's fetching of media: a few at a time, the most urgent first, so that nine cameras do not starve one. */

/** Six connections is what a browser gives a host over HTTP/1.1; some are for pictures, pages and playlists. */
const AT_ONCE = 4;

interface Waiting {
  readonly urgency: () => number;
  readonly go: () => void;
}

export class FetchQueue {
  readonly #waiting: Waiting[] = [];
  #busy = 0;

  /** `urgency` is asked when a place is free: the least goes first (ms of footage that are left to show). */
  async run<T>(urgency: () => number, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    if (this.#busy >= AT_ONCE) await this.#turn(urgency, signal);
    signal.throwIfAborted();
    this.#busy += 1;
    try {
      return await task();
    } finally {
      this.#busy -= 1;
      this.#next();
    }
  }

  #turn(urgency: () => number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const entry = {
        urgency,
        go: () => {
          signal.removeEventListener('abort', left);
          resolve();
        },
      };
      const left = () => {
        this.#waiting.splice(this.#waiting.indexOf(entry), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', left, { once: true });
      this.#waiting.push(entry);
    });
  }

  #next(): void {
    let first: Waiting | undefined;
    for (const each of this.#waiting)
      if (first === undefined || each.urgency() < first.urgency()) first = each;
    if (first === undefined) return;
    this.#waiting.splice(this.#waiting.indexOf(first), 1);
    first.go();
  }
}
