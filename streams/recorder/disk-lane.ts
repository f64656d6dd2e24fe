/**
 * How many of a disk's operations run at once. The thread pool that they run in has four threads for all of the
 * program: two keep a good disk busy, and one that hangs leaves the rest to the others.
 */
const AT_ONCE = 2;

export interface DiskLaneOptions {
  readonly now: () => number;
  readonly atOnce?: number;
}

export class DiskLane {
  readonly #now: () => number;
  readonly #atOnce: number;
  readonly #waiting: (() => void)[] = [];
  readonly #since = new Set<{ readonly atMs: number }>();
  #lastMs = 0;

  constructor({ now, atOnce = AT_ONCE }: DiskLaneOptions) {
    this.#now = now;
    this.#atOnce = atOnce;
  }

  /** For how long the oldest operation has run: a disk that hangs shows itself so. */
  get busyMs(): number {
    const [oldest] = this.#since;
    return oldest ? this.#now() - oldest.atMs : 0;
  }

  /** How long the last operation took, waiting not counted. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Runs it in its turn. `signal`: while it has not begun it may be withdrawn, which rejects with the reason. */
  run<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      const withdraw = (): void => {
        const at = this.#waiting.indexOf(begin);
        if (at >= 0) this.#waiting.splice(at, 1);
        reject(signal?.reason);
      };
      const begin = (): void => {
        signal?.removeEventListener('abort', withdraw);
        const mark = { atMs: this.#now() };
        this.#since.add(mark);
        const done = (): void => {
          this.#since.delete(mark);
          this.#lastMs = this.#now() - mark.atMs;
          this.#waiting.shift()?.();
        };
        operation().then(
          (value) => {
            done();
            resolve(value);
          },
          (error: unknown) => {
            done();
            reject(error);
          },
        );
      };
      if (this.#since.size < this.#atOnce) begin();
      else {
        this.#waiting.push(begin);
        signal?.addEventListener('abort', withdraw, { once: true });
      }
    });
  }
}
