/** Makes the faults of a soak run, one camera at a time and at most a few at once, and times each recovery. */
import type { Fault, FaultProxy } from '../fakes/fault-proxy.ts';

/** A recovery that takes longer is none. */
export const RECOVER_WITHIN_MS = 60_000;
/** Cameras in a bad state at once, at most: a hall where everything fails at once is another test. */
const MOST_AT_ONCE = 4;
const LEAST_BETWEEN_MS = 5000;
const MORE_BETWEEN_MS = 10_000;

interface Kind {
  readonly name: string;
  readonly fault?: Fault;
  readonly leastMs: number;
  readonly mostMs: number;
}

/** Without a `fault` the connections are cut and taken again at once. */
const KINDS: readonly Kind[] = [
  { name: 'cut', leastMs: 0, mostMs: 0 },
  { name: 'refuse', fault: { kind: 'refuse' }, leastMs: 3000, mostMs: 40_000 },
  { name: 'stall', fault: { kind: 'stall' }, leastMs: 1000, mostMs: 20_000 },
  { name: 'throttle', fault: { kind: 'throttle', kbps: 64 }, leastMs: 5000, mostMs: 20_000 },
  { name: 'delay', fault: { kind: 'delay', delayMs: 300 }, leastMs: 5000, mostMs: 20_000 },
  { name: 'corrupt', fault: { kind: 'corrupt', everyBytes: 20_000 }, leastMs: 3000, mostMs: 15_000 },
];

export interface Injected {
  readonly kind: string;
  readonly camera: number;
  /** Set when the fault is over. */
  endedMs?: number;
  /** From its end to the first picture taken after it; undefined: not yet, or never. */
  recoveredMs?: number;
}

export interface BadDaysOptions {
  readonly proxies: readonly FaultProxy[];
  /** When the newest picture that a viewer of this camera has was captured, wall clock, ms. */
  readonly newestMs: (camera: number) => number;
  readonly random: () => number;
}

export class BadDays {
  readonly #options: BadDaysOptions;
  readonly #busy = new Set<number>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #pending = new Set<Promise<void>>();
  readonly injected: Injected[] = [];
  #stopping = false;

  constructor(options: BadDaysOptions) {
    this.#options = options;
  }

  start(): void {
    this.#after(LEAST_BETWEEN_MS + this.#options.random() * MORE_BETWEEN_MS, () => {
      if (this.#stopping) return;
      this.start();
      const { random, proxies } = this.#options;
      // Drawn whether or not they are used, so that a run with the same seed has the same faults.
      const kind = KINDS[Math.floor(random() * KINDS.length)];
      const camera = Math.floor(random() * proxies.length);
      const share = random();
      if (!kind || this.#busy.has(camera) || this.#busy.size >= MOST_AT_ONCE) return;
      const trouble = this.#trouble(kind, camera, kind.leastMs + share * (kind.mostMs - kind.leastMs));
      this.#pending.add(trouble);
      void trouble.finally(() => this.#pending.delete(trouble));
    });
  }

  /** Makes no new ones and resolves when those at work are over, recovered or given up. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#pending);
    for (const timer of this.#timers) clearTimeout(timer);
  }

  async #trouble(kind: Kind, camera: number, forMs: number): Promise<void> {
    const proxy = this.#options.proxies[camera];
    if (!proxy) return;
    this.#busy.add(camera);
    const injected: Injected = { kind: kind.name, camera };
    this.injected.push(injected);
    if (kind.fault) await proxy.set(kind.fault);
    else proxy.cut();
    await new Promise<void>((done) => this.#after(forMs, done));
    await proxy.set({ kind: 'pass' });
    const endedMs = Date.now();
    injected.endedMs = endedMs;
    while (Date.now() - endedMs < RECOVER_WITHIN_MS) {
      if (this.#options.newestMs(camera) > endedMs) {
        injected.recoveredMs = Date.now() - endedMs;
        break;
      }
      await new Promise<void>((done) => this.#after(50, done));
    }
    this.#busy.delete(camera);
  }

  #after(ms: number, run: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      run();
    }, ms);
    this.#timers.add(timer);
  }
}
