import { type SoundSample, writeFragment } from '../../fmp4/write-fragment.ts';
import type { AccessUnit, AudioFrame } from '../../types.ts';

export interface PartInput {
  /** Counts parts across segments: so the next part's name is known before it is known which segment it opens or ends. */
  readonly number: number;
  readonly durationMs: number;
  /** At least one; their memory is this part's to release. */
  readonly units: readonly AccessUnit[];
  readonly sound: readonly AudioFrame[];
}

/**
 * A run of whole access units of about 200 ms; what `EXT-X-PART` names. Written as a fragment when somebody first
 * asks: then one buffer serves all who do, and the source's memory is given back.
 */
export class Part {
  readonly number: number;
  readonly durationMs: number;
  /** Begins with a keyframe. */
  readonly independent: boolean;
  #units: readonly AccessUnit[];
  #sound: readonly SoundSample[];
  #data: Buffer | undefined;

  constructor({ number, durationMs, units, sound }: PartInput) {
    this.number = number;
    this.durationMs = durationMs;
    this.independent = units[0]?.keyframe ?? false;
    this.#units = units;
    this.#sound = sound;
  }

  /** `moof`+`mdat`; the same buffer for everybody. Empty after `drop`. */
  get data(): Buffer {
    if (this.#data !== undefined) return this.#data;
    if (this.#units.length === 0) return Buffer.alloc(0);
    this.#data = writeFragment({ sequence: this.number, units: this.#units, sound: this.#sound });
    this.#letGo();
    return this.#data;
  }

  /** It has left the playlist: what was not asked for by now never will be. */
  drop(): void {
    this.#letGo();
  }

  #letGo(): void {
    for (const { memory } of this.#units) memory.release();
    this.#units = [];
    this.#sound = [];
  }
}
