/** Tells of rights at the instant they end by themselves, so that what stands on them (sockets, viewings) ends as well. */
import type { Bus } from '../../platform/bus.ts';
import type { Logger } from '../../platform/log.ts';
import { rightsChanged } from './held-rights.ts';
import type { RightsStore } from './rights.store.ts';

/** A right given on another node, or by hand in the database, is found by then. */
const LOOK_EVERY_MS = 30_000;

export interface RightsEndsOptions {
  readonly store: Pick<RightsStore, 'endedBetween' | 'nextEndMs'>;
  readonly bus: Bus;
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

export class RightsEnds {
  readonly #options: RightsEndsOptions;
  readonly #unsubscribe: () => void;
  #toldUntilMs: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: RightsEndsOptions) {
    this.#options = options;
    this.#toldUntilMs = options.now();
    this.#unsubscribe = options.bus.subscribe(rightsChanged, () => this.#wakeIn(0));
    this.#wakeIn(0);
  }

  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  #wakeIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const { store, bus, now, log } = this.#options;
    try {
      const nowMs = now();
      const userIds = await store.endedBetween(this.#toldUntilMs, nowMs);
      this.#toldUntilMs = nowMs;
      const nextMs = await store.nextEndMs(nowMs);
      // A moment late rather than early: a timer may fire before the millisecond it was set for.
      const waitMs = nextMs === undefined ? LOOK_EVERY_MS : Math.max(0, nextMs - now()) + 5;
      this.#wakeIn(Math.min(waitMs, LOOK_EVERY_MS));
      if (userIds.length > 0) bus.publish(rightsChanged, { userIds });
    } catch (error) {
      if (this.#closed) return;
      log.warn({ err: error }, 'rights that end could not be looked for');
      this.#wakeIn(LOOK_EVERY_MS);
    }
  }
}
