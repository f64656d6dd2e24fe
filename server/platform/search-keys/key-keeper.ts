/**
 * Completes the pinyin of what was registered or renamed: at the start, every few seconds, and when somebody is about
 * to search. The entries themselves say what is left to do, so a crash or another node's import loses nothing.
 */
import type { Logger } from '../log.ts';
import { pinyinKeys } from './pinyin-keys.ts';
import type { SearchKeysStore } from './search-keys.store.ts';

export interface KeyKeeperOptions {
  readonly store: SearchKeysStore;
  readonly log: Logger;
  readonly everyMs?: number;
}

const EVERY_MS = 2000;
/** About 15 ms of work: nobody's picture waits longer for it. */
const BATCH = 300;

export class KeyKeeper {
  readonly #store: SearchKeysStore;
  readonly #log: Logger;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: KeyKeeperOptions) {
    this.#store = options.store;
    this.#log = options.log;
    this.#everyMs = options.everyMs ?? EVERY_MS;
  }

  start(): void {
    const again = () => {
      this.#timer = setTimeout(() => {
        this.catchUp()
          .catch((error) => this.#log.warn({ err: error }, 'search keys could not be completed; tried again'))
          .finally(() => {
            if (!this.#closed) again();
          });
      }, this.#everyMs);
      this.#timer.unref();
    };
    again();
  }

  /** Until nothing is left; callers that come meanwhile share the run under way. */
  catchUp(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    let done = BATCH;
    while (done === BATCH && !this.#closed) done = await this.#store.complete(BATCH, pinyinKeys);
  }

  /** Waits for the batch under way. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    // It failed: the entries stay marked, and the next start completes them.
    await this.#running?.catch(() => undefined);
  }
}
