export interface HoldersOptions {
  readonly now: () => number;
  /** How long a touch holds. */
  readonly touchMs: number;
  /** The number of holders changed. */
  readonly onChange: (count: number) => void;
}

/** Holds a stream for a moment, once a minute, to look at its picture: nothing that is to be told of each time. */
export const CHECK_HOLDER = 'check';

/** Who keeps a stream running: leases until released, touches until they expire. */
export class Holders {
  readonly #options: HoldersOptions;
  readonly #leases = new Set<symbol>();
  readonly #touched = new Map<string, number>();
  #sweep: NodeJS.Timeout | undefined;

  constructor(options: HoldersOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#leases.size + this.#touched.size;
  }

  /** Nobody but a check. */
  get isCheckOnly(): boolean {
    return (
      this.#touched.size === 0 && [...this.#leases].every(({ description }) => description === CHECK_HOLDER)
    );
  }

  /** Returns the release, which is idempotent. */
  add(name: string): () => void {
    const lease = Symbol(name);
    this.#leases.add(lease);
    this.#options.onChange(this.count);
    return () => {
      if (this.#leases.delete(lease)) this.#options.onChange(this.count);
    };
  }

  /** For viewers that only ever ask again (HLS): holds for a while from now. */
  touch(name: string): void {
    const isNew = !this.#touched.has(name);
    this.#touched.set(name, this.#options.now() + this.#options.touchMs);
    this.#sweep ??= setInterval(() => this.#expire(), Math.max(50, this.#options.touchMs / 5));
    if (isNew) this.#options.onChange(this.count);
  }

  close(): void {
    clearInterval(this.#sweep);
    this.#sweep = undefined;
    this.#leases.clear();
    this.#touched.clear();
  }

  #expire(): void {
    const before = this.count;
    const now = this.#options.now();
    for (const [name, untilMs] of this.#touched) if (untilMs <= now) this.#touched.delete(name);
    if (this.#touched.size === 0) {
      clearInterval(this.#sweep);
      this.#sweep = undefined;
    }
    if (this.count !== before) this.#options.onChange(this.count);
  }
}
