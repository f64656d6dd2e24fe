const BUCKET_MS = 10_000;
/** Five minutes. */
const BUCKETS = 30;
const BUCKETS_LEAST = 6;

interface Bucket {
  readonly startMs: number;
  /** The smallest arrival − media time of these ten seconds: the picture that was delayed least. */
  offsetMs: number;
}

/**
 * How fast a camera's media clock runs against ours. Arrivals jitter by tens of milliseconds, so only each ten
 * seconds' least delayed picture counts, and a line is laid through five minutes of them.
 */
export class ClockDrift {
  #buckets: Bucket[] = [];

  observe(mediaMs: number, arrivedAtMs: number): void {
    const offsetMs = arrivedAtMs - mediaMs;
    const bucket = this.#buckets.at(-1);
    if (bucket && arrivedAtMs < bucket.startMs + BUCKET_MS) {
      if (offsetMs < bucket.offsetMs) bucket.offsetMs = offsetMs;
      return;
    }
    this.#buckets.push({ startMs: arrivedAtMs, offsetMs });
    if (this.#buckets.length > BUCKETS) this.#buckets.shift();
  }

  /** Media time begins anew. */
  restart(): void {
    this.#buckets = [];
  }

  /** Parts per million, positive where the camera's clock is fast; undefined for the first minute. */
  get ppm(): number | undefined {
    // The last bucket is not full yet.
    const full = this.#buckets.slice(0, -1);
    if (full.length < BUCKETS_LEAST) return undefined;
    const meanAt = mean(full.map(({ startMs }) => startMs));
    const meanOffset = mean(full.map(({ offsetMs }) => offsetMs));
    let above = 0;
    let below = 0;
    for (const { startMs, offsetMs } of full) {
      above += (startMs - meanAt) * (offsetMs - meanOffset);
      below += (startMs - meanAt) ** 2;
    }
    return below === 0 ? undefined : Math.round((-above / below) * 1e6);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
