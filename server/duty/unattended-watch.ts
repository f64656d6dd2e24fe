/** Alarms, strong leads and red cards that nobody takes on are told to who supervises there: each once. */
import type { NewNotice } from '../notices/index.ts';
import type { Db } from '../platform/db/connect.ts';
import type { Logger } from '../platform/log.ts';
import type { Patience, Unattended, UnattendedStore } from './unattended.store.ts';

const MINUTE_MS = 60_000;
/** What a desk with somebody at it has taken on by then; ours. */
export const PATIENCE: Patience = {
  alarmMs: 10 * MINUTE_MS,
  leadMs: 30 * MINUTE_MS,
  cardMs: 60 * MINUTE_MS,
};
const EVERY_MS = 30_000;

const LINKS: Readonly<Record<Unattended['what'], (id: string) => string>> = {
  alarm: () => '/health',
  lead: (id) => `/leads/${id}`,
  card: (id) => `/alerts/${id}`,
};

export interface UnattendedWatchOptions {
  readonly db: Db;
  readonly store: UnattendedStore;
  readonly notices: { notify(trx: Db, notice: NewNotice): Promise<unknown> };
  readonly patience?: Patience;
  readonly log: Logger;
  readonly now: () => number;
}

export class UnattendedWatch {
  readonly #options: UnattendedWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: UnattendedWatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#running = this.#running.then(() => this.look()).catch((error) => this.#failed(error));
    }, EVERY_MS);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  /** Once, now. */
  async look(): Promise<void> {
    const { db, store, notices, patience = PATIENCE, now } = this.#options;
    const nowMs = now();
    for (const one of await store.due(patience, nowMs)) {
      const { what, id, since, hallName, departmentName, caseNo, place } = one;
      await notices.notify(db, {
        kind: 'unattended',
        values: {
          ...{ what, hallName, departmentName, caseNo, since: since.toISOString() },
          minutes: Math.floor((nowMs - since.getTime()) / MINUTE_MS),
        },
        link: LINKS[what](id),
        dedupeKey: `unattended:${what}:${id}`,
        about: null,
        urgent: true,
        place,
        to: { kind: 'holders', permission: 'alerts:decide' },
      });
    }
  }

  #failed(error: unknown): void {
    this.#options.log.warn({ err: error }, 'what nobody takes on is told later');
  }
}
