/** So many access units whose only marker stood at their end, and it is believed. */
const ENOUGH = 3;
/** … and so many once it was wrong. */
const ENOUGH_AFTER_FAULT = 100;
const MOST_FAULTS = 2;
/** So many access units without one, and it is no longer waited for. */
const MISSING = 5;

/**
 * Learns whether a camera's marker bit tells the end of an access unit (RFC 6184, 5.1), as it should: then a
 * picture is handed on at once, otherwise only when the next one's first packet has come. Cameras are known that
 * never set it, set it on every packet, on every slice, or on parameter sets.
 */
export class MarkerTrust {
  #good = 0;
  #missing = 0;
  #faults = 0;
  #trusted = false;

  get trusted(): boolean {
    return this.#trusted;
  }

  /** An access unit's end was seen by other means: `good` where its one marker stood there. */
  onEnd(good: boolean): void {
    if (this.#trusted) {
      this.#missing = good ? 0 : this.#missing + 1;
      if (this.#missing < MISSING) return;
      this.#trusted = false;
      this.#good = 0;
      return;
    }
    this.#good = good ? this.#good + 1 : 0;
    const enough = this.#faults === 0 ? ENOUGH : ENOUGH_AFTER_FAULT;
    if (this.#good < enough || this.#faults >= MOST_FAULTS) return;
    this.#trusted = true;
    this.#missing = 0;
  }

  /** An access unit was ended by its marker. */
  onMarkedEnd(): void {
    this.#missing = 0;
  }

  /** … and went on after it. */
  onFault(): void {
    this.#faults += 1;
    this.#trusted = false;
    this.#good = 0;
  }

  /** One stood where none can: within a NAL unit, or on parameter sets before their picture. */
  onStray(): void {
    this.#faults = MOST_FAULTS;
    this.#trusted = false;
  }
}
