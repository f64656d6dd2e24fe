/** Spans are kept for a year; what is older goes in batches, so that nobody waits for it. */
import type { Logger } from '../platform/log.ts';
import type { SpansStore } from './spans.store.ts';

export interface SpanRetentionOptions {
  readonly spans: Pick<SpansStore, 'removeBefore'>;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => number;
}

const KEEP_MS = 366 * 86_400_000;
const EVERY_MS = 3_600_000;
const BATCH = 5000;
/** Of one sweep: what is left waits for the next. */
const BATCHES_MOST = 200;

export class SpanRetention {
  readonly #options: SpanRetentionOptions;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<void> | undefined;
  #closed = false;

  constructor(options: SpanRetentionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  /** Never fails. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = undefined;
    });
    return this.#sweeping;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    const { spans, log, now } = this.#options;
    try {
      for (let batch = 0; batch < BATCHES_MOST && !this.#closed; batch++)
        if ((await spans.removeBefore(new Date(now() - KEEP_MS), BATCH)) < BATCH) return;
    } catch (error) {
      log.warn({ err: error }, 'what was seen of windows long ago was not removed');
    }
  }
}
