/** Announced names come into force on the rows that lists and search go by: soon after their instant. */
import type { MattersStore } from './matters.store.ts';

export interface SettlingOptions {
  readonly matters: Pick<MattersStore, 'settle'>;
  readonly now: () => number;
  readonly everyMs?: number;
}

/** What was missed while the database was away is looked for again. */
const LOOK_BACK_MS = 24 * 3_600_000;

export class Settling {
  readonly #options: SettlingOptions;
  #timer: NodeJS.Timeout | undefined;
  #running = false;
  /** The first time everything is looked at: the server may have been down for months. */
  #isFirst = true;

  constructor(options: SettlingOptions) {
    this.#options = options;
  }

  start(): void {
    void this.run();
    this.#timer ??= setInterval(() => void this.run(), this.#options.everyMs ?? 30_000);
    this.#timer.unref();
  }

  /** Never throws. */
  async run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    const at = this.#options.now();
    try {
      await this.#options.matters.settle(new Date(at), this.#isFirst ? null : new Date(at - LOOK_BACK_MS));
      this.#isFirst = false;
    } catch {
      // The database is away: readiness tells of that, and the next round looks again.
    } finally {
      this.#running = false;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
