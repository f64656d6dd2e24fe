/**
 * Batches wait for their turn here and not in the database: of one source they are taken one after the other, of
 * all sources a few at once. A sender that posts many at once would otherwise hold every connection of the pool
 * while it waits for itself, and nobody could even sign in.
 */
import { tooMany } from '../platform/errors.ts';

export interface TurnsOptions {
  /** Of different keys. Fewer than the pool has connections. */
  readonly atOnce: number;
  /** Of one key, the one at work included. Each holds its batch in memory. */
  readonly mostOfOne: number;
}

export class Turns {
  readonly #options: TurnsOptions;
  readonly #lines = new Map<string, { last: Promise<unknown>; length: number }>();
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  constructor(options: TurnsOptions) {
    this.#options = options;
  }

  /** Runs `work` when it is its turn. @throws too_many_requests when too many of its key wait already. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), length: 0 };
    if (line.length >= this.#options.mostOfOne)
      throw tooMany(`At most ${this.#options.mostOfOne} batches of a source at once: wait for the answers.`);
    this.#lines.set(key, line);
    line.length += 1;
    const mine = line.last.then(() => this.#work(work));
    // Its own caller is told of a failure; the next in line goes on regardless.
    line.last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      line.length -= 1;
      if (line.length === 0) this.#lines.delete(key);
    }
  }

  async #work<T>(work: () => Promise<T>): Promise<T> {
    if (this.#working < this.#options.atOnce) this.#working += 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
    try {
      return await work();
    } finally {
      // Handed on, so that nobody slips in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#working -= 1;
      else next();
    }
  }
}
