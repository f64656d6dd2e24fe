/** The server's wall clock as this page knows it: the offset measured with the least round trip wins. */
import type { Asker } from './connection.ts';

const KEEP = 8;
const EVERY_MS = 20_000;

interface Sample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

export class ServerClock {
  readonly #asker: Asker;
  readonly #wall: () => number;
  #samples: Sample[] = [];
  #offsetMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #detach: (() => void) | undefined;

  constructor(options: { asker: Asker; wall?: () => number }) {
    this.#asker = options.asker;
    this.#wall = options.wall ?? Date.now;
  }

  /** False until the first measurement. */
  get synced(): boolean {
    return this.#samples.length > 0;
  }

  /** Half the best round trip: how wrong `now()` may be. */
  get uncertaintyMs(): number | undefined {
    const best = this.#best();
    return best === undefined ? undefined : Math.ceil(best.roundTripMs / 2);
  }

  now(): number {
    return this.#wall() + this.#offsetMs;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#detach = this.#asker.onConnect(() => void this.#measure());
    this.#timer = setInterval(() => void this.#measure(), EVERY_MS);
    if (this.#asker.connected) void this.#measure();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#detach?.();
  }

  async #measure(): Promise<void> {
    if (!this.#asker.connected) return;
    try {
      for (let round = 0; round < 3; round += 1) {
        const sentAt = this.#wall();
        const { nowMs } = await this.#asker.ask('time:now', undefined, 5000);
        const roundTripMs = this.#wall() - sentAt;
        this.#samples.push({ offsetMs: nowMs - (sentAt + roundTripMs / 2), roundTripMs });
      }
    } catch {
      // No answer: what was measured before still stands; the next round tries again.
    }
    this.#samples = this.#samples.slice(-KEEP);
    this.#offsetMs = this.#best()?.offsetMs ?? this.#offsetMs;
  }

  #best(): Sample | undefined {
    return this.#samples.reduce<Sample | undefined>(
      (best, each) => (best === undefined || each.roundTripMs < best.roundTripMs ? each : best),
      undefined,
    );
  }
}
