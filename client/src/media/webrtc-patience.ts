/** When to try WebRTC again after it failed: soon at first, rarely later, and hardly when the reason stays. */

const STEPS_MS = [5_000, 15_000, 60_000] as const;
/** A codec this way cannot carry, a right that is missing: somebody has to change something first. */
const LASTING_MS = 600_000;
/** Room on a line may come at any moment; the server itself makes each asker wait a little. */
const ROOM_MS = 4_000;
/** A new server or media worker takes a moment to be there. */
const RENEWED_MS = 3_000;

export class WebrtcPatience {
  readonly #now: () => number;
  readonly #jitter: () => number;
  #notBeforeMs = 0;
  #failures = 0;
  #lasting = false;
  #reason: string | undefined;

  constructor(options: { now: () => number; jitter?: () => number }) {
    this.#now = options.now;
    this.#jitter = options.jitter ?? Math.random;
  }

  /** Why it is not used, as a code; undefined while it is used or was never tried. */
  get reason(): string | undefined {
    return this.#reason;
  }

  mayTry(): boolean {
    return this.#now() >= this.#notBeforeMs;
  }

  failed(code: string, lasting: boolean): void {
    if (code === 'line_full') {
      this.#reason = code;
      this.#notBeforeMs = this.#now() + ROOM_MS * (1 + this.#jitter() / 4);
      return;
    }
    const step = STEPS_MS[Math.min(this.#failures, STEPS_MS.length - 1)] ?? LASTING_MS;
    this.#reason = code;
    this.#lasting = lasting;
    this.#failures += 1;
    this.#notBeforeMs = this.#now() + (lasting ? LASTING_MS : step) * (1 + this.#jitter() / 4);
  }

  worked(): void {
    this.#reason = undefined;
    this.#failures = 0;
    this.#lasting = false;
  }

  /** The server or its media worker is a new one: why it failed before may be gone. A codec stays what it is. */
  renewed(): void {
    if (!this.#lasting) this.#notBeforeMs = Math.min(this.#notBeforeMs, this.#now() + RENEWED_MS);
  }

  /** A new beginning: as if never tried. */
  reset(): void {
    this.worked();
    this.#notBeforeMs = 0;
  }
}
