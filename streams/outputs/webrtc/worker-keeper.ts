import type { Log } from '../../types.ts';
import type { MediaWorker } from './media-worker.ts';

/** The first time at once: its viewers wait. A worker that dies again and again is given time. */
const RETRY_STEPS_MS = [0, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
/** A worker that lived so long starts the steps anew. */
const STEADY_AFTER_MS = 60_000;

export interface WorkerKeeperOptions {
  readonly log: Log;
  readonly now: () => number;
  /** UDP and TCP; kept across replacements. */
  readonly port: number;
  readonly create: (onDied: () => void) => Promise<MediaWorker>;
  readonly isEnding: () => boolean;
  /** A worker runs: the first, or one in place of another. */
  readonly onUp: () => void;
  /** The worker is gone with everything on it. */
  readonly onDown: () => void;
}

/** Keeps one media worker running: where it dies, or could not be started, another is made, with back-off. */
export class WorkerKeeper {
  readonly port: number;
  readonly #options: WorkerKeeperOptions;
  #worker: MediaWorker | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #attempts = 0;
  #runsSinceMs = 0;
  #closed = false;

  constructor(options: WorkerKeeperOptions) {
    this.#options = options;
    this.port = options.port;
  }

  /** Undefined while there is none. */
  get worker(): MediaWorker | undefined {
    return this.#worker;
  }

  /** Rejects with why the worker does not start; it is tried again all the same until `close`. */
  async start(): Promise<void> {
    try {
      await this.#make();
    } catch (error) {
      this.#retryLater();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retryTimer);
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.close();
  }

  async #make(): Promise<void> {
    const { create, log, now, onUp } = this.#options;
    const worker = await create(() => this.#died());
    if (this.#closed) return worker.close();
    if (worker.closed) throw new Error('it died as it began');
    this.#worker = worker;
    this.#runsSinceMs = now();
    log.info({ pid: worker.pid, port: this.port }, 'mediasoup worker runs');
    onUp();
  }

  #died(): void {
    if (!this.#worker) return;
    this.#worker = undefined;
    if (this.#options.now() - this.#runsSinceMs >= STEADY_AFTER_MS) this.#attempts = 0;
    this.#options.onDown();
    this.#retryLater();
  }

  #retryLater(): void {
    if (this.#closed || this.#options.isEnding()) return;
    const stepMs = RETRY_STEPS_MS[Math.min(this.#attempts, RETRY_STEPS_MS.length - 1)] ?? 60_000;
    this.#attempts += 1;
    this.#retryTimer = setTimeout(() => void this.#retry(), stepMs);
  }

  async #retry(): Promise<void> {
    try {
      await this.#make();
    } catch (error) {
      // Said once a step; after the last one it is known.
      const level = this.#attempts <= RETRY_STEPS_MS.length ? 'warn' : 'debug';
      const fields = { err: error, attempt: this.#attempts, port: this.port };
      this.#options.log[level](fields, 'mediasoup worker does not start');
      this.#retryLater();
    }
  }
}
