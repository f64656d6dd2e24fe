import type { AccessUnit } from '../types.ts';

export interface GopRingOptions {
  /** What one ring may hold. Default 16 MiB: ten seconds of 12 Mbit/s. */
  readonly maxBytes?: number;
}

/**
 * The newest group of pictures: what a new consumer is given first, so that it need not wait for the next
 * keyframe. A GOP that outgrows the bound is dropped but for its keyframe, which still makes a picture.
 */
export class GopRing {
  readonly #maxBytes: number;
  #units: AccessUnit[] = [];
  #bytes = 0;
  /** Held besides, since it outlives a GOP that was dropped. */
  #keyframe: AccessUnit | undefined;

  constructor({ maxBytes = 16 * 1024 * 1024 }: GopRingOptions = {}) {
    this.#maxBytes = maxBytes;
  }

  push(unit: AccessUnit): void {
    if (unit.keyframe) {
      this.clear();
      unit.memory.retain();
      this.#keyframe = unit;
    } else if (this.#units.length === 0) {
      return;
    }
    this.#bytes += unit.data.length;
    if (this.#bytes > this.#maxBytes) {
      this.#dropGop();
      return;
    }
    unit.memory.retain();
    this.#units.push(unit);
  }

  clear(): void {
    this.#dropGop();
    this.#bytes = 0;
    this.#keyframe?.memory.release();
    this.#keyframe = undefined;
  }

  /** From the newest keyframe on, without a gap; empty when there is none. Good until the next turn. */
  get newestGop(): readonly AccessUnit[] {
    return this.#units;
  }

  get latestKeyframe(): AccessUnit | undefined {
    return this.#keyframe;
  }

  #dropGop(): void {
    for (const unit of this.#units) unit.memory.release();
    this.#units = [];
  }
}
