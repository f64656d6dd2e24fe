/** Appends to the chain: entries of a unit of work with its commit, all others together with those that wait. */
import { beforeCommit, outsideUnitOfWork } from '../platform/db/unit-of-work.ts';
import type { Audit, AuditEntry } from './audit.ts';
import { storedRow, type Unchained } from './stored-row.ts';

export interface TrailOptions {
  readonly store: {
    /** In one transaction; within a unit of work in that one's. On disk once it is committed. */
    append(rows: readonly Unchained[]): Promise<void>;
  };
  readonly now: () => number;
}

interface Waiting {
  readonly row: Unchained;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One commit takes so many: they come one after the other, each waiting for the disk. */
const MOST_AT_ONCE = 200;

export class Trail implements Audit {
  readonly #options: TrailOptions;
  readonly #waiting: Waiting[] = [];
  #isAppending = false;

  constructor(options: TrailOptions) {
    this.#options = options;
  }

  async append(entry: AuditEntry): Promise<void> {
    const row = storedRow(entry, this.#options.now());
    if (beforeCommit(this.#write, row)) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      if (!this.#isAppending) void this.#appendWaiting();
    });
  }

  readonly #write = (rows: readonly Unchained[]): Promise<void> => this.#options.store.append(rows);

  async #appendWaiting(): Promise<void> {
    this.#isAppending = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MOST_AT_ONCE);
      try {
        // Whoever came first may have come from within a unit of work that has ended since.
        await outsideUnitOfWork(() => this.#write(batch.map(({ row }) => row)));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#isAppending = false;
  }
}
