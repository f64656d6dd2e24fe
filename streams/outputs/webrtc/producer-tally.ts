import type { StreamView } from '../../types.ts';

/** How many producers carry each stream's pictures, over all workers: each costs us the packetising. */
export class ProducerTally {
  readonly #counts = new Map<StreamView, number>();

  of(stream: StreamView): number {
    return this.#counts.get(stream) ?? 0;
  }

  add(stream: StreamView): void {
    this.#counts.set(stream, this.of(stream) + 1);
  }

  remove(stream: StreamView): void {
    const left = this.of(stream) - 1;
    if (left > 0) this.#counts.set(stream, left);
    else this.#counts.delete(stream);
  }
}
