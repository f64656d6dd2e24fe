/** Where a piece of sound lies in its stream. */
export interface SoundTime {
  readonly epoch: number;
  /** Decode time in ticks of the clock rate. */
  readonly ticks: number;
  readonly capturedAtMs: number;
}

/** What a listener hears as one sound: less than this between two pieces is no jump. */
const SILENCE_MS = 120;

/**
 * RTP timestamps for sound: samples counted as the camera counts them, so that nothing is stretched or clicks,
 * begun on the wall clock with each epoch. They never go back.
 */
export class SoundClock {
  readonly #rate: number;
  /** What to add to the ticks of this epoch. */
  #offset = 0;
  #epoch: number | undefined;
  #last = Number.NEGATIVE_INFINITY;

  constructor(rate: number) {
    this.#rate = rate;
  }

  stamp({ epoch, ticks, capturedAtMs }: SoundTime): { timestamp: number; marker: boolean } {
    const wall = Math.floor((capturedAtMs * this.#rate) / 1000);
    // A camera whose count jumps back begins anew as one that was restarted does.
    if (epoch !== this.#epoch || ticks + this.#offset <= this.#last) {
      this.#epoch = epoch;
      this.#offset = Math.max(wall, this.#last + 1) - ticks;
    }
    const at = ticks + this.#offset;
    const marker = at - this.#last > (SILENCE_MS * this.#rate) / 1000;
    this.#last = at;
    return { timestamp: ((at % 2 ** 32) + 2 ** 32) % 2 ** 32, marker };
  }
}
