/**
 * Batches wait for their turn here and not in the database: of one source they are taken one after the other, of all
 * sources a few at once. A sender that posts many at once would otherwise hold every connection of the pool while it
 * waits for itself, and nobody could even sign in. Those that wait together are taken together, where they may: one
 * commit for all of them.
 */
import { tooMany } from '../platform/errors.ts';

export interface TurnsOptions<J, R> {
  /** Of different keys. Fewer than the pool has connections. */
  readonly atOnce: number;
  /** Of one key, the one at work included. Each holds its batch in memory. */
  readonly mostOfOne: number;
  /** Does one or more jobs of a key; a result each, in their order. All of them or none. */
  readonly work: (jobs: readonly J[]) => Promise<readonly R[]>;
  readonly mayJoin: (jobs: readonly J[], next: J) => boolean;
}

interface Waiting<J, R> {
  readonly job: J;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
}

export class Turns<J, R> {
  readonly #options: TurnsOptions<J, R>;
  readonly #lines = new Map<string, Waiting<J, R>[]>();
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  constructor(options: TurnsOptions<J, R>) {
    this.#options = options;
  }

  /** Does `job` when it is its turn. @throws too_many_requests when too many of its key wait already. */
  take(key: string, job: J): Promise<R> {
    const { mostOfOne } = this.#options;
    const known = this.#lines.get(key);
    const line = known ?? [];
    if (line.length >= mostOfOne)
      return Promise.reject(
        tooMany(`At most ${mostOfOne} batches of a source at once: wait for the answers.`),
      );
    const mine = new Promise<R>((resolve, reject) => line.push({ job, resolve, reject }));
    if (known === undefined) {
      this.#lines.set(key, line);
      void this.#run(key, line);
    }
    return mine;
  }

  /** Until nobody of the key waits. Those at work stay in the line, so that they count. */
  async #run(key: string, line: Waiting<J, R>[]): Promise<void> {
    while (line.length > 0) {
      await this.#slot();
      try {
        await this.#together(line);
      } finally {
        this.#free();
      }
    }
    this.#lines.delete(key);
  }

  async #together(line: Waiting<J, R>[]): Promise<void> {
    const { mayJoin } = this.#options;
    let count = 1;
    const jobs = () => line.slice(0, count).map((one) => one.job);
    for (let next = line[count]; next !== undefined && mayJoin(jobs(), next.job); next = line[count])
      count += 1;
    const taken = line.slice(0, count);
    if (count === 1 || !(await this.#settle(taken, false)))
      for (const one of taken) await this.#settle([one], true);
    line.splice(0, count);
  }

  /** False: they failed and may be tried one by one, so that none is blamed for another's fault. */
  async #settle(taken: readonly Waiting<J, R>[], isLast: boolean): Promise<boolean> {
    try {
      const results = await this.#options.work(taken.map((one) => one.job));
      for (const [at, { resolve, reject }] of taken.entries()) {
        const result = results[at];
        if (result === undefined) reject(new Error('a job was not answered'));
        else resolve(result);
      }
      return true;
    } catch (error) {
      if (isLast) for (const { reject } of taken) reject(error);
      return false;
    }
  }

  async #slot(): Promise<void> {
    if (this.#working < this.#options.atOnce) this.#working += 1;
    else await new Promise<void>((go) => this.#waiting.push(go));
  }

  #free(): void {
    // Handed on, so that nobody slips in between.
    const next = this.#waiting.shift();
    if (next === undefined) this.#working -= 1;
    else next();
  }
}
