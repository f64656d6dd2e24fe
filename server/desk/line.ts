/** One after the other, and no more waiting than bounded: people at desks, not machines. */
import { tooMany } from '../platform/errors.ts';

export class Line {
  readonly #most: number;
  #last: Promise<unknown> = Promise.resolve();
  #length = 0;

  constructor(options: { readonly most: number }) {
    this.#most = options.most;
  }

  /** @throws too_many_requests where too many wait already. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#length >= this.#most) throw tooMany('Too much is done at the desks at once: try again.');
    this.#length += 1;
    const mine = this.#last.then(work);
    // The next one goes on whatever became of this one, whose own caller is told.
    this.#last = mine.catch(() => undefined);
    try {
      return await mine;
    } finally {
      this.#length -= 1;
    }
  }
}
