export interface WatchdogOptions {
  readonly onSilence: () => void;
}

/**
 * Calls `onSilence` once when nothing was heard for a while. A busy event loop does not count as silence:
 * what waits in the sockets is read before judging.
 */
export class Watchdog {
  readonly #onSilence: () => void;
  #timer: NodeJS.Timeout | undefined;
  #heard = false;

  constructor({ onSilence }: WatchdogOptions) {
    this.#onSilence = onSilence;
  }

  /** Starts, or starts over with another patience. */
  start(patienceMs: number): void {
    this.close();
    this.#timer = setTimeout(() => {
      this.#heard = false;
      // Timers run before sockets are read; two turns later everything that had come was heard.
      setImmediate(() => setImmediate(() => this.#judge()));
    }, patienceMs);
  }

  heard(): void {
    this.#heard = true;
    this.#timer?.refresh();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #judge(): void {
    if (this.#heard || !this.#timer) return;
    this.close();
    this.#onSilence();
  }
}
