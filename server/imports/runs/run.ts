/** What the runs share: their progress, their ending, and getting out of the way of everybody else. */

import { isPassing } from '../../platform/db/faults.ts';
import { inUnitOfWork } from '../../platform/db/unit-of-work.ts';
import type { Values } from '../reading/sheet-row.ts';

export interface Sealer {
  seal(text: string): Buffer;
  open(sealed: Uint8Array): string;
}

/** Somebody asked for it to end, or the server does. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
    this.name = 'Cancelled';
  }
}

export class Progress {
  #done = 0;
  #total = 0;
  #isCancelled = false;

  get shown(): { done: number; total: number } {
    return { done: this.#done, total: this.#total };
  }

  begin(total: number): void {
    this.#done = 0;
    this.#total = total;
  }

  step(): void {
    this.#done = Math.min(this.#done + 1, this.#total);
  }

  cancel(): void {
    this.#isCancelled = true;
  }

  /** @throws Cancelled */
  check(): void {
    if (this.#isCancelled) throw new Cancelled();
  }
}

/** Lets whatever waits on the event loop go first. */
export async function pause(progress: Progress): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  progress.check();
}

export const sealSecrets = (sealer: Sealer, secrets: Values): Buffer | null =>
  Object.keys(secrets).length === 0 ? null : sealer.seal(JSON.stringify(secrets));

export const openSecrets = (sealer: Sealer, sealed: Buffer | null): Values =>
  sealed === null ? {} : (JSON.parse(sealer.open(sealed)) as Values);

const TRIES = 4;

/** One transaction; once more where it stood in another's way (the search keys are kept while we write). */
export async function inBatch<T>(work: () => Promise<T>): Promise<T> {
  for (let left = TRIES - 1; ; left -= 1)
    try {
      return await inUnitOfWork(work);
    } catch (error) {
      if (left === 0 || !isPassing(error)) throw error;
    }
}
