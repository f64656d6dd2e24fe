import type { Memory } from '../types.ts';

/** Most access units of a camera of a few Mbit/s share one of these; a large keyframe gets a slab of its own. */
export const SLAB_BYTES = 64 * 1024;
/** Larger than any keyframe a camera should make; what is larger is refused. */
export const LARGEST_SLAB_BYTES = 4 * 1024 * 1024;
const POISON = 0xdb;

export interface SlabPoolOptions {
  /** Freed memory kept for the next who asks, in all sizes together; what is more goes to the collector. */
  readonly maxSpareBytes?: number;
  /** For tests: fills what is freed with 0xDB, so that a forgotten `retain` shows. */
  readonly poison?: boolean;
}

/** For metrics. */
export interface SlabFigures {
  readonly slabsInUse: number;
  readonly bytesInUse: number;
  readonly slabsSpare: number;
  readonly bytesSpare: number;
  /** Requests beyond the largest slab. */
  readonly refused: number;
}

/** A piece of memory that several access units lie in, free again when nobody holds one of them. */
export class Slab implements Memory {
  readonly bytes: Buffer;
  readonly #onFree: (slab: Slab) => void;
  #holders = 0;

  constructor(bytes: Buffer, onFree: (slab: Slab) => void) {
    this.bytes = bytes;
    this.#onFree = onFree;
  }

  get holders(): number {
    return this.#holders;
  }

  retain(): void {
    this.#holders += 1;
  }

  /** @throws Error when it was released more often than retained: somebody else's bytes would be lost. */
  release(): void {
    if (this.#holders === 0) throw new Error('memory was released more often than retained');
    this.#holders -= 1;
    if (this.#holders === 0) this.#onFree(this);
  }
}

/**
 * The memory that access units lie in, for all cameras of the process. Slabs are of 64 KiB, or of the power of
 * two up to 4 MiB that holds a larger access unit. It is not zeroed: a writer hands out only what it wrote.
 */
export class SlabPool {
  readonly #maxSpareBytes: number;
  readonly #poison: boolean;
  readonly #spare = new Map<number, Slab[]>();
  readonly #onFree = (slab: Slab): void => this.#free(slab);
  #slabsInUse = 0;
  #bytesInUse = 0;
  #slabsSpare = 0;
  #bytesSpare = 0;
  #refused = 0;

  constructor({ maxSpareBytes = 8 * 1024 * 1024, poison = false }: SlabPoolOptions = {}) {
    this.#maxSpareBytes = maxSpareBytes;
    this.#poison = poison;
  }

  get figures(): SlabFigures {
    return {
      slabsInUse: this.#slabsInUse,
      bytesInUse: this.#bytesInUse,
      slabsSpare: this.#slabsSpare,
      bytesSpare: this.#bytesSpare,
      refused: this.#refused,
    };
  }

  /** A slab of at least `bytes`, held once by the caller; undefined where that is more than a slab may have. */
  take(bytes: number = SLAB_BYTES): Slab | undefined {
    if (bytes > LARGEST_SLAB_BYTES) {
      this.#refused += 1;
      return undefined;
    }
    let size = SLAB_BYTES;
    while (size < bytes) size *= 2;
    let slab = this.#spare.get(size)?.pop();
    if (slab) {
      this.#slabsSpare -= 1;
      this.#bytesSpare -= size;
    } else slab = new Slab(Buffer.allocUnsafeSlow(size), this.#onFree);
    this.#slabsInUse += 1;
    this.#bytesInUse += size;
    slab.retain();
    return slab;
  }

  /** What the only holder of a slab says when it starts again at its beginning. */
  renew(slab: Slab): void {
    if (this.#poison) slab.bytes.fill(POISON);
  }

  #free(slab: Slab): void {
    const size = slab.bytes.length;
    this.renew(slab);
    this.#slabsInUse -= 1;
    this.#bytesInUse -= size;
    if (this.#bytesSpare + size > this.#maxSpareBytes) return;
    this.#slabsSpare += 1;
    this.#bytesSpare += size;
    const spare = this.#spare.get(size);
    if (spare) spare.push(slab);
    else this.#spare.set(size, [slab]);
  }
}
